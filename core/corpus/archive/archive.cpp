// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/archive/archive.h"

#include "core/base/ascii.h"
#include "core/corpus/archive/entryname.h"
#include "core/corpus/archive/zipdirectory.h"
#include "core/corpus/stream/decompressor.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unordered_set>
#include <vector>

namespace assay {
namespace {

constexpr size_t blockLength = size_t{64} << 10;
constexpr size_t tarBlock = 512;

// The header checksum of a tar: the sum of its bytes with the checksum itself as blanks.
bool isTarHeader(std::string_view head)
{
    if (head.size() < tarBlock)
        return false;
    uint64_t sum = 0;
    for (size_t i = 0; i < tarBlock; ++i)
        sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(head[i]);
    uint64_t stated = 0;
    const std::string_view digits = trimmed(head.substr(148, 8).substr(0, head.substr(148, 8).find('\0')));
    for (const char digit : digits) {
        if (digit < '0' || digit > '7')
            return false;
        stated = stated * 8 + static_cast<uint64_t>(digit - '0');
    }
    return !digits.empty() && stated == sum;
}

// What libarchive says about damaged data.
Defect defectOf(std::string_view reason)
{
    const auto says = [reason](
                          std::string_view words) { return findIgnoringCase(reason, words) != std::string_view::npos; };
    if (says("crc") || says("checksum"))
        return Defect::ArchiveChecksum;
    if (says("truncated"))
        return Defect::ArchiveTruncated;
    if (says("encrypt") || says("passphrase") || says("decrypt"))
        return Defect::ArchiveEncrypted;
    if (says("unsupported") || says("not supported"))
        return Defect::ArchiveUnsupported;
    return Defect::ArchiveCorrupt;
}

std::string storedName(archive_entry* entry)
{
    if (const char* name = archive_entry_pathname_utf8(entry))
        return name;
    const char* name = archive_entry_pathname(entry);
    return name ? name : "";
}

} // namespace

std::optional<ArchiveFormat> archiveFormatOf(std::string_view head)
{
    using namespace std::string_view_literals;
    if (head.substr(0, 4) == "PK\3\4"sv || head.substr(0, 4) == "PK\5\6"sv || head.substr(0, 4) == "PK\7\x8"sv)
        return ArchiveFormat::Zip;
    if (isTarHeader(head))
        return ArchiveFormat::Tar;
    return std::nullopt;
}

std::unique_ptr<ByteStream> seekableCopy(HeadStream& stream, ArchiveFormat format)
{
    constexpr size_t maxCopy = size_t{64} << 20;
    if (format != ArchiveFormat::Zip || stream.canSeek())
        return nullptr;
    const std::string_view all = stream.peek(maxCopy + 1);
    return all.size() > maxCopy ? nullptr : std::make_unique<MemoryStream>(std::string(all));
}

struct Archive::Data
{
    ByteStream& input;
    ReadOptions options;
    std::unique_ptr<::archive, int (*)(::archive*)> handle{archive_read_new(), &archive_read_free};
    std::vector<char> block = std::vector<char>(blockLength);
    uint64_t position = 0; // of the input
    std::optional<Error> inputError;
    DefectSet defects;
    DefectSet entryDefects;
    uint64_t entries = 0;
    std::unordered_set<uint64_t> names; // hashes of those given
    std::optional<ExpansionGuard> guard; // of the current entry
    int64_t entryBegin = 0; // input position where its data begin
    std::string_view unread; // of the current block, which libarchive owns
    uint64_t entryOutput = 0;
    uint64_t finishedOutput = 0; // of all entries before
    bool entryEnded = true;
    bool ended = false;
    bool mustReadAll = false; // passing over data would decode them without a limit

    Data(ByteStream& stream, const ReadOptions& given)
        : input(stream)
        , options(given)
    {
    }
    bool open(ArchiveFormat format);
    bool isWanted(archive_entry* entry);
    std::optional<ArchiveEntry> describe(archive_entry* entry);
    void failed(DefectSet& into);
    bool isWithinLimits();
    bool nextBlock();

