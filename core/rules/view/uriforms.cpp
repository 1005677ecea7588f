// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/uriforms.h"

#include "core/base/ascii.h"
#include "core/rules/view/uriaddress.h"
#include "core/rules/view/utf8.h"

#include <algorithm>
#include <array>

namespace assay::rules {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr size_t maxAddresses = 200; // found one inside the other

bool isHexPair(std::string_view text, size_t at)
{
    return at + 2 < text.size() && text[at] == '%' && hexDigitValue(text[at + 1]) >= 0
        && hexDigitValue(text[at + 2]) >= 0;
}

bool hasHexPair(std::string_view text)
{
    for (size_t at = text.find('%'); at != npos; at = text.find('%', at + 1))
        if (isHexPair(text, at))
            return true;
    return false;
}

void appendEscape(std::string& text, uint32_t byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    text += {'%', digits[byte >> 4 & 15], digits[byte & 15]};
}

bool needsEscape(uint32_t character)
{
    return character <= 0x20 || (character >= 0x7f && character <= 0xff) || character == '"' || character == '%'
        || character == '<' || character == '>';
}

bool isMailAddress(std::string_view uri)
{
    if (startsWithIgnoringCase(uri, "mailto:"))
        return true;
    const size_t at = uri.find('@');
    return at != npos && uri.find(':') > at;
}

// The forms of a mail address: without ?parameters and &parameters, without leading %20, what stands in angle brackets.
void addMailForms(std::string_view uri, std::vector<std::string>& forms)
{
    const size_t at = uri.find('@');
    if (at != npos && at > 0) {
        const size_t question = uri.find('?', at + 1);
        if (question != npos && question > at + 1)
            forms.emplace_back(uri.substr(0, question));
        const size_t stop = uri.find_first_of("?&", at + 1);
        if (stop != npos && stop > at + 1 && uri[stop] == '&')
            forms.emplace_back(uri.substr(0, stop));
    }
    if (uri.find("%20") != npos) {
        std::string_view rest = uri.substr(uri.substr(0, 7) == "mailto:" ? 7 : 0);
        while (rest.substr(0, 3) == "%20" && rest.substr(3, 1) != "@")
            rest.remove_prefix(3);
        const size_t inner = rest.find('@');
        if (inner != npos && inner > 0) {
            const size_t end = std::min(rest.find_first_of("?&%", inner + 1), rest.size());
            if (end > inner + 1)
                forms.push_back("mailto:" + std::string(rest.substr(0, end)));
        }
    }
    const size_t reach = std::min(uri.find_first_of("?&"), uri.size());
    for (size_t open = uri.substr(0, reach).rfind('<'); open != npos;
         open = open == 0 ? npos : uri.substr(0, reach).rfind('<', open - 1)) {
        const size_t inner = uri.find_first_of("@>", open + 1);
        const size_t close = inner == npos ? npos : uri.find('>', inner);
        if (close == npos || uri[inner] != '@' || inner == open + 1 || close == inner + 1)
            continue;
        forms.push_back("mailto:" + std::string(uri.substr(open + 1, close - open - 1)));
        break;
    }
}

// "http:x", "http:/x" as "http://x".
void completeSlashes(std::string& uri)
{
    for (const std::string_view scheme : {"http:", "https:"}) {
        if (!startsWithIgnoringCase(uri, scheme))
            continue;
        size_t slashes = 0;
        while (slashes < 2 && scheme.size() + slashes < uri.size() && uri[scheme.size() + slashes] == '/')
            ++slashes;
        uri.replace(scheme.size(), slashes, "//");
    }
}

bool hasScheme(std::string_view uri)
{
    const size_t colon = uri.find(':');
    return colon != npos && colon > 0
        && std::all_of(uri.begin(), uri.begin() + static_cast<std::ptrdiff_t>(colon),
            [](char c) { return isAsciiAlnum(c) || c == '-' || c == '_'; });
}

size_t httpPrefix(std::string_view uri)
{
    return startsWithIgnoringCase(uri, "http://") ? 7 : startsWithIgnoringCase(uri, "https://") ? 8 : 0;
}

// "http://host?q" as "http://host/?q".
void completePath(std::string& uri)
{
    const size_t prefix = httpPrefix(uri);
    const size_t stop = prefix ? uri.find_first_of("/?#", prefix) : npos;
    if (stop != npos && stop > prefix && uri[stop] != '/')
        uri.insert(stop, "/");
}

// The printable character or dot that "&#NN;" or "&#xHH;" at `at` stands for, '\0' when none; `length` gets its size.
char numericReference(std::string_view uri, size_t at, size_t& length)
{
    const size_t end = uri.find(';', at);
    if (end == npos || uri.substr(at, 2) != "&#" || end - at > 64)
        return '\0';
    std::string_view digits = uri.substr(at + 2, end - at - 2);
    length = end + 1 - at;
    for (const std::string_view dot : {"x2e", "12290", "x3002", "65294", "xff0e", "65377", "xff61"})
        if (equalsIgnoringCase(digits, dot))
            return '.';
    const bool hex = !digits.empty() && digits.front() == 'x';
    if (hex)
        digits.remove_prefix(1);
    uint32_t value = 0;
    for (const char c : digits) {
        const int digit = hexDigitValue(c);
        if (digit < 0 || (!hex && digit > 9) || value > 0xffff)
            return '\0';
        value = value * (hex ? 16 : 10) + static_cast<uint32_t>(digit);
    }
    return value > 0x20 && value < 0x7f && !digits.empty() ? static_cast<char>(value) : '\0';
}

void decodeReferences(std::string& uri)
{
    for (size_t at = uri.find("&#"); at != std::string::npos; at = uri.find("&#", at + 1)) {
        size_t length = 0;
        const char c = numericReference(uri, at, length);
        if (c)
            uri.replace(at, length, 1, c);
    }
}

// Cleans addresses one after the other; those found inside one are added to the list.
class FormMaker
{
public:
    FormMaker(bool characters, const ViewTables& tables)
        : m_characters(characters)
        , m_tables(tables)
    {
    }

