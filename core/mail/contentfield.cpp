// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/contentfield.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/mail/encodedword.h"
#include "core/text/charset.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace assay {
namespace {

constexpr size_t maxParameters = 500;
constexpr int maxSegment = 999;

struct RawParameter
{
    std::string name; // lower-case, with its stars
    std::string value; // without quoting
};

bool isNameCharacter(char c)
{
    return isAsciiAlnum(c) || c == '*' || c == '-' || c == '_' || c == '.' || (c & 0x80);
}

// Line ends vanish, comments become nothing (outside quotes), so that the rest is on one line.
std::string plainValue(std::string_view raw)
{
    std::string plain;
    plain.reserve(raw.size());
    bool quoted = false;
    int depth = 0;
    for (size_t i = 0; i < raw.size(); ++i) {
        const char c = raw[i];
        if (c == '\r' || c == '\n')
            continue;
        if (c == '\\' && (quoted || depth > 0) && i + 1 < raw.size()) {
            if (depth == 0)
                (plain += c) += raw[i + 1];
            ++i;
        } else if (depth > 0 || (c == '(' && !quoted)) {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        } else {
            quoted ^= c == '"';
            plain += c;
        }
    }
    return plain;
}

class ParameterReader
{
public:
    explicit ParameterReader(std::string_view text)
        : m_text(text)
    {
    }

    // What stands before the first parameter.
    std::string readValue()
    {
        size_t end = std::min(m_text.find(';'), m_text.size());
        // "type/sub name=x": the semicolon is missing.
        for (size_t i = 0; i < end; ++i) {
            if (isBlank(m_text[i]) && startsParameter(i + 1))
                end = i;
        }
        std::string value;
        for (const char c : m_text.substr(0, end)) {
            if (!isAsciiSpace(c))
                value += asciiLower(c);
        }
        m_at = end;
        return value;
    }

    std::optional<RawParameter> next()
    {
        while (m_at < m_text.size()) {
            while (m_at < m_text.size() && (isAsciiSpace(m_text[m_at]) || m_text[m_at] == ';'))
                ++m_at;
            RawParameter parameter;
            while (m_at < m_text.size() && isNameCharacter(m_text[m_at]))
                parameter.name += asciiLower(m_text[m_at++]);
            skipBlanks();
            if (m_at >= m_text.size())
                return std::nullopt;
            if (m_text[m_at] != '=') {
                if (parameter.name.empty())
                    ++m_at; // a stray character
                continue;
            }
            ++m_at;
            skipBlanks();
            parameter.value = m_at < m_text.size() && m_text[m_at] == '"' ? readQuoted() : readPlain();
            if (!parameter.name.empty())
                return parameter;
        }
        return std::nullopt;
    }

private:
    void skipBlanks()
    {
        while (m_at < m_text.size() && isAsciiSpace(m_text[m_at]))
            ++m_at;
    }

    bool startsParameter(size_t at) const
    {
        const size_t start = at;
        while (at < m_text.size() && isNameCharacter(m_text[at]))
            ++at;
        return at > start && at < m_text.size() && m_text[at] == '=';
    }

    std::string readQuoted()
    {
        std::string value;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
            const bool escapes = m_text[m_at] == '\\' && m_at + 1 < m_text.size();
            // Windows paths are written without doubling the backslash.
            if (escapes && (m_text[m_at + 1] == '"' || m_text[m_at + 1] == '\\'))
                ++m_at;
            value += m_text[m_at];
        }
        m_at += m_at < m_text.size();
        return value;
    }

    std::string readPlain()
    {
        const size_t start = m_at;
        size_t end = start;
        while (end < m_text.size() && m_text[end] != ';' && !(isBlank(m_text[end]) && startsParameter(end + 1)))
            ++end;
        m_at = end;
        return std::string(trimmed(m_text.substr(start, end - start)));
    }

    std::string_view m_text;
    size_t m_at = 0;
};

std::string percentDecoded(std::string_view text)
{
    std::string bytes;
    for (size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hexDigitValue(text[i + 1]) : -1;
        const int low = high >= 0 ? hexDigitValue(text[i + 2]) : -1;
        if (low >= 0) {
            bytes += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            bytes += text[i];
        }
    }
    return bytes;
}

// The pieces of one RFC 2231 parameter: number -> (text, percent-encoded).
using Segments = std::map<int, std::pair<std::string, bool>>;

