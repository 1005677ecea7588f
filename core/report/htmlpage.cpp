// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/htmlpage.h"

#include "core/base/time.h"
#include "core/report/basicexporter.h"
#include "core/report/hitjson.h"
#include "core/report/htmltext.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay::report {
namespace {

// No colour without its ground, no name of a font that must be there.
constexpr const char* styleText = R"css(
body { font-family: sans-serif; font-size: 10pt; color: #1a1a1a; background-color: #ffffff; margin: 2em; }
h1 { font-size: 18pt; } h2 { font-size: 13pt; border-top: 2px solid #777777; padding-top: 0.6em; margin-top: 2em; }
h3 { font-size: 10.5pt; margin-bottom: 0.3em; }
table { border-collapse: collapse; margin-bottom: 0.6em; }
th, td { border: 1px solid #b0b0b0; padding: 2px 6px; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background-color: #eeeeee; font-weight: bold; } th.t { white-space: nowrap; }
td.n { text-align: right; white-space: nowrap; } td.t { white-space: nowrap; }
.hash, .raw, pre { font-family: monospace; font-size: 9pt; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #b0b0b0; padding: 6px; margin: 0; }
.m { background-color: #ffe08a; color: #1a1a1a; font-weight: bold; text-decoration: underline; }
.u { background-color: #dddddd; color: #1a1a1a; font-family: monospace; font-size: 8pt; }
.more, .note { color: #555555; font-style: italic; } .fault { font-weight: bold; }
.v { unicode-bidi: isolate; }
a { color: #0b4f8a; }
@page { margin: 15mm; }
)css";
constexpr const char* darkText = R"css(
@media screen and (prefers-color-scheme: dark) {
body { color: #e4e4e4; background-color: #1c1c1c; } th { background-color: #333333; }
th, td, pre { border-color: #5a5a5a; } .m { background-color: #7a5a00; color: #ffffff; }
.u { background-color: #444444; color: #ffffff; } .more, .note { color: #b0b0b0; } a { color: #7fb8ea; } }
@media print { h2 { page-break-before: always; } tr { page-break-inside: avoid; } thead { display: table-header-group; } }
)css";

std::string value(std::string_view text)
{
    return "<span class=\"v\">" + toHtml(text) + "</span>";
}

void appendRow(std::string& out, std::string_view name, const std::string& html)
{
    out += "<tr><th>" + toHtml(name) + "</th><td>" + html + "</td></tr>\n";
}

std::string more(uint64_t left, std::string_view of)
{
    return "<p class=\"more\">" + std::to_string(left) + " more " + std::string(of) + "</p>\n";
}

std::string times(const ReportHead& head, int64_t seconds)
{
    return toHtml(zoneTime(head, seconds)) + " <span class=\"note\">(" + toIsoStringUtc(seconds) + ")</span>";
}

std::string hash(const std::optional<Sha256>& digest)
{
    return digest ? "<span class=\"hash\">" + toHex(*digest) + "</span>" : std::string("not known");
}

std::string anchor(uint64_t number)
{
    return "item-" + std::to_string(number);
}

std::string sourcesTable(const ReportHead& head)
{
    std::string out = "<h3>Sources</h3>\n<table><tr><th>Source</th><th>Bytes</th><th>SHA-256</th></tr>\n";
    for (const ReportHead::SourceHash& source : head.sources) {
        out += "<tr><td>" + value(source.path) + "</td><td class=\"n\">" + std::to_string(source.bytes)
            + "</td><td class=\"hash\">" + (source.sha256.empty() ? std::string("not known") : toHtml(source.sha256))
            + "</td></tr>\n";
    }
    return out + "</table>\n";
}

std::string marks(const ReportHead& head, const ReportItem& item, const std::string& note)
{
    std::string out;
    if (!item.labelName().empty()) {
        appendRow(out, "Label",
            value(item.labelName()) + " by " + value(item.labelAuthor()) + ", " + times(head, item.labelledAt()));
    }
    if (item.isBookmarked())
        appendRow(out, "Bookmark", "yes");
    std::string tags;
    for (const std::string& tag : item.tags())
        tags += (tags.empty() ? "" : ", ") + value(tag);
    if (!tags.empty())
        appendRow(out, "Tags", tags);
    if (!note.empty())
        appendRow(out, "Note", value(note));
    return out;
}

std::string defectLines(DefectSet defects)
{
    std::string out;
    for (const Defect defect : defects.list())
        out += (out.empty() ? "" : "<br>") + toHtml(defectText(defect));
    return out;
}

std::string facts(const ReportHead& head, const ReportItem& item, const std::string& note)
{
    const MessageSummary& summary = item.summary();
    std::string out = "<table>\n";
    if (const auto numbers = item.traffic()) {
        appendRow(out, "Client", value(summary.from));
        appendRow(out, "Host", value(summary.to));
        appendRow(out, "Start", times(head, numbers->start / 1000));
        appendRow(out, "Stop", times(head, numbers->stop / 1000));
        appendRow(out, "Requests", std::to_string(numbers->totalRequests));
        if (!item.prediction().empty())
            appendRow(out, "Prediction", value(item.prediction()));
    } else {
        appendRow(out, "From", value(summary.from));
        appendRow(out, "To", value(summary.to));
        appendRow(out, "Date", summary.date ? times(head, summary.date->seconds) : std::string("none"));
        appendRow(out, "Message-ID", value(summary.messageId));
    }
    if (!item.ip().empty())
        appendRow(out, "Source address", value(item.ip()));
    appendRow(out, "Source",
        value(item.source()) + ", item " + value(item.name()) + ", byte " + std::to_string(item.offset()));
    appendRow(out, "Bytes", std::to_string(item.bytes()));
    appendRow(out, "SHA-256", hash(item.sha256()));
    out += marks(head, item, note);
    if (!item.defects().isEmpty())
        appendRow(out, "Defects", defectLines(item.defects()));
    return out + "</table>\n";
}

// The place with what stands around it in the bytes of the message.
std::string inContext(const Evidence& place, const Message* message, size_t context)
{
    std::string out;
    const bool isMapped = message && place.raw.why == rules::Unmapped::None && place.raw.length > 0
        && place.raw.offset <= message->bytes().size()
        && place.raw.length <= message->bytes().size() - place.raw.offset;
    const std::string_view bytes = isMapped ? std::string_view(message->bytes()) : std::string_view();
    if (isMapped) {
        size_t begin = place.raw.offset > context ? place.raw.offset - context : 0;
        while (begin > 0 && begin < place.raw.offset && (static_cast<unsigned char>(bytes[begin]) & 0xC0) == 0x80)
            ++begin; // into a character
        appendHtml(out, bytes.substr(begin, place.raw.offset - begin));
    }
    out += "<span class=\"m\">" + toHtml(place.text) + "</span>";
    if (isMapped)
        appendHtml(out, utf8Prefix(bytes.substr(place.raw.offset + place.raw.length), context));
    return "<span class=\"raw v\">" + out + "</span>";
}

std::string placeName(const Evidence& place)
{
    std::string name(rules::whereName(place.where));
    if (!place.header.empty())
        name += " " + place.header;
    if (!place.part.empty())
        name += ", part " + place.part;
    name += ", byte " + std::to_string(place.offset);
    if (place.raw.why == rules::Unmapped::None)
        name += " (" + std::to_string(place.raw.offset) + " of the message)";
    return name;
}

std::string evidenceCell(const Hit& hit, const Message* message, const HtmlLimits& limits)
{
    std::string out;
    for (const std::string& option : hit.options)
        out += (out.empty() ? "" : "<br>") + value(option);
    const size_t shown = std::min(hit.evidence.size(), limits.evidence);
    for (size_t i = 0; i < shown; ++i) {
        out += (out.empty() ? "" : "<br>") + toHtml(placeName(hit.evidence[i])) + ": "
            + inContext(hit.evidence[i], message, limits.context);
    }
    for (size_t i = 0; i < std::min(hit.matches.size(), limits.evidence); ++i)
        out += (out.empty() ? "" : "<br>") + value(fuzzyMatchText(hit.matches[i]));
    const uint64_t places = std::max<uint64_t>(hit.evidence.size(), hit.evidence.empty() ? 0 : hit.count);
    if (places > shown)
        out += "<br><span class=\"more\">" + std::to_string(places - shown) + " more places</span>";
    return out;
}

std::string hitsTable(const ReportItem& item, const std::vector<ReportItem::HitText>& hits, const Message* message,
    const HtmlLimits& limits)
{
    if (!item.score())
        return "<h3>Hits</h3>\n<p class=\"note\">Not scanned.</p>\n";
    std::string out = "<h3>Hits</h3>\n<table><tr><th>Symbol</th><th>Score</th><th>Count</th><th>Meaning</th>"
                      "<th>Evidence</th></tr>\n";
    for (size_t i = 0; i < std::min(hits.size(), limits.hits); ++i) {
        const auto& [symbol, hit] = hits[i];
        out += "<tr><td>" + value(symbol.name) + "</td><td class=\"n\">" + scoreText(hit.score)
            + "</td><td class=\"n\">" + std::to_string(hit.count) + "</td><td>" + value(symbol.description)
            + "</td><td>" + evidenceCell(hit, message, limits) + "</td></tr>\n";
    }
    out += "<tr><th>Sum</th><td class=\"n\">" + scoreText(*item.score()) + "</td><td></td><td>"
        + toHtml(actionName(item.action())) + "</td><td></td></tr>\n</table>\n";
    return hits.size() > limits.hits ? out + more(hits.size() - limits.hits, "hits") : out;
}

std::string headersTable(const ItemContent& content)
{
    std::string out = "<h3>Headers</h3>\n<table>\n";
    for (const ItemContent::Header& header : content.headers) {
        std::string text = value(header.value);
        if (header.left > 0)
            text += " <span class=\"more\">" + std::to_string(header.left) + " more bytes</span>";
        appendRow(out, header.name, text);
    }
    out += "</table>\n";
    return content.headersLeft > 0 ? out + more(content.headersLeft, "headers") : out;
}

std::string featuresTable(const ItemContent& content)
{
    std::string out = "<h3>Features</h3>\n<table>\n";
    for (const auto& [name, number] : content.features)
        appendRow(out, name, scoreText(number));
    return out + "</table>\n";
}

std::string attachmentsTable(const ItemContent& content)
{
    if (content.attachments.empty())
        return {};
    std::string out = "<h3>Attachments</h3>\n<table><tr><th>Part</th><th>Name</th><th>Type</th><th>Bytes</th>"
                      "<th>SHA-256</th></tr>\n";
    for (const ItemContent::Attachment& part : content.attachments) {
        out += "<tr><td>" + toHtml(part.path) + "</td><td>" + value(part.name) + "</td><td>" + value(part.type)
            + "</td><td class=\"n\">" + std::to_string(part.bytes) + "</td><td class=\"hash\">" + toHex(part.sha256)
            + "</td></tr>\n";
    }
    out += "</table>\n";
    return content.attachmentsLeft > 0 ? out + more(content.attachmentsLeft, "attachments") : out;
}

} // namespace

std::string htmlTitlePage(const ReportHead& head, bool isRedacted)
{
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                      "'unsafe-inline'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>"
        + toHtml(head.caseTitle) + "</title>\n<style>" + styleText + "</style>\n<style>" + darkText
        + "</style></head>\n<body>\n<h1>" + value(head.caseTitle) + "</h1>\n<table>\n";
    appendRow(out, "Case file", value(head.caseFile));
    appendRow(out, "Query", head.query.empty() ? std::string("all items") : value(head.query));
    appendRow(out, "Items", std::to_string(head.count));
    appendRow(out, "Time zone", value(head.zone.empty() ? "UTC" : head.zone) + " (UTC in brackets)");
    appendRow(out, "Rule set", head.ruleSet.empty() ? std::string("not scanned") : value(head.ruleSet));
    appendRow(out, "Made", times(head, head.madeAt) + " by " + value(head.madeBy) + ", " + value(head.program));
    out += "</table>\n";
    if (isRedacted) {
        out +=
            "<p class=\"note\">Redacted: pseudonyms stand for what was masked; the same pseudonym is the same person, "
            "address or subject throughout. Names of people who are not in the headers of a message are not "
            "recognised.</p>\n";
    }
    out += sourcesTable(head) + "<h3>Items</h3>\n<table><thead><tr>";
    for (const char* name : {"No.", "Date", "From", "Subject", "Score", "Action", "Label", "Marks"})
        out += std::string("<th class=\"t\">") + name + "</th>";
    out += "</tr></thead>\n";
    return out;
}

std::string htmlIndexRow(const ReportHead& head, uint64_t number, const ReportItem& item)
{
    const MessageSummary& summary = item.summary();
    std::string out = "<tr><td class=\"n\"><a href=\"#" + anchor(number) + "\">" + std::to_string(number)
        + "</a></td><td class=\"t\">" + (summary.date ? toHtml(zoneTime(head, summary.date->seconds)) : std::string())
        + "</td><td>" + value(summary.from) + "</td><td>" + value(summary.subject) + "</td><td class=\"n\">";
    if (item.score())
        out += scoreText(*item.score()) + "</td><td>" + toHtml(actionName(item.action()));
    else
        out += "</td><td>";
    return out + "</td><td>" + toHtml(item.labelName()) + "</td><td>" + (item.isBookmarked() ? "bookmark" : "")
        + "</td></tr>\n";
}

Result<std::string> htmlItem(const ReportHead& head, uint64_t number, const ReportItem& item,
    const ItemContent& content, const HtmlLimits& limits)
{
    const auto note = item.note();
    if (!note)
        return note.error();
    const auto hits = item.hits();
    if (!hits)
        return hits.error();
    const std::string_view subject = item.summary().subject;
    std::string out = "<h2 id=\"" + anchor(number) + "\"><a name=\"" + anchor(number) + "\"></a>"
        + std::to_string(number) + ". " + (subject.empty() ? std::string("(no subject)") : value(subject)) + "</h2>\n";
    out += facts(head, item, *note) + hitsTable(item, *hits, content.message.get(), limits);
    if (content.error) {
        out += "<p class=\"fault\">The item could not be read: " + value(content.error->toString()) + "</p>\n";
        return out;
    }
    const bool isMessage = item.kind() == ItemKind::Message;
    out += isMessage ? headersTable(content) + attachmentsTable(content) : featuresTable(content);
    out += isMessage ? "<h3>Text</h3>\n<pre class=\"v\">" : "<h3>Requests</h3>\n<pre class=\"v\">";
    appendHtml(out, content.text);
    out += "</pre>\n";
    return content.textLeft > 0 ? out + more(content.textLeft, isMessage ? "bytes of text" : "bytes of requests") : out;
}

std::string htmlEnd(uint64_t items, uint64_t failed)
{
    std::string out = "<h2>End of the report</h2>\n<p>" + std::to_string(items) + " items";
    if (failed > 0)
        out += ", <span class=\"fault\">" + std::to_string(failed) + " of them could not be read</span>";
    return out + ".</p>\n</body></html>\n";
}

} // namespace assay::report
