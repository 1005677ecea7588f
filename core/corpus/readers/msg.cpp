// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/readers/msg.h"

#include "core/corpus/containerwriter.h"
#include "core/corpus/outlook/compoundfile.h"
#include "core/corpus/outlook/msgmessage.h"

namespace assay {
namespace {

// Held in memory several times over while the message is made.
constexpr uint64_t maxFile = uint64_t{64} << 20;

bool probeMsg(const Probe& probe)
{
    if (!CompoundFile::hasSignature(probe.head))
        return false;
    // Other Office files have the same signature; only the first sectors are at hand to tell by.
    return probe.place.chosen || hasSuffix(probe.place.fileName, {".msg"});
}

Result<void> readMsg(HeadStream& stream, Place place, ReadRun& run)
{
    ContainerWriter writer(run.sink, std::move(place.container));
    Container& container = writer.container();
    auto file = readUpTo(stream, maxFile + 1);
    container.defects.add(stream.defects());
    if (!file) {
        container.message = file.error().toString();
        return {};
    }
    if (file->size() > maxFile) {
        container.defects.add(Defect::MessageTooLarge);
        return {};
    }
    const auto message = messageFromMsg(std::move(*file));
    if (!message) {
        container.defects.add(Defect::NotAMessage);
        return {};
    }
    ItemRecord item;
    item.name = place.itemName;
    item.flags = place.flags;
    item.length = message->bytes.size();
    item.defects.add(Defect::Converted);
    if (message->damaged)
        item.defects.add(Defect::Truncated);
    writer.add(std::move(item));
    return {};
}

Result<std::string> convertMsg(ByteStream& stream)
{
    auto file = readUpTo(stream, maxFile + 1);
    if (!file)
        return file.error();
    auto message = messageFromMsg(std::move(*file));
    if (!message)
        return Error{ErrorCode::BadData, {}, "no Outlook message"};
    return std::move(message->bytes);
}

} // namespace

const Reader msgReader = {"msg", ASSAY_MARK("core", "Outlook message"), probeMsg, readMsg, convertMsg};

} // namespace assay
