// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/authresults.h"

#include "core/base/ascii.h"
#include "core/mail/encodedword.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t maxResults = 500; // of one message

struct Piece
{
    std::string text; // words without comments, quotes removed
    std::string comments;
};

// Splits at semicolons outside quotes and comments; folds and runs of blanks become one blank.
std::vector<Piece> splitPieces(std::string_view raw)
{
    std::vector<Piece> pieces(1);
    bool quoted = false;
    int depth = 0;
    for (size_t i = 0; i < raw.size() && pieces.size() < maxResults; ++i) {
        char c = raw[i];
        std::string& target = depth > 0 ? pieces.back().comments : pieces.back().text;
        if (c == '\\' && (quoted || depth > 0) && i + 1 < raw.size()) {
            target += raw[++i];
        } else if (c == '"' && depth == 0) {
            quoted = !quoted;
        } else if (c == '(' && !quoted) {
            if (depth++ > 0)
                target += c;
        } else if (c == ')' && depth > 0) {
            if (--depth > 0)
                target += c;
        } else if (c == ';' && !quoted && depth == 0) {
            pieces.emplace_back();
        } else {
            c = isAsciiSpace(c) ? ' ' : c;
            if (c != ' ' || (!target.empty() && target.back() != ' '))
                target += c;
        }
    }
    return pieces;
}

// "a = b" -> "a=b", so that words are whole properties.
std::string closedUp(std::string_view text)
{
    std::string closed;
    for (const char c : text) {
        if (c == '=') {
            while (!closed.empty() && closed.back() == ' ')
                closed.pop_back();
            closed += c;
        } else if (c != ' ' || closed.empty() || closed.back() != '=') {
            closed += c;
        }
    }
    return closed;
}

AuthMethod methodOf(std::string_view name)
{
    constexpr std::pair<std::string_view, AuthMethod> methods[] = {{"spf", AuthMethod::Spf}, {"dkim", AuthMethod::Dkim},
        {"dmarc", AuthMethod::Dmarc}, {"arc", AuthMethod::Arc}, {"bimi", AuthMethod::Bimi}};
    for (const auto& entry : methods) {
        if (entry.first == name)
            return entry.second;
    }
    return AuthMethod::Other;
}

std::string shownText(std::string_view text)
{
    return decodeHeaderText(text).text;
}

// "method/1=result" and what follows it; false when the piece states no result.
bool readResult(const Piece& piece, AuthResult& result)
{
    const std::string text = closedUp(trimmed(piece.text));
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        return false;
    std::string_view name = std::string_view(text).substr(0, equals);
    name = trimmed(name.substr(0, name.find('/')));
    if (name.find(' ') != std::string_view::npos)
        name = name.substr(name.rfind(' ') + 1);
    result.methodName = shownText(toAsciiLower(name));
    result.method = methodOf(result.methodName);
    std::string_view rest = std::string_view(text).substr(equals + 1);
    result.result = shownText(toAsciiLower(rest.substr(0, rest.find(' '))));
    rest = rest.find(' ') == std::string_view::npos ? std::string_view() : trimmed(rest.substr(rest.find(' ')));
    if (startsWithIgnoringCase(rest, "reason=")) {
        // Quotes are gone: the reason ends where a property begins.
        size_t end = rest.size();
        for (size_t blank = rest.find(' '); blank != std::string_view::npos && end == rest.size();
             blank = rest.find(' ', blank + 1)) {
            const std::string_view word = rest.substr(blank + 1, rest.find(' ', blank + 1) - blank - 1);
            const size_t at = word.find('=');
            if (at != std::string_view::npos && word.substr(0, at).find('.') != std::string_view::npos)
                end = blank;
        }
        result.reason = shownText(rest.substr(7, end - 7));
        rest = trimmed(rest.substr(end));
    }
    result.properties = shownText(rest);
    if (result.reason.empty())
        result.reason = shownText(piece.comments);
    return !result.result.empty();
}

// Whether the field stands above everything that strangers could have written.
uint64_t firstOutsideOffset(const HeaderBlock& block, const std::vector<ReceivedHop>& received)
{
    size_t hop = 0;
    for (const HeaderField& field : block.fields) {
        if (field.id != HeaderId::Received)
            continue;
        if (hop < received.size() && received[hop].ip && received[hop].ip->isPublic())
            return field.offset;
        ++hop;
    }
    return 0;
}

bool isOwn(std::string_view server, const MailOptions& options)
{
    return std::any_of(options.ownHosts.begin(), options.ownHosts.end(), [&](const std::string& own) {
        return own.size() > 1 && own[0] == '.' ? endsWithIgnoringCase(server, own) : equalsIgnoringCase(server, own);
    });
}

} // namespace

std::vector<AuthResult> parseAuthenticationResults(std::string_view raw)
{
    std::vector<AuthResult> results;
    const std::vector<Piece> pieces = splitPieces(raw);
    std::string_view id = trimmed(pieces.front().text);
    // Some servers leave the authserv-id away and begin with a result.
    const bool hasId = id.find('=') == std::string_view::npos;
    const std::string server = hasId ? shownText(id.substr(0, id.find(' '))) : std::string();
    for (size_t i = hasId ? 1 : 0; i < pieces.size(); ++i) {
        AuthResult result;
        result.server = server;
        if (readResult(pieces[i], result))
            results.push_back(std::move(result));
    }
    return results;
}

std::optional<AuthResult> parseReceivedSpf(std::string_view raw)
{
    const std::vector<Piece> pieces = splitPieces(raw);
    const std::string text = closedUp(trimmed(pieces.front().text));
    AuthResult result;
    result.method = AuthMethod::Spf;
    result.methodName = "spf";
    result.result = shownText(toAsciiLower(std::string_view(text).substr(0, text.find(' '))));
    if (result.result.empty() || result.result.find('=') != std::string::npos)
        return std::nullopt;
    result.reason = shownText(pieces.front().comments);
    std::string properties = text.find(' ') == std::string::npos ? std::string() : text.substr(text.find(' ') + 1);
    for (size_t i = 1; i < pieces.size(); ++i) {
        const std::string more = closedUp(trimmed(pieces[i].text));
        if (!more.empty())
            properties += (properties.empty() ? "" : " ") + more;
    }
    result.properties = shownText(properties);
    const size_t receiver = findIgnoringCase(result.properties, "receiver=");
    if (receiver != std::string::npos) {
        const std::string_view rest = std::string_view(result.properties).substr(receiver + 9);
        result.server = rest.substr(0, rest.find(' '));
    }
    return result;
}

std::vector<AuthResult> authenticationOf(
    const HeaderBlock& block, const std::vector<ReceivedHop>& received, const MailOptions& options)
{
    std::vector<AuthResult> all;
    const uint64_t outside = firstOutsideOffset(block, received);
    for (const HeaderField& field : block.fields) {
        std::vector<AuthResult> results;
        if (field.id == HeaderId::AuthenticationResults)
            results = parseAuthenticationResults(field.value);
        else if (field.id == HeaderId::ReceivedSpf) {
            if (auto spf = parseReceivedSpf(field.value))
                results.push_back(std::move(*spf));
        }
        for (AuthResult& result : results) {
            result.byOwnServer = options.ownHosts.empty() ? field.offset < outside : isOwn(result.server, options);
            if (all.size() < maxResults)
                all.push_back(std::move(result));
        }
    }
    return all;
}

} // namespace assay