    std::vector<std::string> run(std::string_view uri)
    {
        m_addresses.emplace_back(uri);
        for (size_t i = 0; i < m_addresses.size() && i < maxAddresses; ++i) {
            tidy(m_addresses[i]);
            makeForms(m_addresses[i]);
        }
        m_forms.insert(m_forms.end(), m_addresses.begin(), m_addresses.end());
        std::sort(m_forms.begin(), m_forms.end());
        m_forms.erase(std::unique(m_forms.begin(), m_forms.end()), m_forms.end());
        return std::move(m_forms);
    }

private:
    static void tidy(std::string& uri)
    {
        std::erase(uri, '\n');
        uri = std::string(trimmed(uri));
        std::erase(uri, '\r');
    }

    void makeForms(const std::string uri)
    {
        if (uri.size() <= 1 || uri.front() == '#' || uri.front() == '?' || uri.front() == '&'
            || (uri.front() == '/' && uri[1] != '/'))
            return;
        if (isMailAddress(uri)) {
            addMailForms(uri, m_forms);
            return;
        }
        std::string clean = uri;
        std::replace(clean.begin(), clean.end(), '\\', '/');
        completeSlashes(clean);
        if (hasHexPair(clean))
            clean = normalisedEscapes(clean, m_characters);
        if (!hasScheme(clean))
            clean.insert(0, clean.substr(0, 4) == "ftp." ? "ftp://" : "http://");
        completePath(clean);
        decodeReferences(clean);
        if (clean != uri)
            m_forms.push_back(clean);
        if (auto address = HttpAddress::parse(clean))
            makeHostForms(std::move(*address));
    }

    void add(const HttpAddress& address) { m_forms.push_back(address.toString()); }

    void makeHostForms(HttpAddress address)
    {
        dropDefaultPort(address);
        lowerInternationalHost(address);
        const std::string lowerHost = toAsciiLower(address.host);
        if (std::erase_if(address.host, [](char c) { return static_cast<unsigned char>(c) <= 0x20; }) > 0)
            add(address);
        followRedirector(address);
        if (const size_t at = address.host.find('@'); at != npos && at > 0) {
            address.host.erase(0, at + 1);
            add(address);
        }
        trimHost(address);
        addNumericHost(address, lowerHost);
    }

