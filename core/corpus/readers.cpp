// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers.h"

#include "core/base/ascii.h"
#include "core/corpus/containerwriter.h"
#include "core/corpus/readers/accesslog.h"
#include "core/corpus/readers/archive.h"
#include "core/corpus/readers/capture.h"
#include "core/corpus/readers/compressed.h"
#include "core/corpus/readers/eml.h"
#include "core/corpus/readers/mbox.h"
#include "core/corpus/readers/msg.h"
#include "core/corpus/readers/unsupported.h"

#include <algorithm>

namespace assay {

namespace {

std::string formatOf(const Reader& reader, Place::Kind kind)
{
    const bool plainMessage = &reader == &emlReader;
    if (plainMessage && kind == Place::Kind::Maildir)
        return "maildir";
    return plainMessage && kind == Place::Kind::Mh ? "mh" : std::string(reader.id);
}

} // namespace

std::span<const Reader* const> readers()
{
    static const Reader* const list[] = {
        &compressedReader,
        &zipReader,
        &msgReader,
        &pstReader,
        &tnefReader,
        &tarReader,
        &mboxReader,
        &captureReader,
        &accessLogReader,
        &emlReader,
    };
    return list;
}

Result<void> readStream(HeadStream& stream, Place place, ReadRun& run)
{
    const std::string_view head = stream.peek(probeLength);
    const Probe probe{head, head.size() < probeLength, place, run.options};
    for (const Reader* reader : readers()) {
        if (!reader->probe(probe))
            continue;
        ++run.recognised;
        place.container.format = formatOf(*reader, place.kind);
        return reader->read(stream, std::move(place), run);
    }
    if (stream.failure()) {
        ContainerWriter writer(run.sink, place.container);
        writer.container().defects.add(stream.defects());
        writer.container().message = stream.failure()->toString();
        ++run.recognised;
    } else if (place.chosen) {
        ContainerWriter writer(run.sink, place.container);
        writer.container().defects.add(stream.defects());
        writer.container().defects.add(head.empty() ? Defect::Empty : Defect::NotAMessage);
    }
    return {};
}

Result<std::string> convertedMessage(std::string_view format, ByteStream& stream)
{
    for (const Reader* reader : readers()) {
        if (reader->convert && reader->id == format)
            return reader->convert(stream);
    }
    return Error{ErrorCode::Internal, std::string(format), "makes no messages"};
}

void markCut(ItemRecord& item, DefectSet ofStream)
{
    const auto any = [ofStream](std::initializer_list<Defect> defects) {
        return std::any_of(defects.begin(), defects.end(), [ofStream](Defect defect) { return ofStream.has(defect); });
    };
    if (any({Defect::ArchiveRatioExceeded, Defect::ArchiveOutputTooLarge})) {
        item.length = std::min(item.length, maxExpandedItem);
        item.defects.add(Defect::Truncated);
    }
    if (any({Defect::ArchiveTruncated, Defect::ArchiveCorrupt, Defect::ArchiveWindowTooLarge, Defect::IoReadError}))
        item.defects.add(Defect::Truncated);
}

bool hasSuffix(std::string_view name, std::initializer_list<std::string_view> suffixes)
{
    return std::any_of(suffixes.begin(), suffixes.end(),
        [name](std::string_view suffix) { return endsWithIgnoringCase(name, suffix); });
}

Error cancelledError()
{
    return Error{ErrorCode::Cancelled, {}, {}};
}

} // namespace assay
