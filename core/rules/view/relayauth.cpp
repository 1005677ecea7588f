// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relayauth.h"

#include "core/base/ascii.h"
#include "core/rules/view/relayformats.h"
#include "core/rules/view/relaypattern.h"

#include <vector>

namespace assay::rules {
namespace {

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

bool endsWord(std::string_view text, size_t at)
{
    return at == text.size() || text[at] == ' ' || text[at] == ';';
}

// "with ESMTPA" and its kin (RFC 3848, RFC 4954, RFC 6531), and webmail over HTTP.
std::string_view protocolWithLogin(std::string_view field)
{
    constexpr std::string_view with = " with ";
    constexpr std::string_view protocols[] = {"ESMTPA", "ESMTPSA", "LMTPA", "LMTPSA", "UTF8SMTPA", "UTF8SMTPSA",
        "UTF8LMTPA", "UTF8LMTPSA", "ASMTP", "HTTP", "HTTPS", "HTTPU"};
    for (size_t at = findIgnoringCase(field, with); at != std::string_view::npos;
         at = findIgnoringCase(field, with, at + 1)) {
        const size_t from = at + with.size();
        for (std::string_view protocol : protocols) {
            if (startsWithIgnoringCase(field.substr(from), protocol) && endsWord(field, from + protocol.size()))
                return field.substr(from, protocol.size());
        }
    }
    return {};
}

std::string_view viaHttp(std::string_view field)
{
    constexpr std::string_view via = " (via HTTP";
    for (size_t at = findIgnoringCase(field, via); at != std::string_view::npos;
         at = findIgnoringCase(field, via, at + 1)) {
        const size_t from = at + 6;
        for (size_t length : {size_t(5), size_t(4)}) {
            const size_t close = from + length;
            if (close < field.size() && field[close] == ')' && endsWord(field, close + 1))
                return field.substr(from, length);
        }
    }
    return {};
}

bool isRun(std::string_view text, size_t least, size_t most, bool (*takes)(char))
{
    if (text.size() < least || text.size() > most)
        return false;
    for (char c : text) {
        if (!takes(c))
            return false;
    }
    return true;
}

bool isLowerOrDigit(char c)
{
    return isAsciiDigit(c) || (c >= 'a' && c <= 'z');
}

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isSixtieth(std::string_view text)
{
    return text.size() >= 2 && text[0] >= '0' && text[0] <= '6' && isAsciiDigit(text[1]);
}

// An id of Google's submission service: "a12sm3456789abc.12.2020.01.02.03.04.05". It alone tells a login.
bool isGoogleSubmissionId(std::string_view id)
{
    std::vector<std::string_view> parts;
    while (parts.size() < 7) {
        const size_t dot = id.find('.');
        if (dot == std::string_view::npos)
            return false;
        parts.push_back(id.substr(0, dot));
        id.remove_prefix(dot + 1);
    }
    const std::string_view first = parts[0];
    bool named = false;
    for (size_t mark = first.find("sm"); mark != std::string_view::npos && !named; mark = first.find("sm", mark + 1)) {
        named = isRun(first.substr(0, mark), 1, 4, isLowerOrDigit) && first.size() >= mark + 7
            && isRun(first.substr(mark + 2, first.size() - mark - 5), 2, 9, isAsciiDigit)
            && isRun(first.substr(first.size() - 3), 3, 3, isLower);
    }
    bool valid = named && isRun(parts[1], 1, 3, isAsciiDigit) && isRun(parts[2], 4, 4, isAsciiDigit) && isSixtieth(id);
    for (size_t part = 3; part < 7; ++part)
        valid = valid && parts[part].size() == 2 && isSixtieth(parts[part]);
    return valid;
}

std::string googleLogin(std::string_view field)
{
    constexpr std::string_view mark = " by mx.google.com with ESMTPS id ", version = "(version=", cipher = " cipher=";
    const size_t at = field.find(mark);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = field.substr(at + mark.size());
    if (!isGoogleSubmissionId(rest.substr(0, rest.find(' '))))
        return {};
    for (size_t open = field.find(version); open != std::string_view::npos; open = field.find(version, open + 1)) {
        const size_t from = open + version.size();
        const size_t blank = field.find(' ', from);
        if (blank == std::string_view::npos || blank == from || field.substr(blank, cipher.size()) != cipher)
            continue;
        const size_t close = field.find(')', blank);
        if (close == std::string_view::npos || close == blank + cipher.size())
            continue;
        const std::string_view suite = field.substr(blank + cipher.size(), close - blank - cipher.size());
        return "GMail - transport=" + std::string(field.substr(from, blank - from)) + " cipher=" + std::string(suite);
    }
    return {};
}

std::string formatLogin(std::string_view field)
{
    RelayCaptures captures;
    for (const RelayAuthFormat& format : relayAuthFormats()) {
        if (!contains(field, format.needs) || !matchRelayPattern(format.pattern, field, captures))
            continue;
        if (format.name.empty())
            return std::string(captures.auth);
        // Postfix may carry another name.
        if (captures.details.empty() || captures.details == format.name)
            return std::string(format.name);
        return std::string(format.name) + " (" + std::string(captures.details) + ")";
    }
    return {};
}

bool namesCommuniGate(std::string_view field)
{
    if (!contains(field, " (account "))
        return false;
    for (std::string_view protocol : {"HTTP", "SMTP", "XIMSS", "IMAP"}) {
        if (contains(field, "CommuniGate Pro " + std::string(protocol)))
            return true;
    }
    return false;
}

} // namespace

std::string relayAuthentication(std::string_view field)
{
    const bool hasBy = contains(field, " by ");
    if (const auto protocol = hasBy ? protocolWithLogin(field) : std::string_view(); !protocol.empty())
        return std::string(protocol);
    if (std::string login = googleLogin(field); !login.empty())
        return login;
    if (std::string login = formatLogin(field); !login.empty())
        return login;
    if (namesCommuniGate(field))
        return "Communigate";
    RelayCaptures captures;
    if (contains(field, " with Microsoft Exchange Server HTTP-DAV")
        && matchRelayPattern("%? with Microsoft Exchange Server HTTP-DAV%|", field, captures))
        return "HTTP-DAV";
    return hasBy ? std::string(viaHttp(field)) : std::string();
}

} // namespace assay::rules