    void trimHost(HttpAddress& address)
    {
        const size_t before = address.host.size();
        while (!address.host.empty() && !isAsciiAlnum(address.host.back()))
            address.host.pop_back();
        if (address.host.size() != before)
            add(address);
    }

    void dropDefaultPort(const HttpAddress& address)
    {
        const bool plain = address.scheme == "http://";
        if (address.port != (plain ? "80" : "443"))
            return;
        HttpAddress other = address;
        other.rest.erase(0, address.port.size() + 1);
        add(other);
    }

    // The peer without an IDN library: a host in characters comes back as its bytes.
    void lowerInternationalHost(HttpAddress& address)
    {
        if (!m_characters || isAscii(address.host))
            return;
        std::string bytes;
        for (const char c : toAsciiLower(address.host))
            appendUtf8(bytes, static_cast<unsigned char>(c));
        address.host = std::move(bytes);
        add(address);
        if (!address.port.empty() && !address.withoutDefaultPort().empty())
            m_forms.push_back(address.scheme + address.host + address.withoutDefaultPort());
    }

    void followRedirector(const HttpAddress& address)
    {
        const std::string whole = address.toString();
        for (const auto& redirector : m_tables.redirectors()) {
            const auto target = redirector(whole);
            if (!target || target->find('.') == std::string::npos)
                continue;
            m_addresses.push_back(*target);
            return;
        }
        const size_t inner = innerAddress(address.rest);
        if (inner == npos)
            return;
        const std::string target = address.rest.substr(inner, address.rest.find_first_of("&#", inner) - inner);
        if (target.find('.') != std::string::npos)
            m_addresses.push_back(target);
    }

    // "http:" or "https:" and something behind it.
    static size_t innerAddress(std::string_view rest)
    {
        for (size_t at = findIgnoringCase(rest, "http"); at != npos; at = findIgnoringCase(rest, "http", at + 1)) {
            size_t colon = at + 4;
            if (colon < rest.size() && asciiLower(rest[colon]) == 's')
                ++colon;
            if (colon + 1 < rest.size() && rest[colon] == ':' && rest[colon + 1] != '&' && rest[colon + 1] != '#')
                return at;
        }
        return npos;
    }

    void addNumericHost(HttpAddress& address, const std::string& lowerHost)
    {
        if (auto dotted = decimalHost(address.host)) {
            address.host = std::move(*dotted);
            add(address);
        } else if (address.scheme == "http://" && address.user.empty() && lowerHost != "localhost"
            && (address.port.empty() || address.port == "80")) {
            const bool www = lowerHost.substr(0, 4) == "www." && lowerHost.size() > 4;
            const std::string word = lowerHost.substr(www ? 4 : 0);
            if (word.empty() || word.find('.') != std::string::npos || m_tables.isDomainValid(lowerHost))
                return;
            m_forms.push_back("http://www." + word + ".com" + address.rest);
        }
    }

    bool m_characters;
    const ViewTables& m_tables;
    std::vector<std::string> m_addresses, m_forms;
};

} // namespace

std::string normalisedEscapes(std::string_view uri, bool characters)
{
    std::string result;
    result.reserve(uri.size());
    for (size_t at = 0; at < uri.size();) {
        if (isHexPair(uri, at)) {
            const int high = hexDigitValue(uri[at + 1]), value = high * 16 + hexDigitValue(uri[at + 2]);
            if (high >= 2 && high <= 7 && value != 0x20 && value != 0x7f)
                result.push_back(static_cast<char>(value));
            else
                result.append(uri, at, 3);
            at += 3;
            continue;
        }
        const CodePoint point = characters ? codePointAt(uri, at) : CodePoint{static_cast<unsigned char>(uri[at]), 1};
        if (needsEscape(point.value))
            appendEscape(result, point.value);
        else
            result.append(uri, at, point.length);
        at += point.length;
    }
    return result;
}

std::vector<std::string> uriForms(std::string_view uri, bool characters, const ViewTables& tables)
{
    return FormMaker(characters, tables).run(uri);
}

} // namespace assay::rules
