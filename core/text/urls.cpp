// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/urls.h"

#include "core/base/ascii.h"
#include "core/text/idn.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <iterator>

namespace assay {
namespace {

constexpr size_t maxUrl = 8192;
constexpr size_t maxShownText = 300;

bool endsUrl(char c)
{
    return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' || c == '\x7F'
        || c == '\\' || c == '^' || c == '{' || c == '}' || c == '|';
}

bool isHostCharacter(char c)
{
    return isAsciiAlnum(c) || c == '-' || c == '.' || c == '_' || (c & 0x80);
}

// Cuts closing punctuation; a bracket stays when it was opened inside.
std::string_view withoutTail(std::string_view url)
{
    while (!url.empty()) {
        const char last = url.back();
        if (std::string_view(".,;:!?'*").find(last) != std::string_view::npos) {
            url.remove_suffix(1);
            continue;
        }
        const char open = last == ')' ? '(' : last == ']' ? '[' : '\0';
        if (open == '\0')
            break;
        if (std::count(url.begin(), url.end(), open) >= std::count(url.begin(), url.end(), last))
            break;
        url.remove_suffix(1);
    }
    return url;
}

struct Start
{
    std::string_view text;
    bool needsHost; // something with a dot must follow
};
constexpr Start starts[] = {
    {"http://", true}, {"https://", true}, {"ftp://", true}, {"mailto:", false}, {"www.", true}};

// Length of the URL at `at`, 0 when there is none.
size_t urlLengthAt(std::string_view text, size_t at)
{
    for (const Start& start : starts) {
        if (!startsWithIgnoringCase(text.substr(at, start.text.size()), start.text))
            continue;
        if (at > 0 && isAsciiAlnum(text[at - 1]))
            return 0;
        size_t end = at + start.text.size();
        while (end < text.size() && end - at < maxUrl && !endsUrl(text[end]))
            ++end;
        const std::string_view url = withoutTail(text.substr(at, end - at));
        if (url.size() <= start.text.size()
            || (!isHostCharacter(url[start.text.size()]) && url[start.text.size()] != '['))
            return 0;
        const bool plausible = start.needsHost || url.find('@') != std::string_view::npos;
        return plausible ? url.size() : 0;
    }
    return 0;
}

bool isSecondLevelWord(std::string_view label)
{
    constexpr std::string_view words[] = {
        "co", "com", "org", "net", "gov", "gob", "edu", "ac", "or", "ne", "go", "mil", "nom", "sch"};
    return std::find(std::begin(words), std::end(words), label) != std::end(words);
}

std::string_view registeredDomain(std::string_view host)
{
    size_t cut = host.rfind('.');
    if (cut == std::string_view::npos)
        return host;
    const bool countryCode = host.size() - cut == 3;
    size_t before = cut == 0 ? std::string_view::npos : host.rfind('.', cut - 1);
    const size_t labelStart = before == std::string_view::npos ? 0 : before + 1;
    if (countryCode && isSecondLevelWord(host.substr(labelStart, cut - labelStart)) && before != std::string_view::npos
        && before > 0)
        before = host.rfind('.', before - 1);
    return before == std::string_view::npos ? host : host.substr(before + 1);
}

bool looksLikeDomain(std::string_view host)
{
    const size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || host.size() - dot < 3)
        return false;
    const std::string_view top = host.substr(dot + 1);
    return std::all_of(host.begin(), host.end(), isHostCharacter)
        && std::all_of(top.begin(), top.end(), [](char c) { return isAsciiLetter(c) || (c & 0x80); });
}

} // namespace

std::vector<FoundUrl> findUrls(std::string_view text, size_t limit)
{
    std::vector<FoundUrl> found;
    size_t at = 0;
    while (found.size() < limit) {
        at = text.find_first_of("hHfFmMwW", at);
        if (at == std::string_view::npos)
            break;
        const size_t length = urlLengthAt(text, at);
        if (length > 0)
            found.push_back({at, text.substr(at, length)});
        at += std::max<size_t>(length, 1);
    }
    return found;
}

std::string urlScheme(std::string_view url)
{
    std::string scheme;
    for (const char c : url.substr(0, 64)) {
        if (static_cast<unsigned char>(c) <= ' ')
            continue;
        if (c == ':')
            return scheme;
        if (!isAsciiAlnum(c) && c != '+' && c != '-' && c != '.')
            return {};
        scheme += asciiLower(c);
    }
    return {};
}

std::string urlHost(std::string_view url)
{
    url = trimmed(url.substr(0, maxUrl));
    const std::string scheme = urlScheme(url);
    std::string_view rest = url;
    if (scheme == "mailto") {
        rest = url.substr(url.find(':') + 1);
        rest = rest.substr(0, rest.find_first_of("?,"));
    } else {
        const size_t slashes = url.find("//");
        const bool bare = startsWithIgnoringCase(url, "www.");
        if (slashes == std::string_view::npos && !bare)
            return {};
        rest = bare ? url : url.substr(slashes + 2);
        rest = rest.substr(0, rest.find_first_of("/\\?#"));
    }
    if (const size_t at = rest.rfind('@'); at != std::string_view::npos)
        rest.remove_prefix(at + 1);
    else if (scheme == "mailto")
        return {};
    if (!rest.empty() && rest.front() == '[')
        return toAsciiLower(rest.substr(1, rest.find(']') - 1));
    rest = rest.substr(0, rest.find(':'));
    while (!rest.empty() && rest.back() == '.')
        rest.remove_suffix(1);
    return domainToUnicode(rest);
}

std::string shownHost(std::string_view text)
{
    text = trimmed(text);
    if (text.empty() || text.size() > maxShownText)
        return {};
    const std::vector<FoundUrl> urls = findUrls(text, 1);
    if (!urls.empty() && urlScheme(urls[0].url) != "mailto")
        return urlHost(urls[0].url);
    // A lone "bank.example/login"
    if (text.find_first_of(" \t\n@") != std::string_view::npos)
        return {};
    const std::string_view host = text.substr(0, text.find_first_of("/?#:"));
    const bool fileName = host.size() == text.size() && host.find('.') == host.rfind('.')
        && (endsWithIgnoringCase(host, ".pdf") || endsWithIgnoringCase(host, ".doc")
            || endsWithIgnoringCase(host, ".docx") || endsWithIgnoringCase(host, ".xls")
            || endsWithIgnoringCase(host, ".xlsx") || endsWithIgnoringCase(host, ".html")
            || endsWithIgnoringCase(host, ".txt") || endsWithIgnoringCase(host, ".jpg")
            || endsWithIgnoringCase(host, ".png"));
    return looksLikeDomain(host) && !fileName ? domainToUnicode(host) : std::string();
}

bool hostsBelongTogether(std::string_view a, std::string_view b)
{
    return a == b || registeredDomain(a) == registeredDomain(b);
}

} // namespace assay
