// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/addresstext.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::report {
namespace {

bool isLocalCharacter(char c)
{
    constexpr std::string_view special = "!#$%'*+-./=^_`{|}~";
    return isAsciiAlnum(c) || static_cast<unsigned char>(c) >= 0x80 || special.find(c) != std::string_view::npos;
}

// Length of four octets at the beginning, parted by '.' or by '-'; 0 when there are none.
size_t dottedLength(std::string_view text, std::string& dotted)
{
    dotted.clear();
    size_t i = 0;
    char separator = '\0';
    for (int octet = 0; octet < 4; ++octet) {
        if (octet > 0) {
            if (i >= text.size() || (text[i] != '.' && text[i] != '-') || (separator && text[i] != separator))
                return 0;
            separator = text[i++];
            dotted += '.';
        }
        int value = 0;
        const size_t begin = i;
        for (; i < text.size() && isAsciiDigit(text[i]); ++i) {
            value = value * 10 + (text[i] - '0');
            if (value > 255)
                return 0;
        }
        if (i == begin)
            return 0;
        dotted += std::to_string(value);
    }
    return i;
}

bool isHexRun(char c)
{
    return hexDigitValue(c) >= 0 || c == ':' || c == '.';
}

// Length of the IPv6 address at the beginning; 0 when there is none.
size_t colonLength(std::string_view text, std::optional<IpAddress>& address)
{
    size_t end = 0;
    while (end < text.size() && end < 46 && isHexRun(text[end]))
        ++end;
    if (std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), ':') < 2)
        return 0;
    for (; end > 2; --end) {
        address = IpAddress::parse(text.substr(0, end));
        if (address)
            return end;
    }
    return 0;
}

} // namespace

bool isDomainCharacter(char c)
{
    return isAsciiAlnum(c) || static_cast<unsigned char>(c) >= 0x80 || c == '.' || c == '-' || c == '_';
}

AtSign findAtSign(std::string_view text, size_t from)
{
    static constexpr std::string_view spellings[] = {"@", "%40", "=40", "&#64;", "&#x40;", "&commat;", "\xEF\xBC\xA0"};
    for (size_t i = text.find_first_of("@%=&\xEF", from); i < text.size(); i = text.find_first_of("@%=&\xEF", i + 1)) {
        for (const std::string_view spelling : spellings) {
            if (startsWithIgnoringCase(text.substr(i), spelling))
                return {i, i + spelling.size()};
        }
    }
    return {};
}

size_t localPartBegin(std::string_view text, size_t from, size_t end)
{
    if (end > from && text[end - 1] == '"') {
        const size_t quote = end >= 2 ? text.rfind('"', end - 2) : std::string_view::npos;
        if (quote != std::string_view::npos && quote >= from && end - quote <= 66)
            return quote;
    }
    size_t begin = end;
    while (begin > from && isLocalCharacter(text[begin - 1]))
        --begin;
    // "?to=joe@..." names a parameter, not a part of the address.
    if (begin > from && (text[begin - 1] == '?' || text[begin - 1] == '&' || text[begin - 1] == ';')) {
        const size_t equals = text.substr(begin, end - begin).find('=');
        if (equals != std::string_view::npos)
            begin += equals + 1;
    }
    return begin;
}

size_t domainEnd(std::string_view text, size_t begin)
{
    if (begin < text.size() && text[begin] == '[') {
        const size_t close = text.substr(begin, 64).find(']');
        if (close != std::string_view::npos)
            return begin + close + 1;
    }
    size_t end = begin;
    while (end < text.size() && isDomainCharacter(text[end]))
        ++end;
    while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-'))
        --end; // of the sentence
    return end;
}

std::optional<FoundIp> ipAddressAt(std::string_view text, size_t position)
{
    const char before = position > 0 ? text[position - 1] : ' ';
    const bool isTagged = position >= 5 && equalsIgnoringCase(text.substr(position - 5, 5), "IPv6:");
    std::optional<IpAddress> address;
    if (isHexRun(text[position]) && text[position] != '.' && (isTagged || (!isAsciiAlnum(before) && before != ':'))) {
        const size_t length = colonLength(text.substr(position), address);
        if (length > 0)
            return FoundIp{*address, length};
    }
    if (!isAsciiDigit(text[position]) || isAsciiDigit(before))
        return std::nullopt;
    std::string dotted;
    const size_t length = dottedLength(text.substr(position), dotted);
    address = length > 0 ? IpAddress::parse(dotted) : std::nullopt;
    return address ? std::optional(FoundIp{*address, length}) : std::nullopt;
}

} // namespace assay::report