class ParameterDecoder
{
public:
    ParameterDecoder(ContentField& field, std::string_view bodyCharset)
        : m_field(field)
        , m_bodyCharset(bodyCharset)
    {
    }

    void add(RawParameter parameter)
    {
        const size_t star = parameter.name.find('*');
        const std::string base = parameter.name.substr(0, star);
        if (std::find(m_names.begin(), m_names.end(), base) == m_names.end())
            m_names.push_back(base);
        if (star == std::string::npos) {
            m_plain.emplace(base, std::move(parameter.value));
            return;
        }
        std::string_view number = std::string_view(parameter.name).substr(star + 1);
        const bool encoded = number.empty() || number.back() == '*';
        if (!number.empty() && number.back() == '*')
            number.remove_suffix(1);
        int index = 0;
        if (!number.empty()) {
            const auto result = std::from_chars(number.data(), number.data() + number.size(), index);
            if (result.ec != std::errc() || result.ptr != number.data() + number.size() || index < 0
                || index > maxSegment)
                return;
        }
        m_segments[base].emplace(index, std::make_pair(std::move(parameter.value), encoded));
    }

    void finish()
    {
        for (const std::string& name : m_names) {
            const auto segments = m_segments.find(name);
            if (segments != m_segments.end() && segments->second.count(0))
                m_field.parameters.emplace_back(name, joined(segments->second));
            else if (const auto plain = m_plain.find(name); plain != m_plain.end())
                m_field.parameters.emplace_back(name, decoded(plain->second));
        }
    }

private:
    std::string joined(const Segments& segments)
    {
        std::string charset, bytes;
        for (int index = 0;; ++index) {
            const auto segment = segments.find(index);
            if (segment == segments.end())
                break;
            std::string_view text = segment->second.first;
            if (index == 0 && segment->second.second)
                charset = takeCharset(text);
            bytes += segment->second.second ? percentDecoded(text) : std::string(text);
        }
        if (charset.empty() || canonicalCharset(charset).empty()) {
            if (!charset.empty())
                m_field.defects.add(Defect::UnknownCharset);
            charset = fallbackCharset(bytes, m_bodyCharset);
        }
        const ConvertedText converted = convertToUtf8(bytes, charset);
        if (converted.badBytes)
            m_field.defects.add(Defect::BadBytes);
        // Mail programs also put encoded words into segments.
        if (converted.text.find("=?") != std::string::npos)
            return decodeHeaderText(converted.text).text;
        return toSingleLine(converted.text);
    }

    // Removes "charset'language'" from the front.
    static std::string takeCharset(std::string_view& text)
    {
        const size_t first = text.find('\'');
        const size_t second = first == std::string_view::npos ? first : text.find('\'', first + 1);
        if (second == std::string_view::npos)
            return {};
        std::string charset(text.substr(0, first));
        text.remove_prefix(second + 1);
        return charset;
    }

    std::string decoded(const std::string& value)
    {
        if (isAscii(value) && value.find("=?") == std::string::npos)
            return toSingleLine(value);
        HeaderTextOptions options;
        options.bodyCharset = m_bodyCharset;
        HeaderText text = decodeHeaderText(value, options);
        m_field.defects.add(text.defects);
        return std::move(text.text);
    }

    ContentField& m_field;
    std::string_view m_bodyCharset;
    std::vector<std::string> m_names; // in order of their first occurrence
    std::map<std::string, std::string> m_plain;
    std::map<std::string, Segments> m_segments;
};

} // namespace

std::string ContentField::parameter(std::string_view name) const
{
    for (const auto& entry : parameters) {
        if (entry.first == name)
            return entry.second;
    }
    return {};
}

bool ContentField::has(std::string_view name) const
{
    return std::any_of(parameters.begin(), parameters.end(), [&](const auto& entry) { return entry.first == name; });
}

ContentField parseContentField(std::string_view raw, std::string_view bodyCharset)
{
    const std::string text = plainValue(raw);
    ParameterReader reader(text);
    ContentField field;
    field.value = reader.readValue();
    ParameterDecoder decoder(field, bodyCharset);
    for (size_t count = 0; count < maxParameters; ++count) {
        auto parameter = reader.next();
        if (!parameter)
            break;
        decoder.add(std::move(*parameter));
    }
    decoder.finish();
    return field;
}

} // namespace assay
