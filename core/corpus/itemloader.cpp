// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/source.h"

#include "core/corpus/containeropener.h"
#include "core/corpus/readers.h"
#include "core/corpus/traffic/conversion.h"
#include "core/traffic/requestset.h"

#include <algorithm>

namespace assay {
namespace {

namespace fs = std::filesystem;

// Device and inode change when a disk is mounted anew or a file restored; size and time tell a changed file.
bool isSameVersion(const FileStamp& a, const FileStamp& b)
{
    return a.size == b.size && a.modifiedNs == b.modifiedNs;
}

bool isMbox(const Container& container)
{
    return container.format.compare(0, 4, "mbox") == 0;
}

// Whether the item is still where it was in a file that has another stamp: mailboxes grow at their end.
bool isStillThere(const InputFile& file, const FileStamp& now, const Container& container, const ItemRecord& item)
{
    if (!isMbox(container) || now.size < container.stamp.size)
        return false;
    auto border = file.readExactly(item.offset, 5);
    return border && *border == "From ";
}

} // namespace

struct ItemLoader::Data
{
    fs::path source;
    ReadOptions options;
    ContainerOpener opener;
    uint64_t position = 0; // of the open stream
    Container spooled; // whose spool is open
    std::string spoolName;
    std::shared_ptr<Spool> spool;
    Spool::Cursor cursor;

    Data(fs::path path, ReadOptions reading)
        : source(std::move(path))
        , options(std::move(reading))
        , opener(source, options)
    {
    }
    Result<std::string> loadFromSpool(const Container& container, const ItemRecord& item, uint64_t length);
    Result<void> openSpool(const Container& container, const ItemRecord& item);
    Result<std::shared_ptr<Spool>> makeSpool(Container container, const ItemRecord& item);
    Result<void> open(const Container& container, uint64_t from);
    Result<void> expectUnchanged(const Container& container, const ItemRecord& item);
    Result<std::string> loadFromStream(const Container& container, const ItemRecord& item, uint64_t length);
    Result<std::string> loadConverted(const Container& container, const ItemRecord& item, uint64_t length);
};

// Makes the container's stream stand at `position`, which is at or before `from`.
Result<void> ItemLoader::Data::open(const Container& container, uint64_t from)
{
    const bool rewind = from < position;
    auto opened = opener.open(container.path, rewind);
    if (!opened)
        return opened.error();
    if (*opened)
        position = 0;
    return {};
}

Result<void> ItemLoader::Data::expectUnchanged(const Container& container, const ItemRecord& item)
{
    const InputFile& file = opener.file();
    auto now = file.currentStamp();
    if (!now)
        return now.error();
    if (isSameVersion(*now, container.stamp) || (opener.isPlainFile() && isStillThere(file, *now, container, item)))
        return {};
    return Error{ErrorCode::Changed, file.path().string(), "differs from what was indexed"};
}

// A message made from another format is made again.
Result<std::string> ItemLoader::Data::loadConverted(const Container& container, const ItemRecord& item, uint64_t length)
{
    auto made = convertedMessage(container.format, opener.stream());
    position = UINT64_MAX; // the stream is used up
    if (!made)
        return made.error();
    if (made->size() != item.length)
        return Error{ErrorCode::Changed, container.path, "gives another message than before"};
    made->resize(static_cast<size_t>(length));
    return made;
}

Result<std::string> ItemLoader::Data::loadFromStream(
    const Container& container, const ItemRecord& item, uint64_t length)
{
    ByteStream& stream = opener.stream();
    auto skipped = stream.skip(item.messageOffset - position);
    if (!skipped)
        return skipped.error();
    position += *skipped;
    auto bytes = readUpTo(stream, length);
    if (!bytes)
        return bytes.error();
    position += bytes->size();
    if (bytes->size() < length)
        return Error{ErrorCode::Changed, container.path, "ends at byte " + std::to_string(position)};
    return bytes;
}

// Converts the container again.
Result<std::shared_ptr<Spool>> ItemLoader::Data::makeSpool(Container container, const ItemRecord& item)
{
    if (options.traffic.conversion != trafficConversion)
        return Error{ErrorCode::Changed, container.path, "was converted by another version of this program"};
    auto opened = opener.open(container.path, true);
    position = UINT64_MAX; // the stream will be used up
    if (!opened)
        return opened.error();
    if (auto unchanged = expectUnchanged(container, item); !unchanged)
        return unchanged.error();
    auto made = options.spools->create(spoolName);
    if (!made)
        return made.error();
    const auto converted = convertTraffic(
        opener.stream(), container, options.traffic, made->get(), [](ItemRecord&&) {}, RunContext());
    return converted ? made : converted.error();
}

// Makes `spool` that of the container.
Result<void> ItemLoader::Data::openSpool(const Container& container, const ItemRecord& item)
{
    if (spool && container.path == spooled.path && container.format == spooled.format
        && container.stamp == spooled.stamp)
        return {};
    spool.reset();
    spooled = container;
    spoolName = assay::spoolName(source, container, options.traffic);
    cursor = {};
    if (!options.spools)
        options.spools = std::make_shared<SpoolStore>();
    spool = options.spools->find(spoolName);
    if (spool)
        return {};
    const std::lock_guard lock(options.spools->making());
    spool = options.spools->find(spoolName);
    if (spool)
        return {};
    auto made = makeSpool(container, item);
    if (!made)
        return made.error();
    spool = std::move(*made);
    return {};
}

Result<std::string> ItemLoader::Data::loadFromSpool(const Container& container, const ItemRecord& item, uint64_t length)
{
    for (const bool isLastTry : {false, true}) {
        if (auto opened = openSpool(container, item); !opened)
            return opened.error();
        auto bytes = spool->read(item.messageOffset, length, cursor);
        const bool isWhole = bytes && length == item.length;
        if (bytes && (item.kind != ItemKind::RequestSet || !isWhole || traffic::RequestSet::isRequestSet(*bytes)))
            return bytes;
        if (isLastTry)
            break;
        // Damaged, or left by a run that was stopped earlier: it is made again.
        spool.reset();
        options.spools->remove(spoolName);
    }
    return Error{ErrorCode::Changed, container.path, "gives other request sets than before"};
}

ItemLoader::ItemLoader(fs::path source, ReadOptions options)
    : m_data(std::make_unique<Data>(std::move(source), std::move(options)))
{
}

ItemLoader::~ItemLoader() = default;
ItemLoader::ItemLoader(ItemLoader&&) noexcept = default;
ItemLoader& ItemLoader::operator=(ItemLoader&&) noexcept = default;

Result<std::string> ItemLoader::load(const Container& container, const ItemRecord& item, uint64_t limit)
{
    if (isTrafficFormat(container.format))
        return m_data->loadFromSpool(container, item, std::min(item.length, limit));
    const bool converted = item.defects.has(Defect::Converted);
    const uint64_t from = converted ? 0 : item.messageOffset;
    if (auto opened = m_data->open(container, from); !opened)
        return opened.error();
    if (auto unchanged = m_data->expectUnchanged(container, item); !unchanged)
        return unchanged.error();
    const uint64_t length = std::min(item.length, limit);
    if (converted)
        return m_data->loadConverted(container, item, length);
    if (m_data->opener.isPlainFile())
        return m_data->opener.file().readExactly(item.messageOffset, static_cast<size_t>(length));
    return m_data->loadFromStream(container, item, length);
}

} // namespace assay
