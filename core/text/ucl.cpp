// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/ucl.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <array>
#include <charconv>
#include <optional>

namespace assay {
namespace {

constexpr size_t maxTextSize = 64U << 20;
constexpr size_t maxValues = 1'000'000;
constexpr int maxDepth = 64;

struct Suffix
{
    std::string_view name;
    double factor;
};
constexpr std::array<Suffix, 15> suffixes = {{{"k", 1e3}, {"m", 1e6}, {"g", 1e9}, {"kb", 1024}, {"mb", 1024.0 * 1024},
    {"gb", 1024.0 * 1024 * 1024}, {"ms", 1e-3}, {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"w", 604800},
    {"y", 31557600}, {"hour", 3600}, {"day", 86400}}};

std::optional<double> numberOf(std::string_view text)
{
    const std::string_view digits = text.substr(0, 1) == "+" ? text.substr(1) : text;
    double value = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const size_t first = digits.substr(0, 1) == "-" ? 1 : 0;
    if (failure != std::errc() || digits.size() <= first || !isAsciiDigit(digits[first]))
        return std::nullopt;
    const std::string_view rest(end, static_cast<size_t>(digits.data() + digits.size() - end));
    if (rest.empty())
        return value;
    for (const Suffix& suffix : suffixes) {
        if (equalsIgnoringCase(rest, suffix.name))
            return value * suffix.factor;
    }
    return std::nullopt;
}

std::optional<bool> boolOf(std::string_view text)
{
    for (const std::string_view yes : {"true", "yes", "on"}) {
        if (equalsIgnoringCase(text, yes))
            return true;
    }
    for (const std::string_view no : {"false", "no", "off"}) {
        if (equalsIgnoringCase(text, no))
            return false;
    }
    return std::nullopt;
}

class UclParser
{
public:
    explicit UclParser(std::string_view text)
        : m_text(text)
    {
    }

