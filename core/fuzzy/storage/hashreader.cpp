// SPDX-License-Identifier: GPL-3.0-or-later
// Files of hashes, read one hash after the other.
#include "core/base/file.h"
#include "core/fuzzy/storage/hashrecords.h"
#include "core/fuzzy/storage/recordvalues.h"
#include "core/fuzzy/storage/storagefile.h"

namespace assay::fuzzy {
namespace {

constexpr size_t maxLine = 16 << 10;
constexpr size_t maxProblems = 20;
constexpr size_t blockSize = 256 << 10;

// The lines of a file, without their ends; of those that are too long only the beginning, longer than maxLine.
class Lines
{
public:
    explicit Lines(InputFile file)
        : m_file(std::move(file))
    {
    }
    // False at the end.
    Result<bool> next(std::string& line)
    {
        line.clear();
        bool isThere = false;
        while (true) {
            if (m_at == m_block.size()) {
                const auto more = fill();
                if (!more)
                    return more.error();
                if (!*more)
                    return isThere;
            }
            isThere = true;
            const size_t end = std::min(m_block.find('\n', m_at), m_block.size());
            if (line.size() <= maxLine)
                line.append(m_block, m_at, std::min(end - m_at, maxLine + 1));
            m_at = end;
            if (m_at < m_block.size()) {
                ++m_at;
                if (line.ends_with('\r'))
                    line.pop_back();
                return true;
            }
        }
    }

private:
    Result<bool> fill()
    {
        m_block.resize(blockSize);
        const auto count = m_file.readAt(m_offset, m_block.data(), m_block.size());
        if (!count)
            return count.error();
        m_block.resize(*count);
        m_offset += *count;
        m_at = 0;
        return *count > 0;
    }

    InputFile m_file;
    std::string m_block;
    size_t m_at = 0;
    uint64_t m_offset = 0;
};

// The words of a text, parted by `separator`.
std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const size_t end = std::min(text.find(separator), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

class TextReader final : public HashReader
{
public:
    TextReader(InputFile file, HashFileFormat kind, int64_t now)
        : m_lines(std::move(file))
        , m_now(now)
    {
        format = kind;
    }

    Result<void> visit(const std::function<bool(const StoredHash&)>& visitor, const RunContext& context) override
    {
        std::string line;
        for (uint64_t number = 1;; ++number) {
            const auto isThere = m_lines.next(line);
            if (!isThere)
                return isThere.error();
            if (!*isThere)
                return {};
            if (context.stopRequested())
                return Error{ErrorCode::Cancelled, {}, {}};
            if (line.find_first_not_of(" \t") == line.npos)
                continue;
            const auto content = read(line);
            if (!content)
                note(number, content.error().detail);
            else if (content->hash && !visitor(*content->hash))
                return {};
            else if (!content->hash)
                algorithm = content->algorithm;
        }
    }

private:
    Result<LineContent> read(const std::string& line)
    {
        if (line.size() > maxLine)
            return Error{ErrorCode::BadData, {}, "is too long"};
        return format == HashFileFormat::Csv ? readCsv(line) : readJsonLine(line, m_now);
    }
    Result<LineContent> readCsv(const std::string& line)
    {
        // Every value is made of hexadecimal or decimal digits: quotes around it may be dropped.
        std::vector<std::string_view> fields = split(line, ',');
        for (std::string_view& field : fields) {
            if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
                field = field.substr(1, field.size() - 2);
        }
        if (m_columns.empty()) {
            m_columns.assign(fields.begin(), fields.end());
            return LineContent{};
        }
        RecordValues values(m_now);
        for (size_t i = 0; i < std::min(fields.size(), m_columns.size()); ++i) {
            const bool isList = m_columns[i] == "shingles";
            if (!values.set(m_columns[i], isList ? split(fields[i], ' ') : std::vector{fields[i]}))
                return Error{ErrorCode::BadData, {}, m_columns[i] + " is off"};
        }
        const auto hash = values.hash();
        if (!hash)
            return hash.error();
        return LineContent{*hash, {}};
    }
    void note(uint64_t number, const std::string& why)
    {
        ++badLines;
        if (problems.size() < maxProblems)
            problems.push_back("line " + std::to_string(number) + ": " + why);
    }

    Lines m_lines;
    int64_t m_now = 0;
    std::vector<std::string> m_columns;
};

class StorageReader final : public HashReader
{
public:
    explicit StorageReader(std::unique_ptr<StorageFile> file)
        : m_file(std::move(file))
    {
        format = HashFileFormat::Sqlite;
    }

    Result<void> visit(const std::function<bool(const StoredHash&)>& visitor, const RunContext& context) override
    {
        const auto setting = m_file->setting(algorithmSetting);
        if (!setting)
            return setting.error();
        algorithm = *setting;
        std::optional<Error> failure;
        const auto visited = m_file->visitRows(0, [&](const StoredRow& row) {
            if (context.stopRequested())
                failure = Error{ErrorCode::Cancelled, {}, {}};
            uint32_t mask = 0;
            const auto shingles = m_file->shinglesOf(row.id, mask);
            if (!shingles && !failure)
                failure = shingles.error();
            if (failure)
                return false;
            StoredHash hash{row.digest, row.flag, row.weight, row.time, std::nullopt, mask != 0};
            if (mask != 0)
                hash.shingles = *shingles;
            return visitor(hash);
        });
        return failure ? Result<void>(*failure) : visited;
    }

private:
    std::unique_ptr<StorageFile> m_file;
};

} // namespace

Result<std::unique_ptr<HashReader>> HashReader::open(const std::filesystem::path& file, int64_t now)
{
    auto input = InputFile::open(file);
    if (!input)
        return input.error();
    std::string head(64, '\0');
    const auto count = input->readAt(0, head.data(), head.size());
    if (!count)
        return count.error();
    head.resize(*count);
    if (head.starts_with("SQLite format 3")) {
        auto storage = StorageFile::open(file, true);
        if (!storage)
            return storage.error();
        return std::unique_ptr<HashReader>(std::make_unique<StorageReader>(std::move(*storage)));
    }
    const size_t first = head.find_first_not_of(" \t\r\n");
    if (first != head.npos && head[first] == '{')
        return std::unique_ptr<HashReader>(
            std::make_unique<TextReader>(std::move(*input), HashFileFormat::JsonLines, now));
    const std::string_view names = std::string_view(head).substr(0, head.find('\n'));
    if (names.find("digest") != names.npos)
        return std::unique_ptr<HashReader>(std::make_unique<TextReader>(std::move(*input), HashFileFormat::Csv, now));
    return Error{ErrorCode::NotRecognised, file.string(),
        "holds neither JSON lines, CSV with a column digest nor a "
        "storage in SQLite"};
}

} // namespace assay::fuzzy
