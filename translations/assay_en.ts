<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>assay::gui</name>
    <message numerus="yes">
        <source>Affects %n hash(es) in storage %1, flag %2</source>
        <translation>
            <numerusform>Affects %n hash in storage %1, flag %2</numerusform>
            <numerusform>Affects %n hashes in storage %1, flag %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hash(es) of %1 moved to flag %2</source>
        <translation>
            <numerusform>%n hash of %1 moved to flag %2</numerusform>
            <numerusform>%n hashes of %1 moved to flag %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hash(es) of %1 deleted</source>
        <translation>
            <numerusform>%n hash of %1 deleted</numerusform>
            <numerusform>%n hashes of %1 deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n earlier</source>
        <translation>
            <numerusform>and %n earlier</numerusform>
            <numerusform>and %n earlier</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hash(es)</source>
        <translation>
            <numerusform>%n hash</numerusform>
            <numerusform>%n hashes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::AssayStatusBar</name>
    <message numerus="yes">
        <source> (+%n)</source>
        <comment>further jobs</comment>
        <translation>
            <numerusform> (+%n)</numerusform>
            <numerusform> (+%n)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::BatchDesk</name>
    <message numerus="yes">
        <source>%n draft(s) restored.</source>
        <translation>
            <numerusform>%n draft restored.</numerusform>
            <numerusform>%n drafts restored.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be used.</source>
        <translation>
            <numerusform>%n file could not be used.</numerusform>
            <numerusform>%n files could not be used.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::ConditionsDialog</name>
    <message numerus="yes">
        <source>Testing %n item(s)…</source>
        <translation>
            <numerusform>Testing %n item…</numerusform>
            <numerusform>Testing %n items…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::ExplainPopup</name>
    <message numerus="yes">
        <source>%n item(s) match; found in %1</source>
        <translation>
            <numerusform>%n item matches; found in %1</numerusform>
            <numerusform>%n items match; found in %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::ExplanationView</name>
    <message numerus="yes">
        <source>%n other input(s)</source>
        <translation>
            <numerusform>%n other input</numerusform>
            <numerusform>%n other inputs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n input(s) missing, defaults used</source>
        <translation>
            <numerusform>%n input missing, defaults used</numerusform>
            <numerusform>%n inputs missing, defaults used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::Exports</name>
    <message numerus="yes">
        <source>%n could not be read; the export says which.</source>
        <translation>
            <numerusform>%n could not be read; the export says which.</numerusform>
            <numerusform>%n could not be read; the export says which.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exported %n item(s) to %1.</source>
        <translation>
            <numerusform>Exported %n item to %1.</numerusform>
            <numerusform>Exported %n items to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::HashChangeDialog</name>
    <message numerus="yes">
        <source>%Ln hash(es)</source>
        <translation>
            <numerusform>%Ln hash</numerusform>
            <numerusform>%Ln hashes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::HtmlTab</name>
    <message numerus="yes">
        <source>%n remote image(s)</source>
        <translation>
            <numerusform>%n remote image</numerusform>
            <numerusform>%n remote images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n script(s)</source>
        <translation>
            <numerusform>%n script</numerusform>
            <numerusform>%n scripts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n form(s)</source>
        <translation>
            <numerusform>%n form</numerusform>
            <numerusform>%n forms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s)</source>
        <translation>
            <numerusform>%n frame</numerusform>
            <numerusform>%n frames</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object(s)</source>
        <translation>
            <numerusform>%n object</numerusform>
            <numerusform>%n objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event handler(s)</source>
        <translation>
            <numerusform>%n event handler</numerusform>
            <numerusform>%n event handlers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n style(s)</source>
        <translation>
            <numerusform>%n style</numerusform>
            <numerusform>%n styles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hidden text(s)</source>
        <translation>
            <numerusform>%n hidden text</numerusform>
            <numerusform>%n hidden texts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) of a kind or size that is not shown</source>
        <translation>
            <numerusform>%n image of a kind or size that is not shown</numerusform>
            <numerusform>%n images of a kind or size that is not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::ItemView</name>
    <message numerus="yes">
        <source> · %n more</source>
        <translation>
            <numerusform> · %n more</numerusform>
            <numerusform> · %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::ItemsPanel</name>
    <message numerus="yes">
        <source>%n group(s) · %1</source>
        <translation>
            <numerusform>%n group · %1</numerusform>
            <numerusform>%n groups · %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::LearnDialog</name>
    <message numerus="yes">
        <source>%n selected item(s)</source>
        <translation>
            <numerusform>%n selected item</numerusform>
            <numerusform>%n selected items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Checking %n item(s)…</source>
        <translation>
            <numerusform>Checking %n item…</numerusform>
            <numerusform>Checking %n items…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Forget %n hash(es)</source>
        <translation>
            <numerusform>Forget %n hash</numerusform>
            <numerusform>Forget %n hashes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Learn %n hash(es)</source>
        <translation>
            <numerusform>Learn %n hash</numerusform>
            <numerusform>Learn %n hashes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::LearnPreview</name>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::ListImport</name>
    <message numerus="yes">
        <source>line(s) %1</source>
        <translation>
            <numerusform>line %1</numerusform>
            <numerusform>lines %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n duplicate(s)</source>
        <translation>
            <numerusform> · %n duplicate</numerusform>
            <numerusform> · %n duplicates</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::LiveCase</name>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Imported %1 of %2; %n of them could not be read back.</source>
        <translation>
            <numerusform>Imported %1 of %2; %n of them could not be read back.</numerusform>
            <numerusform>Imported %1 of %2; %n of them could not be read back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Scan stopped after %n item(s); their hits are kept.</source>
        <translation>
            <numerusform>Scan stopped after %n item; their hits are kept.</numerusform>
            <numerusform>Scan stopped after %n items; their hits are kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Scanned %n item(s)</source>
        <translation>
            <numerusform>Scanned %n item</numerusform>
            <numerusform>Scanned %n items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n could not be read</source>
        <translation>
            <numerusform> · %n could not be read</numerusform>
            <numerusform> · %n could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n rule(s) not used</source>
        <translation>
            <numerusform> · %n rule not used</numerusform>
            <numerusform> · %n rules not used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> · %n fuzzy storage(s) did not answer for every item</source>
        <translation>
            <numerusform> · %n fuzzy storage did not answer for every item</numerusform>
            <numerusform> · %n fuzzy storages did not answer for every item</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::MainWindow</name>
    <message numerus="yes">
        <source>%n job(s) still run. What they did so far is kept in any case.</source>
        <translation>
            <numerusform>%n job still runs. What it did so far is kept in any case.</numerusform>
            <numerusform>%n jobs still run. What they did so far is kept in any case.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::NotesPanel</name>
    <message numerus="yes">
        <source>Only the first %n character(s) are kept</source>
        <translation>
            <numerusform>Only the first character is kept</numerusform>
            <numerusform>Only the first %n characters are kept</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::NoticeBar</name>
    <message numerus="yes">
        <source>(%n more message(s) behind this one)</source>
        <translation>
            <numerusform>(%n more message behind this one)</numerusform>
            <numerusform>(%n more messages behind this one)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::RegistryTab</name>
    <message numerus="yes">
        <source>%n input(s)</source>
        <translation>
            <numerusform>%n input</numerusform>
            <numerusform>%n inputs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::RequestsTab</name>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::ReviewPage</name>
    <message numerus="yes">
        <source>%n without a label</source>
        <translation>
            <numerusform>%n without a label</numerusform>
            <numerusform>%n without a label</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a label that contradicts the reason</source>
        <translation>
            <numerusform>%n with a label that contradicts the reason</numerusform>
            <numerusform>%n with a label that contradicts the reason</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n outside the period</source>
        <translation>
            <numerusform>%n outside the period</numerusform>
            <numerusform>%n outside the period</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n labelled otherwise by somebody else</source>
        <translation>
            <numerusform>%n labelled otherwise by somebody else</numerusform>
            <numerusform>%n labelled otherwise by somebody else</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n whose address is labelled both ways</source>
        <translation>
            <numerusform>%n whose address is labelled both ways</numerusform>
            <numerusform>%n whose address is labelled both ways</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not scanned, or without features</source>
        <translation>
            <numerusform>%n not scanned, or without features</numerusform>
            <numerusform>%n not scanned, or without features</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Spot check: %n at random</source>
        <translation>
            <numerusform>Spot check: %n at random</numerusform>
            <numerusform>Spot check: %n at random</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::RspamdImportDialog</name>
    <message numerus="yes">
        <source>%Ln storage(s) found.</source>
        <translation>
            <numerusform>%Ln storage found.</numerusform>
            <numerusform>%Ln storages found.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln setting(s) have no effect here:</source>
        <translation>
            <numerusform>%Ln setting has no effect here:</numerusform>
            <numerusform>%Ln settings have no effect here:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::ServiceTab</name>
    <message numerus="yes">
        <source>Cuts off %Ln client(s) that asked without a key: %1</source>
        <translation>
            <numerusform>Cuts off %Ln client that asked without a key: %1</numerusform>
            <numerusform>Cuts off %Ln clients that asked without a key: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::SessionTab</name>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user agent(s)</source>
        <translation>
            <numerusform>%n user agent</numerusform>
            <numerusform>%n user agents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::SnapshotTable</name>
    <message numerus="yes">
        <source>%1, %n item(s)</source>
        <comment>heading of a group</comment>
        <translation>
            <numerusform>%1, %n item</numerusform>
            <numerusform>%1, %n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::StorageFocus</name>
    <message numerus="yes">
        <source>%Ln hash(es)</source>
        <translation>
            <numerusform>%Ln hash</numerusform>
            <numerusform>%Ln hashes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::TagDialog</name>
    <message numerus="yes">
        <source>&amp;Tag for %n item(s):</source>
        <translation>
            <numerusform>&amp;Tag for %n item:</numerusform>
            <numerusform>&amp;Tag for %n items:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::TlsTab</name>
    <message numerus="yes">
        <source>%n cipher(s)</source>
        <translation>
            <numerusform>%n cipher</numerusform>
            <numerusform>%n ciphers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n extension(s)</source>
        <translation>
            <numerusform>%n extension</numerusform>
            <numerusform>%n extensions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other address(es) in this case</source>
        <translation>
            <numerusform>%n other address in this case</numerusform>
            <numerusform>%n other addresses in this case</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::gui::Triage</name>
    <message numerus="yes">
        <source>%n key(s) pressed after that were not carried out.</source>
        <translation>
            <numerusform>%n key pressed after that was not carried out.</numerusform>
            <numerusform>%n keys pressed after that were not carried out.</numerusform>
        </translation>
    </message>
</context>
</TS>
