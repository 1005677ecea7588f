// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/requestfield.h"

#include "core/base/ascii.h"
#include "core/rules/traffic/clientfamily.h"

#include <algorithm>
#include <array>

namespace assay::rules {
namespace {

constexpr std::array<std::string_view, requestFieldCount> fieldNames = {"path", "query", "target", "ua", "referer",
    "host", "method", "version", "type", "user", "sni", "ja4", "ja3", "country", "path:decoded", "query:decoded",
    "target:decoded", "ua_family", "ja4_family"};

constexpr std::array<std::string_view, 8> numberNames = {
    "status", "bytes", "milliseconds", "depth", "smuggling", "cookie", "accept_language", "family_mismatch"};

std::optional<std::string_view> known(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    return text;
}

// Resolves escapes once; false when there were none.
bool decodeOnce(std::string_view text, bool plusIsBlank, std::string& decoded)
{
    bool isChanged = false;
    decoded.clear();
    decoded.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        const bool isEscape =
            text[i] == '%' && i + 2 < text.size() && hexDigitValue(text[i + 1]) >= 0 && hexDigitValue(text[i + 2]) >= 0;
        const bool isBlankSign = plusIsBlank && text[i] == '+';
        isChanged = isChanged || isEscape || isBlankSign;
        if (isEscape) {
            decoded += static_cast<char>(hexDigitValue(text[i + 1]) * 16 + hexDigitValue(text[i + 2]));
            i += 2;
        } else {
            decoded += isBlankSign ? ' ' : text[i];
        }
    }
    return isChanged;
}

std::string_view decodedOrSame(std::string_view text, bool plusIsBlank, std::string& made)
{
    const bool mayChange =
        text.find('%') != std::string_view::npos || (plusIsBlank && text.find('+') != std::string_view::npos);
    if (!mayChange)
        return text;
    made = percentDecoded(text, plusIsBlank);
    return made;
}

std::string_view targetText(const traffic::Request& request, std::string& made)
{
    if (!request.query)
        return request.path;
    made.assign(request.path);
    // Logs with a field of its own for the query may leave out the '?'.
    if (!request.query->empty() && request.query->front() != '?')
        made += '?';
    made += *request.query;
    return made;
}

} // namespace

std::string_view requestFieldName(RequestField field)
{
    return fieldNames[static_cast<size_t>(field)];
}

std::optional<RequestField> requestFieldFromName(std::string_view name)
{
    const auto* const found = std::find(fieldNames.begin(), fieldNames.end(), name);
    if (found == fieldNames.end())
        return std::nullopt;
    return static_cast<RequestField>(found - fieldNames.begin());
}

std::string percentDecoded(std::string_view text, bool plusIsBlank)
{
    std::string current(text), decoded;
    for (int round = 0; round < 3; ++round) {
        // A '+' that an escape stood for is one.
        if (!decodeOnce(current, plusIsBlank && round == 0, decoded))
            break;
        current.swap(decoded);
    }
    return current;
}

std::optional<std::string_view> requestText(const traffic::Request& request, RequestField field, std::string& made)
{
    switch (field) {
    case RequestField::Path:
        return request.path;
    case RequestField::Query:
        return request.query;
    case RequestField::Target:
        return targetText(request, made);
    case RequestField::UserAgent:
        return request.userAgent;
    case RequestField::Referer:
        return request.referer;
    case RequestField::Host:
        return known(request.host);
    case RequestField::Method:
        return known(request.method);
    case RequestField::Version:
        return known(request.version);
    case RequestField::ContentType:
        return known(request.contentType);
    case RequestField::User:
        return known(request.user);
    case RequestField::ServerName:
        return known(request.serverName);
    case RequestField::Ja4:
        return known(request.ja4);
    case RequestField::Ja3:
        return known(request.ja3);
    case RequestField::Country:
        return request.location ? known(request.location->country) : std::nullopt;
    case RequestField::DecodedPath:
        return decodedOrSame(request.path, false, made);
    case RequestField::DecodedQuery:
        if (!request.query)
            return std::nullopt;
        return decodedOrSame(*request.query, true, made);
    case RequestField::DecodedTarget: {
        std::string joined;
        made = percentDecoded(targetText(request, joined), true);
        return made;
    }
    case RequestField::UserAgentFamily:
        return known(userAgentFamily(request.userAgent.value_or(std::string_view())));
    case RequestField::Ja4Family:
        return known(ja4Family(request.ja4));
    }
    return std::nullopt;
}

std::string_view requestNumberName(RequestNumber number)
{
    return numberNames[static_cast<size_t>(number)];
}

std::optional<RequestNumber> requestNumberFromName(std::string_view name)
{
    const auto* const found = std::find(numberNames.begin(), numberNames.end(), name);
    if (found == numberNames.end())
        return std::nullopt;
    return static_cast<RequestNumber>(found - numberNames.begin());
}

double requestNumber(const traffic::Request& request, RequestNumber number)
{
    switch (number) {
    case RequestNumber::Status:
        return request.status.value_or(0);
    case RequestNumber::Bytes:
        return static_cast<double>(request.replyBytes.value_or(0));
    case RequestNumber::Milliseconds:
        return request.milliseconds.value_or(0);
    case RequestNumber::Depth:
        return static_cast<double>(std::count(request.path.begin(), request.path.end(), '/'));
    case RequestNumber::Smuggling:
        return request.isSmugglingSuspect ? 1 : 0;
    case RequestNumber::Cookie:
        return request.hasCookie.value_or(true) ? 1 : 0;
    case RequestNumber::AcceptLanguage:
        return request.hasAcceptLanguage.value_or(true) ? 1 : 0;
    case RequestNumber::FamilyMismatch:
        return familiesDisagree(request.userAgent.value_or(std::string_view()), request.ja4) ? 1 : 0;
    }
    return 0;
}

} // namespace assay::rules
