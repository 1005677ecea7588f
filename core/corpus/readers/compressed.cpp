// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/compressed.h"

#include "core/corpus/containerwriter.h"
#include "core/corpus/readers.h"
#include "core/corpus/stream/decompressor.h"

namespace assay {
namespace {

constexpr unsigned maxLayers = 1;

bool probeCompressed(const Probe& probe)
{
    return compressionOf(probe.head).has_value();
}

// The name that the content would have by itself.
std::string contentName(std::string name)
{
    if (hasSuffix(name, {".tgz", ".tbz", ".txz"}))
        return name.substr(0, name.size() - 4) + ".tar";
    if (hasSuffix(name, {".gz", ".bz2", ".xz", ".zst"}))
        name.resize(name.rfind('.'));
    return name;
}

Result<void> readCompressed(HeadStream& stream, Place place, ReadRun& run)
{
    if (place.wrappers >= maxLayers) {
        ContainerWriter writer(run.sink, std::move(place.container));
        writer.container().defects.add(Defect::ArchiveNestedTooDeep);
        return {};
    }
    const auto compression = compressionOf(stream.peek(probeLength));
    HeadStream content(
        std::make_unique<Decompressor>(std::make_unique<BorrowedStream>(stream), *compression, run.options));
    ++place.wrappers;
    place.fileName = contentName(std::move(place.fileName));
    place.container.format.clear();
    --run.recognised; // the content counts
    return readStream(content, std::move(place), run);
}

} // namespace

const Reader compressedReader = {
    "compressed", ASSAY_MARK("core", "Compressed file (gzip, bzip2, xz, zstd)"), probeCompressed, readCompressed};

} // namespace assay
