// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/evidenceplace.h"

#include "widgets/bridge/rangetext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay::gui {
namespace {

constexpr int highlightLimit = 1000; // of one hit

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

uint64_t bodyBegin(const Message& message)
{
    const std::vector<MailHeader>& headers = message.headers();
    return headers.empty() ? 0 : headers.back().offset + headers.back().length;
}

bool liesInHeader(const ItemContent& content, const Evidence& evidence)
{
    if (evidence.where == rules::Where::Header)
        return true;
    return evidence.raw.length > 0 && evidence.raw.offset < bodyBegin(*content.message);
}

// How many times the very same bytes occur in the body before the evidence.
size_t occurrencesBefore(std::string_view bytes, uint64_t begin, const rules::RawRange& raw)
{
    if (raw.offset >= bytes.size() || !raw.length)
        return 0;
    const std::string_view text = bytes.substr(raw.offset, raw.length);
    size_t count = 0;
    for (size_t at = bytes.find(text, begin); at < raw.offset; at = bytes.find(text, at + text.size()))
        ++count;
    return count;
}

// Which of several equal texts is the one that matched: the same count from the start when the bytes are there as they
// are, else the one whose share of the text comes closest to that of its bytes.
size_t chooseOccurrence(
    const ItemContent& content, const Evidence& evidence, const std::vector<TextRange>& found, int textLength)
{
    if (found.size() < 2 || !evidence.raw.length)
        return 0;
    const std::string_view bytes = content.message->bytes();
    const uint64_t begin = bodyBegin(*content.message);
    if (evidence.raw.why == rules::Unmapped::None) {
        const size_t before = occurrencesBefore(bytes, begin, evidence.raw);
        if (before < found.size())
            return before;
    }
    const double share = static_cast<double>(evidence.raw.offset - std::min(begin, evidence.raw.offset))
        / static_cast<double>(std::max<uint64_t>(1, bytes.size() - std::min<uint64_t>(begin, bytes.size())));
    size_t best = 0;
    for (size_t i = 1; i < found.size(); ++i) {
        const auto distance = [&](size_t n) {
            return std::abs(found[n].begin / static_cast<double>(textLength) - share);
        };
        if (distance(i) < distance(best))
            best = i;
    }
    return best;
}

// Evidence texts are stored cut; what is longer is highlighted as far as the text is known.
QString evidenceText(const Evidence& evidence)
{
    return textOfBytes(evidence.text);
}

std::optional<TextRange> findIn(const ItemContent& content, const Evidence& evidence, const TextLocator& locator)
{
    const std::vector<TextRange> found = locator.find(evidenceText(evidence));
    if (found.empty())
        return std::nullopt;
    return found[chooseOccurrence(content, evidence, found, std::max(1, locator.textLength()))];
}

std::optional<TextRange> findInHeaders(const ItemContent& content, const Evidence& evidence)
{
    const QString text = evidenceText(evidence);
    const std::vector<MailHeader>& headers = content.message->headers();
    const auto within = [&](size_t i) -> std::optional<TextRange> {
        const TextRange line = content.headerLines[i];
        for (const TextRange& range : TextLocator(content.headers.text.mid(line.begin, line.length)).find(text, 1))
            return TextRange{line.begin + range.begin, range.length};
        return std::nullopt;
    };
    for (size_t i = 0; i < headers.size(); ++i) { // by place
        const bool holds = evidence.raw.length && evidence.raw.offset >= headers[i].offset
            && evidence.raw.offset < headers[i].offset + headers[i].length;
        if (holds) {
            if (auto range = within(i))
                return range;
        }
    }
    const QString name = QString::fromStdString(evidence.header).section(QChar(':'), 0, 0);
    for (size_t i = 0; i < headers.size(); ++i) { // by name
        if (QString::fromStdString(headers[i].name).compare(name, Qt::CaseInsensitive) == 0) {
            if (auto range = within(i))
                return range;
        }
    }
    return std::nullopt;
}

// The bytes of the header block as characters: a range of bytes becomes a range of the raw text.
std::optional<TextRange> rangeInRawHeaders(const ItemContent& content, const Evidence& evidence)
{
    const std::string_view bytes = content.message->bytes();
    const uint64_t end = bodyBegin(*content.message);
    if (!evidence.raw.length || evidence.raw.offset + evidence.raw.length > end)
        return std::nullopt;
    const auto characters = [&](uint64_t offset, uint64_t length) {
        const std::string_view whole = bytes.substr(0, end);
        const QString all = textOfBytes(whole);
        if (all.size() == static_cast<qsizetype>(whole.size()))
            return static_cast<int>(length); // one byte a character
        return static_cast<int>(QString::fromUtf8(bytes.data() + offset, static_cast<qsizetype>(length)).size());
    };
    return TextRange{characters(0, evidence.raw.offset), characters(evidence.raw.offset, evidence.raw.length)};
}

EvidencePlace placeOne(const ItemContent& content, const Evidence& evidence)
{
    EvidencePlace place;
    place.found = true;
    const auto in = [&place](ItemTab tab, const std::optional<TextRange>& range) {
        if (range) {
            place.tab = tab;
            place.current = *range;
        }
        return range.has_value();
    };
    if (liesInHeader(content, evidence)) {
        if (in(ItemTab::Headers, findInHeaders(content, evidence)))
            return place;
        place.rawHeaders = in(ItemTab::Headers, rangeInRawHeaders(content, evidence));
        if (place.rawHeaders)
            return place;
    } else if (evidence.where != rules::Where::Full && evidence.where != rules::Where::MimeHeader) {
        if (content.html.document && in(ItemTab::Html, findIn(content, evidence, content.htmlLocator)))
            return place;
        if (in(ItemTab::Text, findIn(content, evidence, content.text.locator)))
            return place;
    } else if (in(ItemTab::Text, findIn(content, evidence, content.text.locator))) {
        return place;
    }
    place.found = evidence.raw.length > 0;
    place.note = place.found ? tr("Only Raw can show this match.") : rawRangeReason(evidence.raw.why);
    return place;
}

} // namespace

EvidencePlace placeEvidence(const ItemContent& content, size_t hit, size_t index)
{
    const std::vector<Evidence>& all = content.hits.hits[hit].evidence;
    EvidencePlace place = placeOne(content, all[index]);
    if (place.tab == ItemTab::Raw)
        return place;
    for (size_t i = 0; i < all.size() && static_cast<int>(place.others.size()) < highlightLimit; ++i) {
        if (i == index)
            continue;
        const EvidencePlace other = placeOne(content, all[i]);
        if (other.tab == place.tab && other.rawHeaders == place.rawHeaders && other.found
            && other.current != place.current)
            place.others.push_back(other.current);
    }
    return place;
}

PartPlace placePart(const ItemContent& content, const std::string& path)
{
    const std::string wanted = path == "0" ? "1" : path; // a message of one part
    const std::vector<MailPart>& parts = content.message->parts();
    const auto found =
        std::find_if(parts.begin(), parts.end(), [&wanted](const MailPart& part) { return part.path == wanted; });
    if (found == parts.end())
        return {};
    PartPlace place{static_cast<int>(found - parts.begin()), ItemTab::Mime};
    if (place.part == content.message->htmlPart() && content.html.document)
        place.tab = ItemTab::Html;
    else if (place.part == content.message->bestTextPart())
        place.tab = ItemTab::Text;
    return place;
}

} // namespace assay::gui
