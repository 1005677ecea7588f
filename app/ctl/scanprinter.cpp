// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/scanprinter.h"

#include "app/ctl/output.h"
#include "core/report/hitjson.h"

#include <cstdio>

namespace assay::ctl {
namespace {

// Bytes that could steer a terminal are shown as U+FFFD.
std::string printable(std::string_view text)
{
    std::string shown;
    for (const char c : toValidUtf8(text)) {
        if (static_cast<uint8_t>(c) < 0x20 || c == 0x7F)
            shown += "\xEF\xBF\xBD";
        else
            shown += c;
    }
    return shown;
}

} // namespace

void ScanPrinter::begin(const std::vector<Symbol>& symbols, const Thresholds& thresholds)
{
    m_symbols = &symbols;
    m_thresholds = thresholds;
}

void ScanPrinter::writeJson()
{
    writeLine(m_json.text());
    m_json.clear();
}

void ScanPrinter::print(const ScanEvent& event, const ScannedItem* item)
{
    switch (event.kind) {
    case ScanEvent::Kind::Item:
        if (item)
            printItem(*event.source, *event.container, event.record, *item);
        break;
    case ScanEvent::Kind::ContainerEnd:
        printContainer(*event.source, *event.container);
        break;
    case ScanEvent::Kind::SourceFailed:
        printFailure(*event.source, *event.error);
        break;
    }
}

void ScanPrinter::printItem(
    const std::string& source, const Container& container, const ItemRecord& record, const ScannedItem& item)
{
    const ItemName name = itemName(source, container, record);
    if (m_isJson) {
        writeScannedItem(m_json, name, record, item, *m_symbols, m_thresholds, m_options);
        writeJson();
        return;
    }
    if (item.error) {
        complain(printable(name.source + " " + name.item) + ": " + item.error->toString());
        return;
    }
    char score[64];
    std::snprintf(score, sizeof score, "%8.3f  %-10.*s  ", item.score, static_cast<int>(actionName(item.action).size()),
        actionName(item.action).data());
    writeOut(score + printable(name.source + " " + name.item) + "  " + printable(item.summary.subject) + "\n");
    for (const Hit& hit : item.hits) {
        if (hit.score == 0 && !m_options.allHits)
            continue;
        const Symbol& symbol = (*m_symbols)[hit.symbol.value];
        std::snprintf(score, sizeof score, "%12.3f  ", hit.score);
        writeOut(score + symbol.name + (hit.count > 1 ? " (" + std::to_string(hit.count) + ")" : "") + "\n");
        for (const Evidence& place : m_options.evidence ? hit.evidence : std::vector<Evidence>())
            writeOut(std::string(16, ' ') + std::string(rules::whereName(place.where)) + " " + printable(place.header)
                + " @" + std::to_string(place.offset) + "+" + std::to_string(place.length) + "  "
                + printable(place.text) + "\n");
        for (const fuzzy::FuzzyMatch& match : m_options.evidence ? hit.matches : std::vector<fuzzy::FuzzyMatch>())
            writeOut(std::string(16, ' ') + printable(report::fuzzyMatchText(match)) + "\n");
    }
}

void ScanPrinter::printContainer(const std::string& source, const Container& container)
{
    if (!isContainerWorthALine(container))
        return;
    if (m_isJson) {
        writeContainer(m_json, source, container);
        writeJson();
        return;
    }
    for (const Defect defect : container.defects.list())
        complain(printable(source + " " + container.path) + ": " + std::string(defectText(defect)));
}

void ScanPrinter::printFailure(const std::string& source, const Error& error)
{
    if (m_isJson) {
        writeFailedSource(m_json, source, error);
        writeJson();
    } else {
        complain(error.toString());
    }
}

void ScanPrinter::flush()
{
    std::fflush(stdout);
}

} // namespace assay::ctl
