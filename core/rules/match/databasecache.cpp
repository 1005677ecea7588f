// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/databasecache.h"

#include "core/base/file.h"
#include "core/rules/match/bytestream.h"
#include "core/rules/match/pcrelibrary.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <hs/hs.h>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// A file, little-endian: magic; format version; key; platform of the library; verdicts; database; BLAKE2b-512 of all
// before. Texts and the database have a 64-bit length in front.

namespace assay::rules {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view magic = "ASSAYHSD";
constexpr uint32_t formatVersion = 3;
constexpr size_t checksumSize = sizeof(Blake2b512);

// Library and machine, as they go into keys and files.
std::string platformText()
{
    hs_platform_info_t platform{};
    hs_populate_platform(&platform);
    std::array<char, 64> pcreVersion{};
    pcre2_config_8(PCRE2_CONFIG_VERSION, pcreVersion.data());
    ByteWriter writer;
    writer.text(hs_version()).text(pcreVersion.data());
    writer.u32(platform.tune).u64(platform.cpu_features).u64(platform.reserved1).u64(platform.reserved2);
    return writer.take();
}

std::string_view bytesOf(const Blake2b512& hash)
{
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

void writeVerdict(ByteWriter& writer, const PatternVerdict& verdict)
{
    writer.u8(static_cast<uint8_t>(verdict.info.engine)).text(verdict.info.reason).u64(verdict.info.errorOffset);
    writer.u8(verdict.info.wide).u8(verdict.inDatabase).u8(verdict.confirm);
    writer.u32(verdict.databaseFlags).u32(verdict.maxWidth);
}

PatternVerdict readVerdict(ByteReader& reader)
{
    PatternVerdict verdict;
    verdict.info.engine = static_cast<Engine>(std::min<uint8_t>(reader.u8(), static_cast<uint8_t>(Engine::None)));
    verdict.info.reason = reader.text();
    verdict.info.errorOffset = reader.u64();
    verdict.info.wide = reader.u8() != 0;
    verdict.inDatabase = reader.u8() != 0;
    verdict.confirm = reader.u8() != 0;
    verdict.databaseFlags = reader.u32();
    verdict.maxWidth = reader.u32();
    return verdict;
}

// A whole file in memory, as long as the object lives.
class MappedFile
{
public:
    explicit MappedFile(const fs::path& path)
    {
        const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat status
        {
        };
        if (descriptor >= 0 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
            const auto length = static_cast<size_t>(status.st_size);
            void* memory = mmap(nullptr, length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
            if (memory != MAP_FAILED)
                m_bytes = {static_cast<const char*>(memory), length};
        }
        m_exists = descriptor >= 0;
        if (descriptor >= 0)
            close(descriptor);
    }
    ~MappedFile()
    {
        if (!m_bytes.empty())
            munmap(const_cast<char*>(m_bytes.data()), m_bytes.size());
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    bool exists() const { return m_exists; }
    std::string_view bytes() const { return m_bytes; }

private:
    bool m_exists = false;
    std::string_view m_bytes;
};

bool useBytes(std::string_view bytes, const DatabaseCache::Key& key, size_t patternCount, const DatabaseCache::Use& use)
{
    if (bytes.size() < magic.size() + checksumSize)
        return false;
    const std::string_view body = bytes.substr(0, bytes.size() - checksumSize);
    ByteReader reader(body);
    if (reader.raw(magic.size()) != magic || reader.u32() != formatVersion || reader.raw(checksumSize) != bytesOf(key)
        || reader.text() != platformText() || reader.u64() != patternCount)
        return false;
    if (bytesOf(blake2b512(body)) != bytes.substr(body.size()))
        return false;
    std::vector<PatternVerdict> verdicts;
    for (size_t i = 0; i < patternCount && reader.ok(); ++i)
        verdicts.push_back(readVerdict(reader));
    const std::string_view database = reader.text();
    return reader.ok() && reader.left() == 0 && use(verdicts, database);
}

bool writeNewFile(const fs::path& path, std::string_view bytes)
{
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return false;
    while (!bytes.empty()) {
        const ssize_t written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            break;
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return close(descriptor) == 0 && bytes.empty();
}

} // namespace

DatabaseCache::Key DatabaseCache::keyOf(std::span<const Pattern* const> patterns, const MatcherOptions& options)
{
    ByteWriter writer;
    writer.u32(formatVersion).text(platformText()).f64(options.secondsPerPattern).f64(options.secondsPerClass);
    for (const Pattern* pattern : patterns) {
        const PatternFlags& flags = pattern->flags;
        for (const bool flag :
            {flags.caseless, flags.dotAll, flags.multiline, flags.extended, flags.utf, flags.noJit, flags.pcreOnly})
            writer.u8(flag);
        writer.u32(pattern->maxHits).text(pattern->text);
    }
    return blake2b512(writer.bytes());
}

fs::path DatabaseCache::fileOf(const Key& key) const
{
    return m_folder / (toHex(bytesOf(key).substr(0, 32)) + ".hs");
}

bool DatabaseCache::load(const Key& key, size_t patternCount, const Use& use) const
{
    if (m_folder.empty())
        return false;
    const fs::path path = fileOf(key);
    const MappedFile file(path);
    if (!file.exists())
        return false;
    if (useBytes(file.bytes(), key, patternCount, use)) {
        utimensat(AT_FDCWD, path.c_str(), nullptr, 0); // used now, for prune()
        return true;
    }
    std::error_code ignored;
    fs::remove(path, ignored);
    return false;
}

void DatabaseCache::store(const Key& key, const CompiledClass& compiled) const
{
    if (m_folder.empty())
        return;
    ByteWriter writer;
    writer.raw(magic).u32(formatVersion).raw(bytesOf(key)).text(platformText()).u64(compiled.verdicts.size());
    for (const PatternVerdict& verdict : compiled.verdicts)
        writeVerdict(writer, verdict);
    writer.text(compiled.database);
    writer.raw(bytesOf(blake2b512(writer.bytes())));

    std::error_code error;
    fs::create_directories(m_folder, error);
    const fs::path path = fileOf(key);
    fs::path temporary = path;
    temporary += "." + std::to_string(getpid()) + "-" + std::to_string(reinterpret_cast<uintptr_t>(&compiled)) + ".new";
    if (writeNewFile(temporary, writer.bytes()))
        fs::rename(temporary, path, error);
    else
        error = std::make_error_code(std::errc::io_error);
    if (error)
        fs::remove(temporary, error);
}

void DatabaseCache::prune(std::span<const Key> inUse) const
{
    struct File
    {
        fs::path path;
        fs::file_time_type time;
        uint64_t size = 0;
    };
    std::set<fs::path> kept;
    for (const Key& key : inUse)
        kept.insert(fileOf(key).filename());
    std::vector<File> files;
    uint64_t total = 0;
    std::error_code error;
    for (fs::directory_iterator it(m_folder, error), end; !error && it != end; it.increment(error)) {
        const fs::path name = it->path().filename();
        std::error_code failed;
        File file{it->path(), it->last_write_time(failed), it->file_size(failed)};
        if (failed || (name.extension() != ".hs" && name.extension() != ".new"))
            continue;
        total += file.size;
        if (!kept.contains(name))
            files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.time < b.time; });
    const auto now = fs::file_time_type::clock::now();
    for (const File& file : files) {
        const auto age = now - file.time;
        const bool unfinished = file.path.extension() == ".new"; // someone may be writing it
        const bool goes = unfinished ? age > std::chrono::hours(1)
                                     : age > std::chrono::seconds(maximumAgeSeconds) || total > maximumBytes;
        if (!goes)
            continue;
        if (fs::remove(file.path, error))
            total -= file.size;
    }
}

} // namespace assay::rules
