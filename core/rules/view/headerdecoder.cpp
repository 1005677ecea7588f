// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/headerdecoder.h"

#include "core/base/ascii.h"
#include "core/rules/view/charsetreader.h"
#include "core/rules/view/transfercoding.h"
#include "core/rules/view/utf8.h"

#include <algorithm>
#include <optional>

namespace assay::rules {

namespace {

// Fields in which "=?" means nothing.
bool isNeverEncoded(std::string_view name)
{
    if (name.substr(0, 5) == "list-")
        return true;
    if (name.substr(0, 7) == "resent-")
        return name == "resent-message-id" || name == "resent-date";
    return name == "received" || name == "message-id" || name == "date" || name == "mime-version"
        || name == "references" || name == "in-reply-to";
}

// Every fold as one blank, white space at the ends gone.
std::string unfolded(std::string_view raw, SourceMap* map)
{
    size_t from = 0, end = raw.size();
    while (end > 0 && isAsciiSpace(raw[end - 1]))
        --end;
    while (from < end && isAsciiSpace(raw[from]))
        ++from;
    std::string value;
    value.reserve(end - from);
    while (from < end) {
        const size_t newline = std::min(raw.find('\n', from), end);
        size_t next = newline == end ? end : newline + 1;
        while (next < end && isBlank(raw[next]))
            ++next;
        const bool fold = newline < end && next > newline + 1;
        const size_t lineEnd =
            newline < end && !fold && newline > from && raw[newline - 1] == '\r' ? newline - 1 : newline;
        value.append(raw, from, lineEnd - from);
        if (map)
            map->appendSame(lineEnd - from, from);
        if (fold) {
            value.push_back(' ');
            if (map)
                map->append(1, newline, next - newline);
        }
        from = next;
    }
    return value;
}

// "=?charset?B?text?=" at some place of a text.
struct EncodedWord
{
    std::string_view charset; // with *language
    char encoding = 'q';
    std::string_view data;
    size_t length = 0;
};

std::optional<EncodedWord> encodedWordAt(std::string_view text, size_t at)
{
    if (text.substr(at, 2) != "=?")
        return std::nullopt;
    const auto isCharsetChar = [](char c) { return isAsciiAlnum(c) || c == '*' || c == '_' || c == '-'; };
    size_t end = at + 2;
    while (end < text.size() && isCharsetChar(text[end]))
        ++end;
    EncodedWord word;
    word.charset = text.substr(at + 2, end - at - 2);
    if (word.charset.empty() || end + 2 >= text.size() || text[end] != '?' || text[end + 2] != '?')
        return std::nullopt;
    word.encoding = asciiLower(text[end + 1]);
    const size_t dataStart = end + 3, dataEnd = text.find('?', dataStart);
    if ((word.encoding != 'b' && word.encoding != 'q') || dataEnd == std::string_view::npos
        || dataEnd + 1 >= text.size() || text[dataEnd + 1] != '=')
        return std::nullopt;
    word.data = text.substr(dataStart, dataEnd - dataStart);
    word.length = dataEnd + 2 - at;
    return word;
}

std::string wordBytes(const EncodedWord& word)
{
    if (word.encoding == 'b')
        return decodeBase64(word.data);
    std::string data;
    for (char c : word.data)
        data += c == '_' ? std::string("=20") : std::string(1, c);
    return decodeQuotedPrintable(data);
}

// Neighbouring words of one charset are joined before conversion, because senders split characters between words.
class WordSections
{
public:
    WordSections(std::string_view text, SourceMap* map)
        : m_text(text)
        , m_map(map)
    {
    }

    std::string decode()
    {
        size_t at = 0;
        while (at < m_text.size()) {
            const auto word = encodedWordAt(m_text, at);
            if (word) {
                addWord(*word, at);
                at = afterWord(at + word->length);
                continue;
            }
            flush();
            const size_t next = m_text[at] == '=' ? at + 1 : std::min(m_text.find('=', at), m_text.size());
            m_result.append(m_text, at, next - at);
            if (m_map)
                m_map->appendSame(next - at, at);
            at = next;
        }
        flush();
        return std::move(m_result);
    }

private:
    // Behind white space that stands between two encoded words.
    size_t afterWord(size_t at) const
    {
        size_t next = at;
        while (next < m_text.size() && isAsciiSpace(m_text[next]))
            ++next;
        return next > at && encodedWordAt(m_text, next) ? next : at;
    }
    void addWord(const EncodedWord& word, size_t at)
    {
        const std::string charset = toAsciiLower(word.charset);
        if (charset != m_charset)
            flush();
        if (m_charset.empty())
            m_start = at;
        m_charset = charset;
        m_bytes += wordBytes(word);
        m_end = at + word.length;
    }
    void flush()
    {
        if (m_charset.empty())
            return;
        const std::string_view charset = std::string_view(m_charset).substr(0, m_charset.find('*'));
        const std::string text = readCharset(std::move(m_bytes), charset, Declared::Binding).text;
        m_result += text;
        if (m_map)
            m_map->append(text.size(), m_start, m_end - m_start, Unmapped::TransferDecoded);
        m_charset.clear();
        m_bytes.clear();
    }

    std::string_view m_text;
    SourceMap* m_map;
    std::string m_result, m_charset, m_bytes;
    size_t m_start = 0, m_end = 0;
};

} // namespace

std::string decodeHeaderText(std::string text, std::string_view name, SourceMap* map)
{
    SourceMap charsetMap(Unmapped::CharsetConverted);
    if (!isAscii(text))
        text = readCharset(std::move(text), "UTF-8", Declared::Hint, map ? &charsetMap : nullptr).text;
    else if (map)
        charsetMap.appendSame(text.size(), 0);
    if (isNeverEncoded(name) || text.find("=?") == std::string::npos) {
        if (map)
            *map = charsetMap;
        return text;
    }
    SourceMap wordMap(Unmapped::TransferDecoded);
    std::string decoded = WordSections(text, map ? &wordMap : nullptr).decode();
    if (map)
        *map = stacked(wordMap, charsetMap, Unmapped::TransferDecoded);
    return decoded;
}

std::string decodeHeaderValue(std::string_view raw, std::string_view name, SourceMap* map)
{
    SourceMap foldMap(Unmapped::Generated), textMap;
    std::string decoded = decodeHeaderText(unfolded(raw, map ? &foldMap : nullptr), name, map ? &textMap : nullptr);
    if (map)
        *map = stacked(textMap, foldMap, Unmapped::TransferDecoded);
    return decoded;
}

} // namespace assay::rules
