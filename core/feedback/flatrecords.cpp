// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/flatrecords.h"

#include "core/base/json.h"

#include <optional>

namespace assay::feedback {

CsvState splitCsv(std::string_view text, char separator, std::vector<std::string>& fields)
{
    fields.clear();
    for (size_t at = 0;;) {
        std::string& field = fields.emplace_back();
        if (at < text.size() && text[at] == '"') {
            for (++at;; ++at) {
                const size_t quote = text.find('"', at);
                if (quote == std::string_view::npos)
                    return CsvState::Open;
                field += text.substr(at, quote - at);
                at = quote + 1;
                if (at == text.size() || text[at] != '"')
                    break;
                field += '"';
            }
            if (at < text.size() && text[at] != separator)
                return CsvState::Broken;
        } else {
            const size_t end = std::min(text.find(separator, at), text.size());
            field = text.substr(at, end - at);
            at = end;
        }
        if (at == text.size())
            return CsvState::Complete;
        ++at; // the separator
    }
}

namespace {

constexpr size_t deepestNesting = 64;

// Reads one JSON text from its beginning; every function returns false at the first thing that is off.
class JsonReader
{
public:
    explicit JsonReader(std::string_view text)
        : m_text(text)
    {
    }

    bool readObject(const std::function<void(std::string, std::string)>& member)
    {
        if (!take('{'))
            return false;
        if (take('}'))
            return atEnd();
        do {
            std::string key;
            std::optional<std::string> value;
            if (!string(key) || !take(':') || !readValue(value))
                return false;
            if (value)
                member(std::move(key), std::move(*value));
        } while (take(','));
        return take('}') && atEnd();
    }

private:
    bool readValue(std::optional<std::string>& value)
    {
        const char first = peek();
        if (first == '"')
            return string(value.emplace());
        if (first == '{' || first == '[')
            return passOver();
        const size_t begin = m_at;
        while (m_at < m_text.size() && std::string_view(",}] \t\r\n").find(m_text[m_at]) == std::string_view::npos)
            ++m_at;
        const std::string_view word = m_text.substr(begin, m_at - begin);
        if (word == "null")
            return true;
        const bool isNumber =
            !word.empty() && word.find_first_not_of("+-.0123456789eE") == std::string_view::npos && word != "-";
        if (!isNumber && word != "true" && word != "false")
            return false;
        value = word;
        return true;
    }

    // A list or an object, without a look at what is in it.
    bool passOver()
    {
        std::string open; // the ends that are awaited
        do {
            const char c = peek();
            if (c == '"') {
                std::string ignored;
                if (!string(ignored))
                    return false;
                continue;
            }
            if (c == 0 || open.size() > deepestNesting)
                return false;
            if (c == '{' || c == '[')
                open += c == '{' ? '}' : ']';
            else if ((c == '}' || c == ']') && (open.empty() || open.back() != c))
                return false;
            else if (c == '}' || c == ']')
                open.pop_back();
            ++m_at;
        } while (!open.empty());
        return true;
    }

    bool string(std::string& value)
    {
        if (!take('"'))
            return false;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '"')
                return true;
            if (c == '\\') {
                if (!escape(value))
                    return false;
            } else {
                value += c;
            }
        }
        return false;
    }

    bool escape(std::string& value)
    {
        if (m_at == m_text.size())
            return false;
        const char c = m_text[m_at++];
        constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        const size_t simple = letters.find(c);
        if (simple != std::string_view::npos) {
            value += meanings[simple];
            return true;
        }
        uint32_t code = 0;
        if (c != 'u' || !hex(code))
            return false;
        if (code >= 0xD800 && code < 0xDC00 && m_text.substr(m_at, 2) == "\\u") {
            uint32_t low = 0;
            m_at += 2;
            if (!hex(low))
                return false;
            const bool isPair = low >= 0xDC00 && low < 0xE000;
            code = isPair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
        } else if (code >= 0xD800 && code < 0xE000) {
            code = 0xFFFD;
        }
        append(value, code);
        return true;
    }

    bool hex(uint32_t& code)
    {
        for (int i = 0; i < 4; ++i) {
            if (m_at == m_text.size())
                return false;
            const char c = m_text[m_at++];
            const char lower = static_cast<char>(c | 0x20);
            if (c >= '0' && c <= '9')
                code = code << 4 | static_cast<uint32_t>(c - '0');
            else if (lower >= 'a' && lower <= 'f')
                code = code << 4 | static_cast<uint32_t>(lower - 'a' + 10);
            else
                return false;
        }
        return true;
    }

    static void append(std::string& text, uint32_t code)
    {
        if (code < 0x80) {
            text += static_cast<char>(code);
            return;
        }
        const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
        constexpr uint8_t marks[] = {0, 0xC0, 0xE0, 0xF0};
        text += static_cast<char>(marks[more] | code >> (6 * more));
        for (int i = more - 1; i >= 0; --i)
            text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
    }

    void passBlanks()
    {
        while (m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
    }
    char peek()
    {
        passBlanks();
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    bool take(char c)
    {
        if (peek() != c || m_at == m_text.size())
            return false;
        ++m_at;
        return true;
    }
    bool atEnd()
    {
        passBlanks();
        return m_at == m_text.size();
    }

    std::string_view m_text;
    size_t m_at = 0;
};

} // namespace

bool readJsonObject(std::string_view text, const std::function<void(std::string key, std::string value)>& member)
{
    return JsonReader(text).readObject(member);
}

} // namespace assay::feedback