    Result<UclValue> run()
    {
        UclValue top;
        top.kind = UclValue::Kind::Object;
        top.line = top.column = 1;
        if (m_text.size() > maxTextSize)
            fail("the text is too long");
        skipBlanks();
        const bool isBraced = !atEnd() && peek() == '{';
        if (isBraced)
            advance();
        readMembers(top, isBraced, 0);
        skipBlanks();
        if (!m_error && !atEnd())
            fail("unexpected '" + std::string(1, peek()) + "'");
        if (m_error)
            return *m_error;
        return top;
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    char peek(size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    void advance()
    {
        if (atEnd())
            return;
        if (m_text[m_at] == '\n') {
            ++m_line;
            m_lineStart = m_at + 1;
        }
        ++m_at;
    }
    void fail(const std::string& reason)
    {
        if (!m_error)
            m_error = Error{ErrorCode::BadData, {},
                "line " + std::to_string(m_line) + ", column " + std::to_string(m_at - m_lineStart + 1) + ": "
                    + reason};
        m_at = m_text.size(); // nothing more is read
    }

    void skipBlanks()
    {
        while (!atEnd()) {
            if (isAsciiSpace(peek()))
                advance();
            else if (peek() == '#')
                skipLine();
            else if (peek() == '/' && peek(1) == '*')
                skipComment();
            else
                return;
        }
    }
    void skipLine()
    {
        while (!atEnd() && peek() != '\n')
            advance();
    }
    // Comments of this kind nest.
    void skipComment()
    {
        int depth = 0;
        do {
            if (peek() == '/' && peek(1) == '*') {
                ++depth;
                advance();
            } else if (peek() == '*' && peek(1) == '/') {
                --depth;
                advance();
            }
            advance();
        } while (depth > 0 && !atEnd());
        if (depth > 0)
            fail("the comment has no end");
    }

    UclValue newValue(UclValue::Kind kind)
    {
        UclValue value;
        value.kind = kind;
        value.line = m_line;
        value.column = static_cast<uint32_t>(m_at - m_lineStart + 1);
        if (++m_count > maxValues)
            fail("there are too many values");
        return value;
    }

    void readMembers(UclValue& object, bool isBraced, int depth)
    {
        if (depth > maxDepth)
            fail("the sections are nested too deeply");
        for (;;) {
            skipBlanks();
            while (!atEnd() && (peek() == ';' || peek() == ',')) {
                advance();
                skipBlanks();
            }
            if (atEnd()) {
                if (isBraced)
                    fail("'}' is missing");
                return;
            }
            if (peek() == '}') {
                if (isBraced)
                    advance();
                return;
            }
            readMember(object, depth);
        }
    }

    // key = value, key: value, key value, key { }, key "name" { }
    void readMember(UclValue& object, int depth)
    {
        const bool isMacro = peek() == '.';
        std::string key = readKey();
        if (m_error)
            return;
        skipBlanks();
        if (isMacro) {
            UclValue macro = readMacro();
            object.keys.push_back(std::move(key));
            object.values.push_back(std::move(macro));
            return;
        }
        const bool isAssigned = peek() == '=' || peek() == ':';
        if (isAssigned) {
            advance();
            skipBlanks();
        }
        if (atEnd())
            return fail("'" + key + "' has no value");
        UclValue value = isAssigned || peek() == '{' || peek() == '[' ? readValue(depth) : readNamedSection(depth);
        object.keys.push_back(std::move(key));
        object.values.push_back(std::move(value));
    }

    // .include(try=true,priority=1) "path": what stands in the parentheses is left out.
    UclValue readMacro()
    {
        if (peek() == '(') {
            while (!atEnd() && peek() != ')' && peek() != '\n')
                advance();
            if (peek() != ')')
                fail("')' is missing");
            advance();
        }
        while (!atEnd() && isBlank(peek()))
            advance();
        UclValue macro = newValue(UclValue::Kind::String);
        if (peek() == '"')
            macro.text = readDoubleQuoted();
        else if (peek() == '\'')
            macro.text = readSingleQuoted();
        else
            fail("a text must follow the name of a macro");
        return macro;
    }

    // The names between a key and its section become sections around it.
    UclValue readNamedSection(int depth)
    {
        if (depth > maxDepth) {
            fail("the sections are nested too deeply");
            return {};
        }
        const size_t start = m_at;
        const uint32_t line = m_line;
        const size_t lineStart = m_lineStart;
        if (peek() == '"' || isKeyChar(peek())) {
            std::string name = readKey();
            skipBlanks();
            if (!m_error && (peek() == '{' || peek() == '"' || isKeyChar(peek())) && onSameStatement(start)) {
                UclValue outer = newValue(UclValue::Kind::Object);
                UclValue inner = peek() == '{' ? readValue(depth + 1) : readNamedSection(depth + 1);
                outer.keys.push_back(std::move(name));
                outer.values.push_back(std::move(inner));
                return outer;
            }
        }
        if (m_error)
            return {};
        m_at = start;
        m_line = line;
        m_lineStart = lineStart;
        return readValue(depth);
    }
    bool onSameStatement(size_t start) const
    {
        return m_text.substr(start, m_at - start).find_first_of(";\n") == std::string_view::npos;
    }

    static bool isKeyChar(char c)
    {
        return isAsciiAlnum(c) || c == '_' || c == '-' || c == '.' || c == '/' || (c & 0x80) != 0;
    }

    std::string readKey()
    {
        if (peek() == '"')
            return readDoubleQuoted();
        if (peek() == '\'')
            return readSingleQuoted();
        std::string key;
        while (!atEnd() && isKeyChar(peek())) {
            key += peek();
            advance();
        }
        if (key.empty())
            fail("a name is expected");
        return key;
    }

    UclValue readValue(int depth)
    {
        switch (peek()) {
        case '{': {
            UclValue object = newValue(UclValue::Kind::Object);
            advance();
            readMembers(object, true, depth + 1);
            return object;
        }
        case '[':
            return readArray(depth + 1);
        case '"':
        case '\'': {
            UclValue text = newValue(UclValue::Kind::String);
            text.text = peek() == '"' ? readDoubleQuoted() : readSingleQuoted();
            return text;
        }
        default:
            return peek() == '<' && peek(1) == '<' && isAsciiLetter(peek(2)) ? readHeredoc() : readPlain();
        }
    }

    UclValue readArray(int depth)
    {
        UclValue array = newValue(UclValue::Kind::Array);
        if (depth > maxDepth)
            fail("the sections are nested too deeply");
        if (!atEnd())
            advance();
        for (;;) {
            skipBlanks();
            while (!atEnd() && (peek() == ',' || peek() == ';')) {
                advance();
                skipBlanks();
            }
            if (atEnd()) {
                fail("']' is missing");
                return array;
            }
            if (peek() == ']') {
                advance();
                return array;
            }
            array.values.push_back(readValue(depth));
            if (m_error)
                return array;
        }
    }

    std::string readDoubleQuoted()
    {
        std::string text;
        advance();
        while (!atEnd() && peek() != '"') {
            if (peek() == '\n')
                break;
            if (peek() != '\\') {
                text += peek();
                advance();
                continue;
            }
            advance();
            if (!atEnd())
                readEscape(text);
        }
        if (atEnd() || peek() != '"')
            fail("the string has no end");
        else
            advance();
        return text;
    }

    void readEscape(std::string& text)
    {
        static constexpr std::string_view names = "nrbtf", characters = "\n\r\b\t\f";
        const char c = peek();
        advance();
        if (const size_t at = names.find(c); at != std::string_view::npos) {
            text += characters[at];
        } else if (c == 'u') {
            uint32_t code = 0;
            for (int i = 0; i < 4 && hexDigitValue(peek()) >= 0; ++i) {
                code = code * 16 + static_cast<uint32_t>(hexDigitValue(peek()));
                advance();
            }
            appendUtf8(text, code);
        } else {
            text += c;
        }
    }

    std::string readSingleQuoted()
    {
        std::string text;
        advance();
        while (!atEnd() && peek() != '\'' && peek() != '\n') {
            if (peek() == '\\' && peek(1) == '\'')
                advance();
            text += peek();
            advance();
        }
        if (atEnd() || peek() != '\'')
            fail("the string has no end");
        else
            advance();
        return text;
    }

    UclValue readHeredoc()
    {
        UclValue value = newValue(UclValue::Kind::String);
        m_at += 2;
        std::string mark;
        while (!atEnd() && isAsciiLetter(peek())) {
            mark += peek();
            advance();
        }
        if (peek() == '\r')
            advance();
        if (peek() != '\n') {
            fail("a line end must follow the mark of a text block");
            return value;
        }
        advance();
        while (!atEnd()) {
            const size_t end = std::min(m_text.find('\n', m_at), m_text.size());
            std::string_view line = m_text.substr(m_at, end - m_at);
            const std::string_view bare = trimmed(line);
            const bool isEnd = bare == mark
                || (bare.size() == mark.size() + 1 && bare.back() == ';' && bare.substr(0, mark.size()) == mark);
            while (m_at < end)
                advance();
            if (isEnd) {
                if (!value.text.empty())
                    value.text.pop_back();
                return value;
            }
            value.text.append(line).append("\n");
            if (!atEnd())
                advance();
        }
        fail("the text block has no end");
        return value;
    }

    UclValue readPlain()
    {
        UclValue value = newValue(UclValue::Kind::String);
        const size_t start = m_at;
        while (!atEnd() && std::string_view(";\n,{}[]#").find(peek()) == std::string_view::npos)
            advance();
        value.text = trimmed(m_text.substr(start, m_at - start));
        if (value.text.empty() && !m_error)
            fail("a value is expected");
        if (const auto number = numberOf(value.text)) {
            value.kind = UclValue::Kind::Number;
            value.number = *number;
        } else if (const auto truth = boolOf(value.text)) {
            value.kind = UclValue::Kind::Bool;
            value.number = *truth ? 1 : 0;
        } else if (value.text == "null") {
            value.kind = UclValue::Kind::Null;
        }
        return value;
    }

    std::string_view m_text;
    size_t m_at = 0;
    uint32_t m_line = 1;
    size_t m_lineStart = 0;
    size_t m_count = 0;
    std::optional<Error> m_error;
};

} // namespace

const UclValue* UclValue::find(std::string_view key) const
{
    for (size_t i = keys.size(); i-- > 0;) {
        if (keys[i] == key)
            return &values[i];
    }
    return nullptr;
}

bool UclValue::asBool(bool fallback) const
{
    if (kind == Kind::Bool || kind == Kind::Number)
        return number != 0;
    return boolOf(text).value_or(fallback);
}

Result<UclValue> parseUcl(std::string_view text)
{
    return UclParser(text).run();
}

} // namespace assay
