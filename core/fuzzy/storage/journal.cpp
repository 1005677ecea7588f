// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/journal.h"

#include "core/fuzzy/storage/journalentry.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace assay::fuzzy {
namespace {

constexpr std::string_view fileMagic = "assay fuzzy journal 1\n";
constexpr size_t fileHeaderSize = 64; // magic, number of the process that has it, zeros

std::string fileHeader()
{
    std::string header(fileMagic);
    header += "process " + std::to_string(::getpid()) + "\n";
    header.resize(fileHeaderSize, '\0');
    return header;
}

// "process 123", from the header that the holder wrote.
std::string holderOf(int descriptor)
{
    char bytes[fileHeaderSize] = {};
    const ssize_t count = ::pread(descriptor, bytes, sizeof bytes, 0);
    const std::string_view header(bytes, count > 0 ? static_cast<size_t>(count) : 0);
    if (header.substr(0, fileMagic.size()) != fileMagic)
        return "another program";
    const std::string_view rest = header.substr(fileMagic.size());
    return std::string(rest.substr(0, rest.find('\n')));
}

Error writeError(int number, const std::filesystem::path& file)
{
    const bool isFull = number == ENOSPC || number == EDQUOT || number == EFBIG;
    return {isFull ? ErrorCode::DiskFull : ErrorCode::WriteFailed, file.string(), std::strerror(number)};
}

Result<void> writeAt(int descriptor, std::string_view bytes, uint64_t offset, const std::filesystem::path& file)
{
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return writeError(errno, file);
        bytes.remove_prefix(static_cast<size_t>(count));
        offset += static_cast<uint64_t>(count);
    }
    return {};
}

// A removed file may still be locked by who removes it: the lock counts only on the file that has the name now.
bool hasName(int descriptor, const std::filesystem::path& path)
{
    struct stat opened = {}, named = {};
    return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino
        && opened.st_dev == named.st_dev;
}

