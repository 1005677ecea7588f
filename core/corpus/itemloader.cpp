// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/source.h"

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
    std::string openPath; // of the container that is open
    std::unique_ptr<InputFile> file;

    Result<void> open(const Container& container);
    Result<std::string> loadFromFile(const Container& container, const ItemRecord& item, uint64_t length);
};

Result<void> ItemLoader::Data::open(const Container& container)
{
    if (file && openPath == container.path)
        return {};
    file.reset();
    auto opened = InputFile::open(container.path.empty() ? source : source / container.path);
    if (!opened)
        return opened.error();
    file = std::make_unique<InputFile>(std::move(*opened));
    openPath = container.path;
    return {};
}

Result<std::string> ItemLoader::Data::loadFromFile(const Container& container, const ItemRecord& item, uint64_t length)
{
    auto now = file->currentStamp();
    if (!now)
        return now.error();
    if (!isSameVersion(*now, container.stamp) && !isStillThere(*file, *now, container, item))
        return Error{ErrorCode::Changed, file->path().string(), "differs from what was indexed"};
    return file->readExactly(item.messageOffset, static_cast<size_t>(length));
}

ItemLoader::ItemLoader(fs::path source, ReadOptions options)
    : m_data(std::make_unique<Data>())
{
    m_data->source = std::move(source);
    m_data->options = std::move(options);
}

ItemLoader::~ItemLoader() = default;
ItemLoader::ItemLoader(ItemLoader&&) noexcept = default;
ItemLoader& ItemLoader::operator=(ItemLoader&&) noexcept = default;

Result<std::string> ItemLoader::load(const Container& container, const ItemRecord& item, uint64_t limit)
{
    if (auto opened = m_data->open(container); !opened)
        return opened.error();
    return m_data->loadFromFile(container, item, std::min(item.length, limit));
}

} // namespace assay
