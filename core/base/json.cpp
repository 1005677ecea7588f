// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <cassert>
#include <charconv>
#include <cmath>

namespace assay {
namespace {

// Length of the valid UTF-8 sequence at the start of `text`, 0 if there is none (RFC 3629: no surrogates, no
// overlongs).
size_t sequenceLength(std::string_view text)
{
    const auto at = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0u; };
    const auto continues = [&](size_t i) { return (at(i) & 0xC0u) == 0x80u; };
    const unsigned lead = at(0);
    if (lead < 0x80)
        return text.empty() ? 0 : 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool overlong = lead == 0xE0 && at(1) < 0xA0;
        const bool surrogate = lead == 0xED && at(1) > 0x9F;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool outside = (lead == 0xF0 && at(1) < 0x90) || (lead == 0xF4 && at(1) > 0x8F);
        return continues(1) && continues(2) && continues(3) && !outside ? 4 : 0;
    }
    return 0;
}

void appendEscaped(std::string& out, char c)
{
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    if (static_cast<uint8_t>(c) < 0x20 || c == 0x7F) {
        static constexpr char digits[] = "0123456789abcdef";
        out += "\\u00";
        out += digits[static_cast<uint8_t>(c) >> 4];
        out += digits[static_cast<uint8_t>(c) & 15];
        return;
    }
    out += c;
}

template <typename Number>
void appendNumber(std::string& out, Number number)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number);
    out.append(buffer, end.ptr);
}

} // namespace

void JsonWriter::separate()
{
    if (m_afterKey) {
        m_afterKey = false;
        return;
    }
    if (m_hasMembers.empty())
        return;
    if (m_hasMembers.back())
        m_text += ',';
    m_hasMembers.back() = true;
}

JsonWriter& JsonWriter::beginObject()
{
    separate();
    m_text += '{';
    m_hasMembers.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::endObject()
{
    assert(!m_hasMembers.empty());
    m_hasMembers.pop_back();
    m_text += '}';
    return *this;
}

JsonWriter& JsonWriter::beginArray()
{
    separate();
    m_text += '[';
    m_hasMembers.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::endArray()
{
    assert(!m_hasMembers.empty());
    m_hasMembers.pop_back();
    m_text += ']';
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    value(name);
    m_text += ':';
    m_afterKey = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text)
{
    separate();
    m_text += '"';
    while (!text.empty()) {
        const size_t length = sequenceLength(text);
        if (length == 0) {
            m_text += "\xEF\xBF\xBD";
            text.remove_prefix(1);
            continue;
        }
        if (length == 1)
            appendEscaped(m_text, text.front());
        else
            m_text.append(text.substr(0, length));
        text.remove_prefix(length);
    }
    m_text += '"';
    return *this;
}

JsonWriter& JsonWriter::value(bool truth)
{
    separate();
    m_text += truth ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::value(double number)
{
    if (!std::isfinite(number))
        return null();
    separate();
    appendNumber(m_text, number);
    return *this;
}

JsonWriter& JsonWriter::value(int64_t number)
{
    separate();
    appendNumber(m_text, number);
    return *this;
}

JsonWriter& JsonWriter::value(uint64_t number)
{
    separate();
    appendNumber(m_text, number);
    return *this;
}

JsonWriter& JsonWriter::null()
{
    separate();
    m_text += "null";
    return *this;
}

void JsonWriter::clear()
{
    m_text.clear();
    m_hasMembers.clear();
    m_afterKey = false;
}

std::string toValidUtf8(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const size_t length = sequenceLength(text);
        if (length == 0)
            clean += "\xEF\xBF\xBD";
        else
            clean.append(text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return clean;
}

bool isValidUtf8(std::string_view text)
{
    while (!text.empty()) {
        const size_t length = sequenceLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace assay
