// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"

#include "core/base/json.h"

#include <charconv>

namespace assay {
namespace {

void appendUtf8(std::string& text, uint32_t code)
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

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Length of the number at the beginning of `text` by the grammar; 0: there is none.
size_t numberLength(std::string_view text)
{
    const auto digits = [&](size_t at) {
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at;
    };
    size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    const size_t whole = at;
    at = digits(at);
    if (at == whole || (text[whole] == '0' && at > whole + 1))
        return 0;
    if (at < text.size() && text[at] == '.') {
        const size_t fraction = at + 1;
        at = digits(fraction);
        if (at == fraction)
            return 0;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        const size_t exponent = at;
        at = digits(exponent);
        if (at == exponent)
            return 0;
    }
    return at;
}

// Of a number that is no double: it is next to 0, not too large.
bool isTiny(std::string_view number)
{
    const size_t exponent = number.find_first_of("eE");
    if (exponent != std::string_view::npos)
        return number[exponent + 1] == '-';
    return number.find_first_not_of("-0") == number.find('.');
}

} // namespace

void JsonReader::fail(std::string_view why)
{
    if (failed())
        return;
    m_why = std::string(why) + " at byte " + std::to_string(m_at);
    m_at = m_text.size();
}

void JsonReader::passBlanks()
{
    while (m_at < m_text.size()
        && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t' || m_text[m_at] == '\r'))
        ++m_at;
}

JsonReader::Kind JsonReader::peek()
{
    passBlanks();
    if (failed() || m_at == m_text.size())
        return Kind::None;
    switch (m_text[m_at]) {
    case '{':
        return Kind::Object;
    case '[':
        return Kind::Array;
    case '"':
        return Kind::Text;
    case 't':
    case 'f':
        return Kind::Truth;
    case 'n':
        return Kind::Null;
    default:
        return m_text[m_at] == '-' || isDigit(m_text[m_at]) ? Kind::Number : Kind::None;
    }
}

bool JsonReader::enter(char begin)
{
    passBlanks();
    if (failed())
        return false;
    if (m_at == m_text.size() || m_text[m_at] != begin) {
        fail(begin == '{' ? "object expected" : "array expected");
        return false;
    }
    if (m_hasMembers.size() == deepest) {
        fail("nested too deeply");
        return false;
    }
    ++m_at;
    m_hasMembers.push_back(false);
    return true;
}

bool JsonReader::enterObject()
{
    return enter('{');
}

bool JsonReader::enterArray()
{
    return enter('[');
}

bool JsonReader::next(char end)
{
    passBlanks();
    if (failed() || m_hasMembers.empty())
        return false;
    const char c = m_at < m_text.size() ? m_text[m_at] : '\0';
    if (c == end) {
        ++m_at;
        m_hasMembers.pop_back();
        return false;
    }
    if (m_hasMembers.back()) {
        if (c != ',') {
            fail("',' or end expected");
            return false;
        }
        ++m_at;
        passBlanks();
    }
    m_hasMembers.back() = true;
    return true;
}

bool JsonReader::nextMember(std::string& key)
{
    if (!next('}'))
        return false;
    if (!readString(key))
        return false;
    passBlanks();
    if (m_at == m_text.size() || m_text[m_at] != ':') {
        fail("':' expected");
        return false;
    }
    ++m_at;
    return true;
}

bool JsonReader::nextElement()
{
    if (!next(']'))
        return false;
    if (peek() == Kind::None) {
        fail("value expected");
        return false;
    }
    return true;
}

std::string JsonReader::text()
{
    passBlanks();
    std::string value;
    if (!readString(value))
        return {};
    return isValidUtf8(value) ? value : toValidUtf8(value);
}

double JsonReader::number()
{
    passBlanks();
    if (failed())
        return 0;
    const std::string_view rest = m_text.substr(m_at);
    const size_t length = numberLength(rest);
    double value = 0;
    if (length == 0) {
        fail("number expected");
        return 0;
    }
    const auto read = std::from_chars(rest.data(), rest.data() + length, value);
    if (read.ec != std::errc() && !isTiny(rest.substr(0, length))) {
        fail("number too large");
        return 0;
    }
    m_at += length;
    return value;
}

bool JsonReader::word(std::string_view expected)
{
    if (m_text.substr(m_at, expected.size()) != expected)
        return false;
    m_at += expected.size();
    return true;
}

bool JsonReader::truth()
{
    passBlanks();
    if (failed() || word("false"))
        return false;
    if (word("true"))
        return true;
    fail("true or false expected");
    return false;
}

void JsonReader::skip()
{
    std::string open; // the kinds of containers entered here, instead of recursion
    std::string key;
    for (;;) {
        const Kind kind = peek();
        if (kind == Kind::Object || kind == Kind::Array) {
            if (enter(m_text[m_at]))
                open += kind == Kind::Object ? '{' : '[';
        } else {
            skipScalar(kind);
        }
        while (!open.empty() && !(open.back() == '{' ? nextMember(key) : nextElement()))
            open.pop_back();
        if (open.empty())
            return;
    }
}

void JsonReader::skipScalar(Kind kind)
{
    std::string ignored;
    if (kind == Kind::Text)
        readString(ignored);
    else if (kind == Kind::Number)
        number();
    else if (kind == Kind::Truth)
        truth();
    else if (!word("null"))
        fail("value expected");
}

bool JsonReader::readString(std::string& value)
{
    value.clear();
    if (failed())
        return false;
    if (m_at == m_text.size() || m_text[m_at] != '"') {
        fail("text expected");
        return false;
    }
    ++m_at;
    for (;;) {
        const size_t begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"' && m_text[m_at] != '\\'
            && static_cast<uint8_t>(m_text[m_at]) >= 0x20)
            ++m_at;
        value += m_text.substr(begin, m_at - begin);
        if (m_at == m_text.size() || static_cast<uint8_t>(m_text[m_at]) < 0x20) {
            fail("text without end");
            return false;
        }
        if (m_text[m_at++] == '"')
            return true;
        if (!readEscape(value))
            return false;
    }
}

bool JsonReader::readEscape(std::string& value)
{
    const char c = m_at < m_text.size() ? m_text[m_at++] : '\0';
    constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    const size_t simple = letters.find(c);
    if (simple != std::string_view::npos) {
        value += meanings[simple];
        return true;
    }
    uint32_t code = 0;
    if (c != 'u' || !readHex(code)) {
        fail("unknown escape");
        return false;
    }
    if (code >= 0xD800 && code < 0xDC00 && m_text.substr(m_at, 2) == "\\u") {
        const size_t back = m_at;
        uint32_t low = 0;
        m_at += 2;
        if (readHex(low) && low >= 0xDC00 && low < 0xE000)
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        else
            m_at = back; // half a pair; what follows is read by itself
    }
    appendUtf8(value, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
    return true;
}

bool JsonReader::readHex(uint32_t& code)
{
    const std::string_view digits = m_text.substr(m_at, 4);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() < 4 || read.ec != std::errc() || read.ptr != digits.data() + 4)
        return false;
    m_at += 4;
    return true;
}

bool JsonReader::finish()
{
    passBlanks();
    if (!m_hasMembers.empty())
        fail("the text ends early");
    else if (m_at != m_text.size())
        fail("more text");
    return !failed();
}

} // namespace assay
