// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/traffic/spool.h"

#include "core/base/keyedhash.h"
#include "core/base/zstdframe.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr size_t blockBytes = size_t{256} << 10;
constexpr size_t mostRecent = 96; // blocks, 24 MiB
constexpr uint64_t magic = 0x31304C4F4F505341; // "ASPOOL01"

// Behind the blocks and their table.
struct Trailer
{
    uint64_t blocks = 0;
    uint64_t tableSum = 0;
    uint64_t magic = assay::magic;
};
constexpr size_t blockEntryBytes = 3 * sizeof(uint64_t);

std::string_view bytesOf(const void* first, size_t length)
{
    return {static_cast<const char*>(first), length};
}

Result<std::string> readExactly(int descriptor, uint64_t offset, size_t length, const fs::path& path)
{
    std::string bytes(length, '\0');
    for (size_t done = 0; done < length;) {
        const ssize_t count =
            ::pread(descriptor, bytes.data() + done, length - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return Error::fromErrno(errno, path.string());
        if (count == 0)
            return Error{ErrorCode::BadData, path.string(), "ends early"};
        done += static_cast<size_t>(count);
    }
    return bytes;
}

} // namespace

Spool::Spool(fs::path path, int descriptor)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
{
}

Spool::~Spool()
{
    ::close(m_descriptor);
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

Error Spool::damaged() const
{
    return Error{ErrorCode::BadData, m_path.string(), "is damaged"};
}

Result<std::shared_ptr<Spool>> Spool::create(const fs::path& path)
{
    std::string name = path.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0)
        return Error::fromErrno(errno, path.string());
    std::shared_ptr<Spool> spool(new Spool(path, descriptor));
    spool->m_temporary = name;
    return spool;
}

Result<std::shared_ptr<Spool>> Spool::open(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return Error::fromErrno(errno, path.string());
    std::shared_ptr<Spool> spool(new Spool(path, descriptor));
    const auto read = spool->readTable();
    if (!read)
        return read.error();
    return spool;
}

Result<void> Spool::readTable()
{
    const off_t end = ::lseek(m_descriptor, 0, SEEK_END);
    const auto size = static_cast<uint64_t>(end < 0 ? 0 : end);
    if (size < sizeof(Trailer))
        return damaged();
    const auto last = readExactly(m_descriptor, size - sizeof(Trailer), sizeof(Trailer), m_path);
    if (!last)
        return last.error();
    Trailer trailer;
    std::memcpy(&trailer, last->data(), sizeof trailer);
    if (trailer.magic != magic || trailer.blocks > (size - sizeof(Trailer)) / blockEntryBytes)
        return damaged();
    const size_t tableBytes = static_cast<size_t>(trailer.blocks) * blockEntryBytes;
    const uint64_t tableStart = size - sizeof(Trailer) - tableBytes;
    const auto table = readExactly(m_descriptor, tableStart, tableBytes, m_path);
    if (!table || xxHash64(*table, trailer.blocks) != trailer.tableSum)
        return damaged();
    Block before;
    for (size_t i = 0; i < trailer.blocks; ++i) {
        std::array<uint64_t, 3> entry{};
        std::memcpy(entry.data(), table->data() + i * blockEntryBytes, blockEntryBytes);
        const Block block{entry[0], entry[1], entry[2]};
        if (block.end <= before.end || block.end - before.end > blockBytes || block.fileEnd <= before.fileEnd
            || block.fileEnd > tableStart)
            return damaged();
        m_blocks.push_back(block);
        before = block;
    }
    return {};
}

Result<void> Spool::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(m_written));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return Error::fromErrno(errno, m_path.string());
        m_written += static_cast<uint64_t>(count);
        bytes.remove_prefix(static_cast<size_t>(count));
    }
    return {};
}

Result<void> Spool::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const size_t count = std::min(bytes.size(), blockBytes - m_tail.size());
        {
            const std::lock_guard lock(m_mutex);
            m_tail += bytes.substr(0, count);
        }
        bytes.remove_prefix(count);
        if (m_tail.size() == blockBytes) {
            if (auto written = writeBlock(); !written)
                return written;
        }
    }
    return {};
}

Result<void> Spool::writeBlock()
{
    // Only this thread changes the tail.
    const std::string packed = zstdCompress(m_tail);
    if (auto written = write(packed); !written)
        return written;
    const std::lock_guard lock(m_mutex);
    const uint64_t begin = m_blocks.empty() ? 0 : m_blocks.back().end;
    m_blocks.push_back(Block{begin + m_tail.size(), m_written, xxHash64(packed, begin)});
    m_recent.push_back(std::make_shared<const std::string>(std::move(m_tail)));
    if (m_recent.size() > mostRecent)
        m_recent.pop_front();
    m_tail.clear();
    m_tail.reserve(blockBytes);
    return {};
}

Result<void> Spool::finish()
{
    if (!m_tail.empty()) {
        if (auto written = writeBlock(); !written)
            return written;
    }
    std::string table;
    for (const Block& block : m_blocks) {
        const std::array<uint64_t, 3> entry = {block.end, block.fileEnd, block.sum};
        table += bytesOf(entry.data(), blockEntryBytes);
    }
    const Trailer trailer{m_blocks.size(), xxHash64(table, m_blocks.size()), magic};
    table += bytesOf(&trailer, sizeof trailer);
    if (auto written = write(table); !written)
        return written;
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return Error::fromErrno(errno, m_path.string());
    m_temporary.clear();
    const std::lock_guard lock(m_mutex);
    m_recent.clear();
    return {};
}

