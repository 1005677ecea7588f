// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/labelfile.h"

#include "core/base/json.h"
#include "core/base/time.h"
#include "core/feedback/flatrecords.h"
#include "core/feedback/linereader.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace assay::feedback {
namespace {

constexpr size_t mostLines = 100; // of one record with quoted line breaks
constexpr size_t longestAuthor = 256, longestNote = 10'000, shownText = 200;

enum class Column { None, Label, MessageId, Path, Item, Sha256, Author, At, Confidence, Note };

Column columnOf(std::string_view name)
{
    std::string plain;
    for (const char c : name.substr(0, 64)) {
        if (c != ' ' && c != '-' && c != '_')
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    static const std::map<std::string_view, Column> columns = {{"label", Column::Label}, {"class", Column::Label},
        {"verdict", Column::Label}, {"messageid", Column::MessageId}, {"mid", Column::MessageId},
        {"path", Column::Path}, {"file", Column::Path}, {"filename", Column::Path}, {"source", Column::Path},
        {"item", Column::Item}, {"id", Column::Item}, {"sha256", Column::Sha256}, {"author", Column::Author},
        {"by", Column::Author}, {"at", Column::At}, {"date", Column::At}, {"time", Column::At},
        {"confidence", Column::Confidence}, {"conf", Column::Confidence}, {"note", Column::Note}};
    const auto found = columns.find(plain);
    return found == columns.end() ? Column::None : found->second;
}

bool namesAnItem(Column column)
{
    return column == Column::MessageId || column == Column::Path || column == Column::Item || column == Column::Sha256;
}

std::string_view trimmed(std::string_view text)
{
    const size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::optional<Sha256> parseSha256(std::string_view text)
{
    Sha256 hash = {};
    if (text.size() != 2 * hash.size())
        return std::nullopt;
    for (size_t i = 0; i < hash.size(); ++i) {
        const auto parsed = std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, hash[i], 16);
        if (parsed.ec != std::errc() || parsed.ptr != text.data() + 2 * i + 2)
            return std::nullopt;
    }
    return hash;
}

// The number at the front of the text, of exactly `digits` digits.
std::optional<int> takeNumber(std::string_view& text, size_t digits)
{
    int value = 0;
    if (text.size() < digits || text.substr(0, digits).find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    return value;
}

bool takeChar(std::string_view& text, std::string_view any)
{
    if (text.empty() || any.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

// "", "Z", "+02:00", "-0530": seconds east of Greenwich.
std::optional<int64_t> parseZone(std::string_view text)
{
    if (text.empty() || text == "Z" || text == "z")
        return 0;
    const bool isWest = text.front() == '-';
    if (!takeChar(text, "+-"))
        return std::nullopt;
    const auto hours = takeNumber(text, 2);
    takeChar(text, ":");
    const auto minutes = text.empty() ? std::optional(0) : takeNumber(text, 2);
    if (!hours || !minutes || !text.empty() || *hours > 15 || *minutes > 59)
        return std::nullopt;
    const int64_t offset = *hours * 3600 + *minutes * 60;
    return isWest ? -offset : offset;
}

// Seconds since 1970, or "2026-11-21[T09:14[:22[.5]][zone]]"; without a zone it is UTC.
std::optional<int64_t> parseTime(std::string_view text)
{
    int64_t seconds = 0;
    const auto whole = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (whole.ec == std::errc() && whole.ptr == text.data() + text.size())
        return seconds > 0 && seconds < int64_t{253'402'300'800} ? std::optional(seconds) : std::nullopt;
    CivilTime civil;
    const auto year = takeNumber(text, 4);
    const bool first = takeChar(text, "-");
    const auto month = takeNumber(text, 2);
    const bool second = takeChar(text, "-");
    const auto day = takeNumber(text, 2);
    if (!year || !first || !month || !second || !day)
        return std::nullopt;
    civil.year = *year;
    civil.month = *month;
    civil.day = *day;
    if (takeChar(text, "Tt ")) {
        const auto hour = takeNumber(text, 2);
        const bool colon = takeChar(text, ":");
        const auto minute = takeNumber(text, 2);
        const auto secondOfMinute = takeChar(text, ":") ? takeNumber(text, 2) : std::optional(0);
        if (!hour || !colon || !minute || !secondOfMinute)
            return std::nullopt;
        civil.hour = *hour;
        civil.minute = *minute;
        civil.second = *secondOfMinute;
        if (takeChar(text, ".,"))
            text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    }
    const auto zone = parseZone(text);
    const auto local = secondsFromCivil(civil);
    return zone && local && *local - *zone > 0 ? std::optional(*local - *zone) : std::nullopt;
}

std::optional<uint8_t> parseConfidence(std::string_view text)
{
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
        return std::nullopt;
    const bool isFraction = text.find('.') != std::string_view::npos;
    if (isFraction && value >= 0 && value <= 1)
        value *= 100;
    if (!(value >= 0 && value <= 100))
        return std::nullopt;
    return static_cast<uint8_t>(value + 0.5);
}

// Puts one value into the line; returns what is wrong with it, "" when nothing is.
std::string setValue(LabelLine& line, Column column, std::string_view raw)
{
    const std::string_view value = trimmed(raw);
    if (value.empty())
        return {};
    switch (column) {
    case Column::None:
        break;
    case Column::Label:
        line.label = value;
        break;
    case Column::MessageId: {
        const size_t begin = value.find_first_not_of('<');
        line.messageId = begin == std::string_view::npos
            ? std::string()
            : std::string(value.substr(begin, value.find_last_not_of('>') - begin + 1));
        break;
    }
    case Column::Path:
        line.path = value;
        break;
    case Column::Item:
        line.item = value;
        break;
    case Column::Sha256:
        line.sha256 = parseSha256(value);
        return line.sha256 ? std::string() : "the SHA-256 is not 64 hexadecimal digits";
    case Column::Author:
        line.author = toValidUtf8(value);
        return line.author.size() <= longestAuthor ? std::string() : "the author is longer than 256 bytes";
    case Column::Note:
        line.note = toValidUtf8(value);
        return line.note.size() <= longestNote ? std::string() : "the note is longer than 10,000 bytes";
    case Column::At: {
        const auto at = parseTime(value);
        line.at = at.value_or(0);
        return at ? std::string() : "the time is not ISO 8601";
    }
    case Column::Confidence: {
        const auto confidence = parseConfidence(value);
        line.confidence = confidence.value_or(0);
        return confidence ? std::string() : "the confidence is not a percentage";
    }
    }
    return {};
}

// Reads one file; lives for one call.
class LabelFile
{
public:
    LabelFile(const ReadBytes& read, LabelFileSink& sink, const RunContext& context)
        : m_lines(read)
        , m_sink(sink)
        , m_context(context)
    {
    }

    Result<void> run()
    {
        auto first = m_lines.next();
        if (!first)
            return first.error();
        if (!*first)
            return Error{ErrorCode::BadData, "labels", "the file is empty"};
        std::string& text = (*first)->text;
        if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
            return Error{ErrorCode::Unsupported, "labels", "UTF-16; save the file as UTF-8"};
        if (text.starts_with("\xEF\xBB\xBF"))
            text.erase(0, 3);
        const bool isJson = trimmed(text).starts_with('{');
        m_lines.giveBack(std::move(**first));
        return isJson ? readJson() : readCsv();
    }

private:
    Result<void> readJson()
    {
        for (auto next = m_lines.next();; next = m_lines.next()) {
            if (!next)
                return next.error();
            if (!*next)
                return {};
            if (m_context.stopRequested())
                return Error{ErrorCode::Cancelled, "labels", {}};
            const InputLine& input = **next;
            if (!input.isTooLong && trimmed(input.text).empty())
                continue;
            LabelLine line;
            line.line = input.number;
            std::string fault;
            const bool isObject = readJsonObject(input.text, [&](const std::string& key, const std::string& value) {
                const std::string wrong = setValue(line, columnOf(key), value);
                if (fault.empty())
                    fault = wrong;
            });
            if (!isObject)
                fault = "it is not a JSON object";
            deliver(std::move(line), input.isTooLong ? tooLong() : fault, input.text);
        }
    }

    Result<void> readCsv()
    {
        std::vector<std::string> fields;
        InputLine input;
        std::string fault;
        const auto header = nextRecord(fields, input, fault, true);
        if (!header)
            return header.error();
        if (!fault.empty())
            return Error{ErrorCode::BadData, "labels", "line 1: " + fault};
        std::vector<Column> columns;
        for (const std::string& name : fields)
            columns.push_back(columnOf(trimmed(name)));
        if (std::find(columns.begin(), columns.end(), Column::Label) == columns.end())
            return Error{ErrorCode::BadData, "labels", "line 1 names no column \"label\""};
        if (std::none_of(columns.begin(), columns.end(), namesAnItem))
            return Error{ErrorCode::BadData, "labels", "line 1 names none of message_id, path, item, sha256"};
        for (;;) {
            if (m_context.stopRequested())
                return Error{ErrorCode::Cancelled, "labels", {}};
            const auto more = nextRecord(fields, input, fault, false);
            if (!more)
                return more.error();
            if (!*more)
                return {};
            LabelLine line;
            line.line = input.number;
            for (size_t i = 0; i < fields.size() && i < columns.size() && fault.empty(); ++i)
                fault = setValue(line, columns[i], fields[i]);
            if (fault.empty() && fields.size() > columns.size())
                fault = "it has more values than the first line";
            deliver(std::move(line), fault, input.text);
        }
    }

    // The next record, which may go on over line ends in quotes. `input` is its first line, `fault` what is wrong.
    Result<bool> nextRecord(std::vector<std::string>& fields, InputLine& input, std::string& fault, bool isHeader)
    {
        fault.clear();
        for (;;) {
            auto next = m_lines.next();
            if (!next)
                return next.error();
            if (!*next)
                return false;
            input = std::move(**next);
            if (input.isTooLong || !trimmed(input.text).empty())
                break;
        }
        fields.clear();
        if (input.isTooLong) {
            fault = tooLong();
            return true;
        }
        if (isHeader)
            m_separator = separatorOf(input.text);
        std::string text = input.text;
        std::vector<InputLine> more;
        CsvState state = splitCsv(text, m_separator, fields);
        while (state == CsvState::Open && more.size() < mostLines && text.size() <= LineReader::longestLine) {
            auto next = m_lines.next();
            if (!next)
                return next.error();
            if (!*next)
                break;
            if ((*next)->isTooLong) {
                m_lines.giveBack(std::move(**next));
                break;
            }
            text += '\n' + (*next)->text;
            more.push_back(std::move(**next));
            state = splitCsv(text, m_separator, fields);
        }
        if (state == CsvState::Complete)
            return true;
        fault = state == CsvState::Open ? "a quote is not closed" : "there is text behind a closing quote";
        // One stray quote must not swallow the lines behind it.
        for (; !more.empty(); more.pop_back())
            m_lines.giveBack(std::move(more.back()));
        return true;
    }

    static char separatorOf(std::string_view header)
    {
        const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
        char best = ',';
        for (const char c : {';', '\t'}) {
            if (count(c) > count(best))
                best = c;
        }
        return best;
    }

    static std::string tooLong() { return "the line is longer than 64 KiB"; }

    void deliver(LabelLine line, std::string fault, std::string_view text)
    {
        const bool names = line.sha256 || !line.path.empty() || !line.item.empty() || !line.messageId.empty();
        if (fault.empty() && line.label.empty())
            fault = "there is no label";
        if (fault.empty() && !names)
            fault = "no item is named";
        if (fault.empty())
            m_sink.line(std::move(line));
        else
            m_sink.reject(line.line, toValidUtf8(text.substr(0, shownText)), std::move(fault));
    }

    LineReader m_lines;
    LabelFileSink& m_sink;
    const RunContext& m_context;
    char m_separator = ',';
};

} // namespace

LabelFileSink::~LabelFileSink() = default;

Result<void> readLabelFile(const ReadBytes& read, LabelFileSink& sink, const RunContext& context)
{
    return LabelFile(read, sink, context).run();
}

} // namespace assay::feedback
