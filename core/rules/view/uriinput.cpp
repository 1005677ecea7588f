// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/uriinput.h"

#include "core/base/ascii.h"
#include "core/rules/view/urifinder.h"
#include "core/rules/view/uriforms.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_set>

namespace assay::rules {

namespace {

constexpr size_t maxUriBytes = 8192;

template <typename T>
void addOnce(std::vector<T>& list, const T& value)
{
    if (std::find(list.begin(), list.end(), value) == list.end())
        list.push_back(value);
}

bool isWordChar(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

// Nothing behind the scheme.
bool isBareScheme(std::string_view text)
{
    size_t at = 0;
    while (at < text.size() && isWordChar(text[at]))
        ++at;
    if (at == 0 || at == text.size() || text[at] != ':')
        return false;
    const std::string_view rest = text.substr(at + 1);
    return rest.empty() || rest == "/" || rest == "//";
}

bool startsLikeWeb(std::string_view text)
{
    if (!startsWithIgnoringCase(text, "www"))
        return false;
    size_t dot = 3;
    while (dot < 5 && dot < text.size() && isAsciiDigit(text[dot]))
        ++dot;
    return dot < text.size() && text[dot] == '.';
}

bool hasAtInPath(std::string_view text)
{
    const size_t slash = text.find('/'), at = text.rfind('@');
    return slash != std::string_view::npos && at != std::string_view::npos && at > slash + 1;
}

// "skype:x@y", "mail:x@y" and such: words that were only near the address.
std::string withoutMisreadScheme(std::string text)
{
    for (const std::string_view word : {"skype", "email", "e-mail", "mail", "emai", ""}) {
        if (!startsWithIgnoringCase(text, word) || word == "emai")
            continue;
        size_t end = word.size();
        while (end < text.size() && text[end] == ':')
            ++end;
        if (end > word.size())
            return text.substr(end);
    }
    return text;
}

// An address from text with its scheme; nullopt when it is none after all.
std::optional<std::string> withScheme(std::string text, std::vector<std::string>& types)
{
    for (const std::string_view scheme : {"http:", "https:", "ftp:", "mailto:"})
        if (startsWithIgnoringCase(text, scheme))
            return text;
    std::string result;
    if (startsWithIgnoringCase(text, "ftp.")) {
        result = "ftp://" + text;
    } else if (startsLikeWeb(text) || hasAtInPath(text)) {
        result = "http://" + text;
    } else if (const size_t at = text.find('@'); at != std::string::npos) {
        const size_t dot = text.find('.', std::min(at + 2, text.size()));
        if (dot == std::string::npos || text.find("&nbsp;") != std::string::npos)
            return std::nullopt;
        result = "mailto:" + withoutMisreadScheme(std::move(text));
    } else {
        if (text.find('.') == std::string::npos)
            return std::nullopt;
        result = "http://" + text;
        types.push_back("unlinked");
    }
    types.push_back("schemeless");
    return result;
}

// False when a mail address has no valid domain. Escapes are resolved on the way.
bool checkMail(std::string& uri, const ViewTables& tables)
{
    if (!startsWithIgnoringCase(uri, "mailto:"))
        return true;
    for (size_t at = uri.find('%'); at != std::string::npos; at = uri.find('%', at + 1)) {
        if (at + 2 < uri.size() && hexDigitValue(uri[at + 1]) >= 0 && hexDigitValue(uri[at + 2]) >= 0) {
            uri = normalisedEscapes(uri, false);
            break;
        }
    }
    const size_t at = uri.find('@');
    if (at == std::string::npos)
        return false;
    std::string_view host = std::string_view(uri).substr(at + 1);
    host = host.substr(0, host.find_first_of("?&>"));
    while (host.size() >= 3 && host.substr(host.size() - 3) == "%20")
        host.remove_suffix(3);
    return tables.isDomainValid(host);
}

bool isInternalReference(std::string_view text)
{
    return startsWithIgnoringCase(text, "cid:") || startsWithIgnoringCase(text, "mid:");
}

} // namespace

void UriInput::takeFromText()
{
    const auto& pieces = m_body.pieces();
    std::unordered_set<std::string> seen;
    for (size_t i = 0; i < pieces.size(); ++i) {
        for (const FoundUri& found : findUris(pieces[i].text, m_tables)) {
            const std::string text = pieces[i].text.substr(found.offset, found.length);
            if (!seen.insert(text).second)
                continue;
            if (found.kind == FoundUri::Kind::Mail && text.find('@') == std::string::npos)
                continue;
            if (found.kind == FoundUri::Kind::Schemeless && !isFullHostName(toAsciiLower(found.host)))
                continue;
            if (isInternalReference(text) || isBareScheme(text))
                continue;
            std::vector<std::string> types = {"parsed"};
            auto uri = withScheme(text, types);
            if (uri && checkMail(*uri, m_tables))
                keep(*uri, false, std::move(types), true, {static_cast<int>(i), -1, found.offset, found.length});
        }
    }
}

void UriInput::takeFromHtml()
{
    for (size_t node = 0; node < m_tree.nodes().size(); ++node) {
        const RenderedPart* part = m_texts.rendered(node);
        if (!part || !part->html)
            continue;
        for (size_t i = 0; i < part->html->uris.size(); ++i) {
            const HtmlUri& uri = part->html->uris[i];
            const HtmlRange range = part->uriRanges[i];
            const Place place{-1, static_cast<int>(node), range.begin, range.end - range.begin};
            auto types = uri.types.empty() ? std::vector<std::string>{"parsed"} : uri.types;
            if (!keep(uri.text, part->sourceCharacters, std::move(types), false, place))
                continue;
            UriDetail& detail = m_details[m_index.find(uri.text)->second];
            for (const std::string& anchor : uri.anchorTexts)
                addOnce(detail.anchorTexts, anchor);
        }
    }
}

bool UriInput::fillDetail(UriDetail& detail, std::vector<std::string> forms, bool needsDomain)
{
    std::vector<UriHost> hosts;
    for (std::string& form : forms) {
        if (form.size() > maxUriBytes) {
            m_truncated = true;
            form.resize(maxUriBytes);
        }
        if (auto host = uriHost(form, m_tables))
            hosts.push_back(std::move(*host));
    }
    if (needsDomain && hosts.empty())
        return false;
    for (const UriHost& host : hosts) {
        addOnce(detail.domains, host.domain);
        addOnce(detail.hosts, std::pair(host.host, host.domain));
    }
    for (const std::string& form : forms)
        addOnce(detail.cleaned, form);
    return true;
}

bool UriInput::keep(
    const std::string& raw, bool characters, std::vector<std::string> types, bool needsDomain, const Place& place)
{
    const auto known = m_index.find(raw);
    UriDetail fresh;
    UriDetail& detail = known == m_index.end() ? fresh : m_details[known->second];
    if (!fillDetail(detail, uriForms(raw, characters, m_tables), needsDomain))
        return false;
    for (const std::string& type : types)
        addOnce(detail.types, type);
    if (known == m_index.end()) {
        fresh.raw = raw;
        m_index.emplace(raw, m_details.size());
        m_details.push_back(std::move(fresh));
        m_places.push_back(place);
    } else if (m_places[known->second].length == 0) {
        m_places[known->second] = place;
    }
    return true;
}

// The set of all forms, each with the first address that it came from.
void UriInput::collect()
{
    std::map<std::string_view, size_t> forms;
    for (size_t i = 0; i < m_details.size(); ++i)
        for (const std::string& form : m_details[i].cleaned)
            forms.emplace(form, i);
    m_uris.reserve(forms.size());
    for (const auto& [form, origin] : forms) {
        const UriDetail& detail = m_details[origin];
        RulesUri uri;
        uri.text = form;
        uri.original = detail.raw;
        if (auto host = uriHost(form, m_tables)) {
            uri.host = std::move(host->host);
            uri.domain = std::move(host->domain);
        }
        uri.tag = detail.types.front();
        if (!detail.anchorTexts.empty())
            uri.anchorText = detail.anchorTexts.front();
        m_uris.push_back(std::move(uri));
        m_origins.push_back(origin);
    }
}

void UriInput::build()
{
    if (m_built)
        return;
    m_built = true;
    takeFromText();
    takeFromHtml();
    for (UriDetail& detail : m_details)
        std::sort(detail.cleaned.begin(), detail.cleaned.end());
    collect();
}

const std::vector<RulesUri>& UriInput::uris()
{
    build();
    return m_uris;
}

const std::vector<UriDetail>& UriInput::details()
{
    build();
    return m_details;
}

bool UriInput::truncated()
{
    build();
    return m_truncated;
}

std::string_view UriInput::textAt(const Place& place)
{
    const std::string_view whole = place.piece >= 0
        ? std::string_view(m_body.pieces()[static_cast<size_t>(place.piece)].text)
        : place.node >= 0 ? std::string_view(m_texts.preparedSource(static_cast<size_t>(place.node)))
                          : std::string_view();
    return whole.substr(std::min<size_t>(place.offset, whole.size()), place.length);
}

RawRange UriInput::mapPlace(const Place& place, uint64_t offset, uint64_t length)
{
    if (place.piece >= 0)
        return m_body.map(static_cast<size_t>(place.piece), place.offset + offset, length);
    if (place.node >= 0 && place.length > 0)
        return m_texts.preparedMap(static_cast<size_t>(place.node)).find(place.offset + offset, length);
    return {0, 0, Unmapped::Generated};
}

// A form is the text in the message, or the text with a scheme in front, or a cleaned version; the matched part is
// looked for where it should be, then elsewhere in the text.
RawRange UriInput::map(size_t uri, uint64_t offset, uint64_t length)
{
    build();
    if (uri >= m_uris.size())
        return {};
    const Place& place = m_places[m_origins[uri]];
    const std::string_view source = textAt(place);
    const std::string& form = m_uris[uri].text;
    const std::string_view matched = std::string_view(form).substr(std::min<size_t>(offset, form.size()), length);
    const size_t added = form.size() > source.size() && form.substr(form.size() - source.size()) == source
        ? form.size() - source.size()
        : 0;
    const size_t expected = offset >= added ? offset - added : 0;
    size_t at =
        source.substr(std::min(expected, source.size()), matched.size()) == matched ? expected : source.find(matched);
    if (at != std::string_view::npos)
        return mapPlace(place, at, matched.size());
    RawRange whole = mapPlace(place, 0, place.length);
    if (whole.why == Unmapped::None)
        whole.why = Unmapped::Generated;
    return whole;
}

} // namespace assay::rules