    static la_ssize_t onRead(::archive* handle, void* self, const void** buffer);
    static la_int64_t onSkip(::archive* handle, void* self, la_int64_t request);
    static la_int64_t onSeek(::archive* handle, void* self, la_int64_t offset, int whence);
};

la_ssize_t Archive::Data::onRead(::archive* handle, void* self, const void** buffer)
{
    Data& data = *static_cast<Data*>(self);
    auto got = data.input.read(data.block.data(), data.block.size());
    if (!got) {
        data.inputError = got.error();
        archive_set_error(handle, EIO, "input");
        return ARCHIVE_FATAL;
    }
    data.position += *got;
    *buffer = data.block.data();
    return static_cast<la_ssize_t>(*got);
}

la_int64_t Archive::Data::onSkip(::archive*, void* self, la_int64_t request)
{
    Data& data = *static_cast<Data*>(self);
    auto skipped = request > 0 ? data.input.skip(static_cast<uint64_t>(request)) : Result<uint64_t>(uint64_t{0});
    if (!skipped) {
        data.inputError = skipped.error();
        return ARCHIVE_FATAL;
    }
    data.position += *skipped;
    return static_cast<la_int64_t>(*skipped);
}

la_int64_t Archive::Data::onSeek(::archive*, void* self, la_int64_t offset, int whence)
{
    Data& data = *static_cast<Data*>(self);
    const auto size = static_cast<la_int64_t>(data.input.size().value_or(0));
    const la_int64_t base = whence == SEEK_END ? size : whence == SEEK_CUR ? static_cast<la_int64_t>(data.position) : 0;
    const la_int64_t target = std::clamp<la_int64_t>(base + offset, 0, size);
    if (!data.input.seek(static_cast<uint64_t>(target)))
        return ARCHIVE_FATAL;
    data.position = static_cast<uint64_t>(target);
    return target;
}

bool Archive::Data::open(ArchiveFormat format)
{
    if (!handle)
        return false;
    ::archive* reader = handle.get();
    if (format == ArchiveFormat::Tar)
        archive_read_support_format_tar(reader);
    else if (input.canSeek())
        archive_read_support_format_zip(reader);
    else
        archive_read_support_format_zip_streamable(reader);
    archive_read_set_callback_data(reader, this);
    archive_read_set_read_callback(reader, onRead);
    archive_read_set_skip_callback(reader, onSkip);
    if (input.canSeek())
        archive_read_set_seek_callback(reader, onSeek);
    if (archive_read_open1(reader) == ARCHIVE_OK)
        return true;
    failed(defects);
    return false;
}

void Archive::Data::failed(DefectSet& into)
{
    if (inputError) {
        into.add(Defect::IoReadError);
        return;
    }
    const char* reason = archive_error_string(handle.get());
    into.add(defectOf(reason ? reason : ""));
}

bool Archive::Data::isWanted(archive_entry* entry)
{
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR)
        return false;
    if ((type != AE_IFREG && type != 0) || archive_entry_hardlink(entry) || archive_entry_sparse_count(entry) > 0) {
        defects.add(Defect::ArchiveSpecialEntry);
        return false;
    }
    if (archive_entry_is_data_encrypted(entry) || archive_entry_is_metadata_encrypted(entry)) {
        defects.add(Defect::ArchiveEncrypted);
        return false;
    }
    return true;
}

std::optional<ArchiveEntry> Archive::Data::describe(archive_entry* entry)
{
    if (!isWanted(entry))
        return std::nullopt;
    EntryName cleaned = cleanEntryName(storedName(entry));
    if (cleaned.wasBad)
        defects.add(Defect::ArchiveBadName);
    const std::hash<std::string> hash;
    if (!names.insert(hash(cleaned.name)).second) {
        cleaned.name += "#" + std::to_string(entries);
        names.insert(hash(cleaned.name));
    }
    guard.emplace(options);
    entryBegin = archive_filter_bytes(handle.get(), -1);
    entryOutput = 0;
    entryEnded = false;
    unread = {};
    entryDefects = {};
    return ArchiveEntry{std::move(cleaned.name), cleaned.wasBad};
}

