// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/outlook/mimetext.h"

#include "core/base/ascii.h"
#include "core/base/time.h"
#include "core/corpus/outlook/bytes.h"

#include <algorithm>
#include <cstdio>

namespace assay {
namespace {

constexpr size_t maxHeaderText = size_t{64} << 10;
constexpr size_t wordBytes = 39; // 52 letters of base64

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}

std::string withoutControls(std::string_view text)
{
    std::string clean(text.substr(0, maxHeaderText));
    std::replace_if(clean.begin(), clean.end(), isControl, ' ');
    return clean;
}

std::string encodedWords(std::string_view bytes, const std::string& charset)
{
    std::string words;
    while (!bytes.empty()) {
        size_t length = std::min(bytes.size(), wordBytes);
        // Not inside a character of UTF-8.
        while (length > 1 && length < bytes.size() && (static_cast<unsigned char>(bytes[length]) & 0xc0) == 0x80)
            --length;
        if (!words.empty())
            words += "\r\n ";
        words += "=?" + charset + "?B?" + base64(bytes.substr(0, length)) + "?=";
        bytes.remove_prefix(length);
    }
    return words;
}

std::string inQuotes(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + '"';
}

std::string percentEncoded(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text;
    for (const char c : bytes) {
        if (isAsciiAlnum(c) || c == '.' || c == '-' || c == '_') {
            text += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            text += '%';
            text += digits[byte >> 4];
            text += digits[byte & 15];
        }
    }
    return text;
}

bool isInternetAddress(std::string_view text)
{
    const auto isBad = [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '\x7f';
    };
    return text.find('@') != std::string_view::npos && text.size() < 1000
        && std::none_of(text.begin(), text.end(), isBad);
}

} // namespace

bool isPlainAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

std::string headerText(const StoredText& text)
{
    const std::string clean = withoutControls(text.bytes);
    // A long line without blanks could not be folded; words can.
    if (isPlainAscii(clean) && clean.size() < 900 && clean.find("=?") == std::string::npos)
        return clean;
    return encodedWords(clean, text.charset);
}

std::string headerAddress(const StoredText& name, const StoredText& address)
{
    const std::string shown = withoutControls(name.bytes);
    std::string text = isPlainAscii(shown) && shown.size() < 900 ? inQuotes(shown) : encodedWords(shown, name.charset);
    if (!isInternetAddress(address.bytes))
        return shown.empty() ? std::string() : text;
    if (shown.empty() || shown == address.bytes)
        return address.bytes;
    return text + " <" + address.bytes + ">";
}

std::string headerParameter(std::string_view name, const StoredText& value)
{
    const std::string clean = withoutControls(std::string_view(value.bytes).substr(0, 1000));
    if (isPlainAscii(clean))
        return ";\r\n " + std::string(name) + "=" + inQuotes(clean);
    return ";\r\n " + std::string(name) + "*=" + value.charset + "''" + percentEncoded(clean);
}

std::string headerDate(int64_t seconds)
{
    static constexpr const char* days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static constexpr const char* months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr int64_t lastSecond = 253'402'300'799; // of the year 9999
    const int64_t shown = std::clamp<int64_t>(seconds, 0, lastSecond);
    const CivilTime civil = civilFromSeconds(shown);
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[shown / 86400 % 7], civil.day,
        months[(civil.month + 11) % 12], civil.year, civil.hour, civil.minute, civil.second);
    return text;
}

} // namespace assay
