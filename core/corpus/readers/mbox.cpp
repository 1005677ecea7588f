// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/mbox.h"

#include "core/base/ascii.h"
#include "core/corpus/containerwriter.h"
#include "core/corpus/mbox/borderfinder.h"

namespace assay {
namespace {

constexpr size_t blockLength = size_t{256} << 10;

bool probeMbox(const Probe& probe)
{
    if (probe.place.kind != Place::Kind::Loose || hasSuffix(probe.place.fileName, {".eml"}))
        return false;
    if (hasSuffix(probe.place.fileName, {".mbox", ".mbx"}))
        return true;
    std::string_view head = probe.head;
    if (head.substr(0, 3) == "\xef\xbb\xbf")
        head.remove_prefix(3);
    while (!head.empty() && (head.front() == '\n' || head.front() == '\r'))
        head.remove_prefix(1);
    if (head.substr(0, 5) != "From ")
        return false;
    const size_t lineEnd = head.substr(0, maxFromLine).find('\n');
    if (lineEnd == std::string_view::npos)
        return probe.complete && head.size() < maxFromLine;
    return mayFollowBorder(head.substr(lineEnd + 1), probe.complete) != Judgement::No;
}

// Passes on what the finder found.
class EntryWriter
{
public:
    EntryWriter(BorderFinder& finder, ContainerWriter& writer)
        : m_finder(finder)
        , m_writer(writer)
    {
    }

    // `ofStream`: for the last entry of all, what is odd about the stream.
    void deliver(DefectSet ofStream = {})
    {
        std::vector<MboxEntry>& entries = m_finder.entries();
        for (const MboxEntry& entry : entries) {
            ItemRecord item;
            item.offset = entry.offset;
            item.messageOffset = entry.messageOffset;
            item.length = entry.length;
            item.defects = entry.defects;
            if (&entry == &entries.back())
                markCut(item, ofStream);
            item.name = std::to_string(m_count++);
            m_writer.add(std::move(item), entry.messageOffset + entry.length);
        }
        entries.clear();
    }

private:
    BorderFinder& m_finder;
    ContainerWriter& m_writer;
    uint64_t m_count = 0;
};

std::string formatName(const BorderFinder& finder, const ReadOptions& options)
{
    const std::string_view variant = options.forcedMboxVariant.empty() ? finder.variant() : options.forcedMboxVariant;
    return "mbox/" + std::string(variant);
}

Result<void> readMbox(HeadStream& stream, Place place, ReadRun& run)
{
    ContainerWriter writer(run.sink, std::move(place.container));
    Container& container = writer.container();
    BorderFinder finder(run.options.mboxNeedsEmptyLine, stream.size());
    EntryWriter entries(finder, writer);
    uint64_t bytes = 0;
    bool failed = false;
    while (!run.context.stopRequested()) {
        auto got = stream.read(finder.prepare(blockLength), blockLength);
        if (!got) {
            container.message = got.error().toString();
            failed = true;
            break;
        }
        if (*got == 0)
            break;
        bytes += *got;
        finder.commit(*got);
        entries.deliver();
    }
    const bool cancelled = run.context.stopRequested();
    if (!cancelled) {
        finder.finish();
        const DefectSet found = stream.defects();
        DefectSet ofStream = found;
        if (failed || bytes < stream.size().value_or(0))
            ofStream.add(Defect::IoReadError);
        entries.deliver(ofStream);
        container.defects.add(found);
        if (finder.hasLeadingJunk())
            container.defects.add(Defect::MboxLeadingJunk);
        if (bytes > 0 && !finder.hasBorder())
            container.defects.add(Defect::MboxNoFromLine);
    }
    container.rejectedBorders = finder.rejectedBorders();
    container.format = formatName(finder, run.options);
    if (cancelled)
        return cancelledError();
    return {};
}

} // namespace

const Reader mboxReader = {"mbox", ASSAY_MARK("core", "Mailbox (mbox)"), probeMbox, readMbox};

} // namespace assay