void syncFolder(const std::filesystem::path& file)
{
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

Result<Journal> Journal::open(const std::filesystem::path& storage)
{
    Journal journal;
    for (size_t i = 0; i < journal.m_files.size(); ++i) {
        journal.m_files[i].path = storage.string() + (i == 0 ? ".assay-journal" : ".assay-journal2");
        const auto opened = journal.openFile(journal.m_files[i], i == 0);
        if (!opened)
            return opened.error();
    }
    syncFolder(storage);
    return journal;
}

Journal::Journal(Journal&& other) noexcept
    : m_files(std::exchange(other.m_files, {}))
    , m_active(other.m_active)
    , m_sequence(other.m_sequence)
    , m_sequenceWritten(other.m_sequenceWritten)
    , m_unreadableBytes(other.m_unreadableBytes)
    , m_buffer(std::move(other.m_buffer))
{
}

Journal::~Journal()
{
    const bool isEmpty = std::all_of(m_files.begin(), m_files.end(),
        [](const File& file) { return file.descriptor >= 0 && file.size <= fileHeaderSize; });
    for (size_t i = m_files.size(); i-- > 0;) { // the lock goes last
        File& file = m_files[i];
        if (isEmpty)
            ::unlink(file.path.c_str());
        if (file.descriptor >= 0)
            ::close(file.descriptor);
    }
}

Result<void> Journal::openFile(File& file, bool locks)
{
    constexpr int tries = 20;
    for (int i = 0; i < tries; ++i) {
        file.descriptor = ::open(file.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file.descriptor < 0)
            return Error::fromErrno(errno, file.path.string());
        if (!locks)
            break;
        if (::flock(file.descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int number = errno;
            const std::string holder = holderOf(file.descriptor);
            ::close(std::exchange(file.descriptor, -1));
            if (number != EWOULDBLOCK)
                return Error::fromErrno(number, file.path.string());
            return Error{ErrorCode::Locked, file.path.string(), "the storage is written by " + holder};
        }
        if (hasName(file.descriptor, file.path))
            break;
        ::close(std::exchange(file.descriptor, -1));
    }
    struct stat status = {};
    if (file.descriptor < 0 || ::fstat(file.descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return Error{ErrorCode::Locked, file.path.string(), "the journal cannot be taken"};
    file.size = static_cast<uint64_t>(status.st_size);
    return {};
}

Result<void> Journal::readFile(File& file, uint64_t flushed, std::vector<JournalEntry>& entries)
{
    std::string bytes(file.size, '\0');
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::pread(file.descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return Error::fromErrno(errno, file.path.string());
        if (count == 0)
            break;
        done += static_cast<size_t>(count);
    }
    bytes.resize(done);
    const bool isNew = bytes.size() < fileHeaderSize; // torn while it was made: it never held anything
    if (!isNew && bytes.compare(0, fileMagic.size(), fileMagic) != 0)
        return Error{ErrorCode::BadData, file.path.string(), "is no journal of this version; move it away to go on"};
    if (!isNew) {
        EntryReader reader(std::string_view(bytes).substr(fileHeaderSize));
        while (auto entry = reader.next()) {
            m_sequence = std::max(m_sequence, entry->sequence);
            if (entry->sequence > flushed)
                entries.push_back(std::move(*entry));
        }
        m_unreadableBytes += reader.unreadableBytes();
        return cut(file, fileHeaderSize + reader.readableEnd());
    }
    return {};
}

Result<std::vector<JournalEntry>> Journal::read(uint64_t flushed)
{
    std::vector<JournalEntry> entries;
    m_sequence = flushed;
    for (File& file : m_files) {
        const auto read = readFile(file, flushed, entries);
        if (!read)
            return read.error();
    }
    std::sort(entries.begin(), entries.end(),
        [](const JournalEntry& a, const JournalEntry& b) { return a.sequence < b.sequence; });
    m_sequenceWritten = m_sequence;
    for (File& file : m_files) {
        const auto written = writeAt(file.descriptor, fileHeader(), 0, file.path);
        if (!written)
            return written.error();
        file.size = std::max<uint64_t>(file.size, fileHeaderSize);
        file.isDirty = true;
    }
    return entries;
}

void Journal::add(std::string_view source, uint32_t revision, std::span<const StorageChange> changes)
{
    while (!changes.empty()) {
        const size_t count = std::min(changes.size(), maxChangesPerEntry);
        appendEntry(m_buffer, ++m_sequence, source, revision, changes.first(count));
        changes = changes.subspan(count);
    }
}

Result<void> Journal::write(bool synced)
{
    File& file = m_files[m_active];
    const std::string bytes = std::exchange(m_buffer, {});
    auto written = writeAt(file.descriptor, bytes, file.size, file.path);
    if (written && synced && ::fdatasync(file.descriptor) != 0)
        written = writeError(errno, file.path);
    if (!written) {
        m_sequence = m_sequenceWritten;
        (void)cut(file, file.size);
        return written.error();
    }
    file.size += bytes.size();
    file.isDirty = !synced;
    m_sequenceWritten = m_sequence;
    return {};
}

Result<void> Journal::sync()
{
    File& file = m_files[m_active];
    if (file.isDirty && ::fdatasync(file.descriptor) != 0)
        return writeError(errno, file.path);
    file.isDirty = false;
    return {};
}

void Journal::turn()
{
    const size_t other = 1 - m_active;
    if (m_files[other].size <= fileHeaderSize)
        m_active = other;
}

Result<void> Journal::release()
{
    return cut(m_files[1 - m_active], fileHeaderSize);
}

Result<void> Journal::cut(File& file, uint64_t size)
{
    if (::ftruncate(file.descriptor, static_cast<off_t>(size)) != 0)
        return writeError(errno, file.path);
    file.size = size;
    return {};
}

} // namespace assay::fuzzy