Result<std::shared_ptr<const std::string>> Spool::unpacked(const Block& block, uint64_t begin, uint64_t fileBegin) const
{
    const auto packed = readExactly(m_descriptor, fileBegin, static_cast<size_t>(block.fileEnd - fileBegin), m_path);
    if (!packed || xxHash64(*packed, begin) != block.sum)
        return damaged();
    auto bytes = zstdDecompress(*packed, blockBytes);
    if (!bytes || bytes->size() != block.end - begin)
        return damaged();
    return std::make_shared<const std::string>(std::move(*bytes));
}

uint64_t Spool::size() const
{
    const std::lock_guard lock(m_mutex);
    return (m_blocks.empty() ? 0 : m_blocks.back().end) + m_tail.size();
}

Result<std::string> Spool::read(uint64_t offset, uint64_t length, Cursor& cursor) const
{
    std::string bytes;
    while (bytes.size() < length) {
        const uint64_t wanted = offset + bytes.size();
        const size_t rest = static_cast<size_t>(length - bytes.size());
        Block block;
        uint64_t begin = 0, fileBegin = 0;
        size_t number = 0;
        {
            const std::lock_guard lock(m_mutex);
            const auto found = std::partition_point(
                m_blocks.begin(), m_blocks.end(), [wanted](const Block& one) { return one.end <= wanted; });
            number = static_cast<size_t>(found - m_blocks.begin());
            begin = number == 0 ? 0 : m_blocks[number - 1].end;
            fileBegin = number == 0 ? 0 : m_blocks[number - 1].fileEnd;
            if (found == m_blocks.end()) {
                const uint64_t inTail = wanted - begin;
                if (inTail > m_tail.size() || rest > m_tail.size() - inTail)
                    return damaged();
                bytes += std::string_view(m_tail).substr(static_cast<size_t>(inTail), rest);
                return bytes;
            }
            block = *found;
            const size_t firstRecent = m_blocks.size() - m_recent.size();
            if (cursor.block != number && number >= firstRecent) {
                cursor.bytes = m_recent[number - firstRecent];
                cursor.block = number;
            }
        }
        if (cursor.block != number) {
            cursor.block = SIZE_MAX;
            auto bytesOfBlock = unpacked(block, begin, fileBegin);
            if (!bytesOfBlock)
                return bytesOfBlock.error();
            cursor.bytes = std::move(*bytesOfBlock);
            cursor.block = number;
        }
        bytes += std::string_view(*cursor.bytes).substr(static_cast<size_t>(wanted - begin), rest);
    }
    return bytes;
}

SpoolStore::SpoolStore(fs::path folder, bool mayWrite)
    : m_folder(std::move(folder))
    , m_mayWrite(mayWrite && !m_folder.empty())
{
}

SpoolStore::~SpoolStore()
{
    std::error_code ignored;
    if (!m_temporary.empty())
        fs::remove_all(m_temporary, ignored);
}

Result<fs::path> SpoolStore::folderForWriting()
{
    std::error_code failed;
    if (m_mayWrite) {
        fs::create_directories(m_folder, failed);
        return failed ? Result<fs::path>(Error::fromErrno(failed.value(), m_folder.string())) : m_folder;
    }
    if (m_temporary.empty()) {
        std::string name = (fs::temp_directory_path(failed) / "assay-spool-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            return Error::fromErrno(errno, name);
        m_temporary = name;
    }
    return m_temporary;
}

std::shared_ptr<Spool> SpoolStore::find(const std::string& name)
{
    const std::lock_guard lock(m_mutex);
    std::weak_ptr<Spool>& known = m_open[name];
    if (auto spool = known.lock())
        return spool;
    for (const fs::path& folder : {m_temporary, m_folder}) {
        if (folder.empty())
            continue;
        if (auto spool = Spool::open(folder / (name + ".spool"))) {
            known = *spool;
            return *spool;
        }
    }
    return nullptr;
}

Result<std::shared_ptr<Spool>> SpoolStore::create(const std::string& name)
{
    const std::lock_guard lock(m_mutex);
    const auto folder = folderForWriting();
    if (!folder)
        return folder.error();
    auto spool = Spool::create(*folder / (name + ".spool"));
    if (spool)
        m_open[name] = *spool;
    return spool;
}

void SpoolStore::remove(const std::string& name)
{
    const std::lock_guard lock(m_mutex);
    m_open.erase(name);
    std::error_code ignored;
    if (m_mayWrite)
        fs::remove(m_folder / (name + ".spool"), ignored);
    if (!m_temporary.empty())
        fs::remove(m_temporary / (name + ".spool"), ignored);
}

void SpoolStore::removeLeftovers() const
{
    std::error_code ignored;
    if (!m_mayWrite)
        return;
    for (fs::directory_iterator entry(m_folder, ignored), end; entry != end; entry.increment(ignored)) {
        if (entry->path().extension() != ".spool")
            fs::remove(entry->path(), ignored);
    }
}

} // namespace assay