// The ratio is watched over the data of one entry, the output over those of all.
bool Archive::Data::isWithinLimits()
{
    const int64_t taken = std::max<int64_t>(archive_filter_bytes(handle.get(), -1) - entryBegin, 0);
    if (finishedOutput + entryOutput > options.maxOutput) {
        defects.add(Defect::ArchiveOutputTooLarge);
        entryDefects.add(Defect::ArchiveOutputTooLarge);
        ended = true;
        return false;
    }
    return guard->allows(static_cast<uint64_t>(taken), entryOutput, entryDefects);
}

Archive::Archive(ByteStream& input, ArchiveFormat format, const ReadOptions& options)
    : m_data(std::make_unique<Data>(input, options))
{
    if (format == ArchiveFormat::Zip && input.canSeek()) {
        m_data->defects = checkZipDirectory(input, options.maxArchiveEntries);
        m_data->ended = m_data->defects.has(Defect::ArchiveOverlappingEntries) || !input.seek(0);
    }
    m_data->mustReadAll = format == ArchiveFormat::Zip && !input.canSeek();
    if (!m_data->ended)
        m_data->ended = !m_data->open(format);
}

Archive::~Archive() = default;

std::optional<ArchiveEntry> Archive::next()
{
    Data& data = *m_data;
    std::string scratch(data.mustReadAll ? blockLength : 0, '\0');
    while (data.mustReadAll && !data.entryEnded) {
        if (auto got = read(scratch.data(), scratch.size()); !got)
            break;
    }
    data.finishedOutput += data.entryOutput;
    data.entryOutput = 0;
    while (!data.ended) {
        data.entryEnded = true;
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(data.handle.get(), &entry);
        if (status == ARCHIVE_EOF || status < ARCHIVE_WARN) {
            data.ended = true;
            if (status != ARCHIVE_EOF)
                data.failed(data.defects);
            break;
        }
        if (data.entries >= data.options.maxArchiveEntries) {
            data.defects.add(Defect::ArchiveTooManyEntries);
            data.ended = true;
            break;
        }
        ++data.entries;
        if (auto described = data.describe(entry))
            return described;
    }
    return std::nullopt;
}

// Gets the next block of the current entry; false at its end.
bool Archive::Data::nextBlock()
{
    const void* bytes = nullptr;
    size_t length = 0;
    la_int64_t offset = 0;
    int status = ARCHIVE_RETRY;
    for (int attempt = 0; status == ARCHIVE_RETRY && attempt < 3; ++attempt)
        status = archive_read_data_block(handle.get(), &bytes, &length, &offset);
    if (status == ARCHIVE_EOF)
        return false;
    if (status < ARCHIVE_OK)
        failed(entryDefects);
    if (status < ARCHIVE_WARN) {
        ended = ended || status == ARCHIVE_FATAL;
        return false;
    }
    // With a warning (a wrong checksum) the data are there all the same.
    unread = std::string_view(static_cast<const char*>(bytes), length);
    return true;
}

Result<size_t> Archive::read(char* buffer, size_t length)
{
    Data& data = *m_data;
    while (!data.entryEnded && data.unread.empty()) {
        data.entryEnded = !data.nextBlock();
        if (data.inputError)
            return *data.inputError;
    }
    if (data.entryEnded)
        return size_t{0};
    const size_t count = std::min({length, data.unread.size(), data.guard->room(data.entryOutput)});
    std::memcpy(buffer, data.unread.data(), count);
    data.unread.remove_prefix(count);
    data.entryOutput += count;
    data.entryEnded = !data.isWithinLimits();
    data.ended = data.ended || (data.entryEnded && data.mustReadAll);
    return count;
}

DefectSet Archive::defects() const
{
    DefectSet all = m_data->defects;
    all.add(m_data->input.defects());
    return all;
}

DefectSet Archive::entryDefects() const
{
    return m_data->entryDefects;
}

bool Archive::hasPassed(const std::string& name) const
{
    return m_data->names.count(std::hash<std::string>()(name)) > 0;
}

} // namespace assay
