// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/eml.h"

#include "core/base/ascii.h"
#include "core/corpus/containerwriter.h"
#include "core/corpus/mbox/fromline.h"

#include <algorithm>

namespace assay {
namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";

bool isUtf16(std::string_view head)
{
    return head.substr(0, 2) == "\xff\xfe" || head.substr(0, 2) == "\xfe\xff";
}

// Every other byte of UTF-16 text: enough to look for header names.
std::string narrowed(std::string_view head)
{
    std::string text;
    for (size_t i = head[0] == '\xff' ? 2 : 3; i < head.size(); i += 2)
        text += head[i];
    return text;
}

std::string_view firstLine(std::string_view text)
{
    return text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
}

void dropLine(std::string_view& text)
{
    text.remove_prefix(firstLine(text).size());
    if (!text.empty() && text.front() == '\r')
        text.remove_prefix(1);
    if (!text.empty() && text.front() == '\n')
        text.remove_prefix(1);
}

// Without what may stand before the first header.
std::string_view withoutLead(std::string_view text)
{
    if (text.substr(0, byteOrderMark.size()) == byteOrderMark)
        text.remove_prefix(byteOrderMark.size());
    const size_t ink = text.find_first_not_of(" \t\r\n");
    text.remove_prefix(std::min(ink, text.size()));
    if (text.substr(0, 5) == "From " || text.substr(0, 6) == ">From ")
        dropLine(text);
    return text;
}

bool isHeaderLine(std::string_view line)
{
    return beginsWithHeader(line, true) == Judgement::Yes;
}

// Names that make a file mail whose place and suffix say nothing.
bool isMailField(std::string_view line)
{
    static constexpr std::string_view names[] = {"from", "to", "cc", "bcc", "subject", "date", "received", "message-id",
        "return-path", "delivered-to", "mime-version", "content-type", "reply-to", "sender", "x-mailer", "envelope-to",
        "dkim-signature", "x-spam-status", "list-id", "in-reply-to", "references"};
    const std::string_view name = trimmed(line.substr(0, line.find(':')));
    return std::any_of(
        std::begin(names), std::end(names), [name](std::string_view known) { return equalsIgnoringCase(name, known); });
}

// Whether the block of lines at the beginning has a header, or one with a known name.
bool blockHasHeader(std::string_view text, bool known)
{
    while (!text.empty()) {
        const std::string_view line = firstLine(text);
        if (line.empty())
            return false;
        if (isHeaderLine(line) && (!known || isMailField(line)))
            return true;
        dropLine(text);
    }
    return false;
}

bool anyHeader(std::string_view text)
{
    for (; !text.empty(); dropLine(text)) {
        if (isHeaderLine(firstLine(text)))
            return true;
    }
    return false;
}

// Text of any charset: hardly a control character.
bool looksLikeText(std::string_view head)
{
    const auto controls = std::count_if(head.begin(), head.end(),
        [](char c) { return static_cast<unsigned char>(c) < ' ' && !isAsciiSpace(c) && c != '\x1b'; });
    return static_cast<size_t>(controls) * 100 <= head.size();
}

bool isMessage(const Probe& probe, bool expected)
{
    const std::string wide = isUtf16(probe.head) ? narrowed(probe.head) : std::string();
    const std::string_view text = withoutLead(wide.empty() ? probe.head : std::string_view(wide));
    if (expected)
        return anyHeader(text) || (!text.empty() && looksLikeText(probe.head));
    if (!isHeaderLine(firstLine(text)))
        return false;
    return blockHasHeader(text, true) || (probe.place.chosen && looksLikeText(probe.head));
}

bool isExpected(const Place& place)
{
    return place.kind != Place::Kind::Loose || hasSuffix(place.fileName, {".eml", ".msg"});
}

bool probeEml(const Probe& probe)
{
    return isExpected(probe.place) || isMessage(probe, false);
}

// Length of a From line in the first bytes, 0 when there is none.
size_t fromLineLength(std::string_view head)
{
    if (head.substr(0, 5) != "From " || isHeaderLine(firstLine(head))) // "From : a@b" is a header
        return 0;
    const size_t lineEnd = head.substr(0, maxFromLine).find('\n');
    if (lineEnd == std::string_view::npos || mayFollowBorder(head.substr(lineEnd + 1), true) == Judgement::No)
        return 0;
    return lineEnd + 1;
}

// Reads to the end where the size is not known before; returns the number of bytes.
Result<uint64_t> measure(HeadStream& stream, const RunContext& context)
{
    if (const auto size = stream.size())
        return *size;
    constexpr uint64_t step = 4 << 20;
    uint64_t total = 0;
    while (!context.stopRequested()) {
        auto skipped = stream.skip(step);
        if (!skipped)
            return skipped.error();
        total += *skipped;
        if (*skipped < step)
            return total;
    }
    return cancelledError();
}

Result<void> readEml(HeadStream& stream, Place place, ReadRun& run)
{
    const std::string head(stream.peek(probeLength));
    const Probe probe{head, head.size() < probeLength, place, run.options};
    const bool empty = probe.complete && trimmed(head).empty();
    const bool message = !empty && isMessage(probe, isExpected(place));
    ItemRecord item;
    item.name = place.itemName;
    item.flags = place.flags;
    item.messageOffset = fromLineLength(head);

    ContainerWriter writer(run.sink, std::move(place.container));
    auto size = measure(stream, run.context);
    if (!size && size.error().code == ErrorCode::Cancelled)
        return size.error();
    if (stream.failure() || !size)
        writer.container().message = (stream.failure() ? *stream.failure() : size.error()).toString();
    writer.container().defects.add(stream.defects());
    if (empty && writer.container().defects.isEmpty())
        writer.container().defects.add(Defect::Empty);
    if (!empty && !message && !stream.failure())
        writer.container().defects.add(Defect::NotAMessage);
    if (message) {
        item.length = (size ? *size : head.size()) - item.messageOffset;
        if (item.length > run.options.maxSingleMessage)
            item.defects.add(Defect::MessageTooLarge);
        markCut(item, stream.defects());
        writer.add(std::move(item));
    }
    return {};
}

} // namespace

const Reader emlReader = {"eml", ASSAY_MARK("core", "Mail message"), probeEml, readEml};

} // namespace assay
