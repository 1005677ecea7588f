// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/archive.h"

#include "core/corpus/archive/archive.h"
#include "core/corpus/containerwriter.h"
#include "core/corpus/readers.h"

#include <algorithm>

namespace assay {
namespace {

template <ArchiveFormat format>
bool probeArchive(const Probe& probe)
{
    return archiveFormatOf(probe.head) == format;
}

std::string joinedFolder(const std::string& a, std::string_view b)
{
    return a.empty() || b.empty() ? a + std::string(b) : a + "/" + std::string(b);
}

Place placeOfEntry(const Place& archive, const ArchiveEntry& entry)
{
    Place place;
    place.container.path = archive.container.path + "!" + entry.name;
    place.container.stamp = archive.container.stamp;
    if (entry.badName)
        place.container.defects.add(Defect::ArchiveBadName);
    place.itemName = place.container.path.substr(place.container.path[0] == '!' ? 1 : 0);
    const size_t slash = entry.name.rfind('/');
    place.fileName = slash == std::string::npos ? entry.name : entry.name.substr(slash + 1);
    // The archive that the user chose is the source; one inside a folder is a folder of it.
    const std::string parent =
        archive.container.path.empty() ? std::string() : joinedFolder(archive.container.folder, archive.fileName);
    place.container.folder = joinedFolder(parent, entry.name.substr(0, slash == std::string::npos ? 0 : slash));
    place.archives = archive.archives + 1;
    return place;
}

Result<void> readEntries(Archive& archive, const Place& place, ReadRun& run, Container& container)
{
    while (auto entry = archive.next()) {
        if (run.context.stopRequested())
            return cancelledError();
        Place inner = placeOfEntry(place, *entry);
        if (inner.fileName[0] == '.')
            continue;
        HeadStream content(std::make_unique<EntryStream>(archive));
        const bool unreadable = content.peek(1).empty() && !archive.entryDefects().isEmpty();
        const uint64_t before = run.recognised;
        if (auto result = readStream(content, std::move(inner), run); !result)
            return result;
        if (unreadable && run.recognised == before)
            container.defects.add(archive.entryDefects());
    }
    return {};
}

// What stands behind the last entry is read, so that the checksums of a compressed tar are seen.
void readToEnd(HeadStream& stream, const RunContext& context)
{
    constexpr uint64_t step = uint64_t{4} << 20;
    while (!stream.canSeek() && !context.stopRequested()) {
        auto skipped = stream.skip(step);
        if (!skipped || *skipped < step)
            return;
    }
}

template <ArchiveFormat format>
Result<void> readArchive(HeadStream& stream, Place place, ReadRun& run)
{
    ContainerWriter writer(run.sink, place.container);
    Container& container = writer.container();
    if (place.archives >= run.options.maxArchiveNesting) {
        container.defects.add(Defect::ArchiveNestedTooDeep);
        return {};
    }
    std::unique_ptr<ByteStream> memory = seekableCopy(stream, format);
    ByteStream& input = memory ? *memory : stream;
    Archive archive(input, format, run.options);
    auto result = readEntries(archive, place, run, container);
    readToEnd(stream, run.context);
    container.defects.add(archive.defects());
    container.defects.add(stream.defects());
    return result;
}

} // namespace

const Reader tarReader = {
    "tar", ASSAY_MARK("core", "Archive (tar)"), probeArchive<ArchiveFormat::Tar>, readArchive<ArchiveFormat::Tar>};
const Reader zipReader = {
    "zip", ASSAY_MARK("core", "Archive (zip)"), probeArchive<ArchiveFormat::Zip>, readArchive<ArchiveFormat::Zip>};

} // namespace assay
