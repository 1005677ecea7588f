// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/htmllinks.h"

#include "core/base/ascii.h"
#include "core/rules/view/relativeuri.h"
#include "core/rules/view/utf8.h"

#include <algorithm>

namespace assay::rules {

namespace {

constexpr size_t maxUriCharacters = 8192;
constexpr size_t maxUris = 20'000;

// Blanks and no-break spaces at the ends.
std::string_view trimmedUri(std::string_view uri)
{
    for (;;) {
        if (!uri.empty() && spaceLength(uri, 0, true))
            uri.remove_prefix(spaceLength(uri, 0, true));
        else
            break;
    }
    while (!uri.empty()) {
        size_t last = uri.size() - 1;
        while (last > 0 && (static_cast<unsigned char>(uri[last]) & 0xc0) == 0x80)
            --last;
        if (!spaceLength(uri, last, true))
            break;
        uri = uri.substr(0, last);
    }
    return uri;
}

bool isWordChar(char c)
{
    return isAsciiAlnum(c) || c == '_';
}

// "font/href" and the like: an attribute that a missing blank glued to something before it.
bool isGluedName(std::string_view name, std::string_view wanted)
{
    for (size_t at = name.find('/'); at != std::string_view::npos; at = name.find('/', at + 1))
        if (at > 0 && isWordChar(name[at - 1]) && name.substr(at + 1, wanted.size()) == wanted)
            return true;
    return false;
}

// Gives glued attributes their own name.
void unglue(HtmlAttributes& attributes, std::string_view wanted)
{
    for (size_t i = 0; i < attributes.size(); ++i) {
        if (!isGluedName(attributes[i].first, wanted))
            continue;
        const std::string value = attributes[i].second;
        attributes[i].first.clear();
        const auto own = std::find_if(
            attributes.begin(), attributes.end(), [&](const auto& attribute) { return attribute.first == wanted; });
        if (own == attributes.end())
            attributes[i].first = wanted;
        else
            own->second = value;
    }
}

bool isOneOf(std::string_view tag, std::initializer_list<std::string_view> list)
{
    return std::find(list.begin(), list.end(), tag) != list.end();
}

bool isTargetless(std::string_view uri)
{
    for (const std::string_view scheme : {"data:", "mailto:", "file:", "cid:", "tel:"})
        if (startsWithIgnoringCase(uri, scheme))
            return true;
    return false;
}

// The address of a refresh: behind the last "url=", up to a semicolon.
std::string refreshTarget(std::string_view content)
{
    size_t start = std::string_view::npos;
    for (size_t at = findIgnoringCase(content, "url"); at != std::string_view::npos;
         at = findIgnoringCase(content, "url", at + 1)) {
        size_t equals = at + 3;
        while (equals < content.size() && isAsciiSpace(content[equals]))
            ++equals;
        if (equals < content.size() && content[equals] == '=' && (at == 0 || !isWordChar(content[at - 1])))
            start = equals + 1;
    }
    if (start == std::string_view::npos)
        return {};
    std::string_view target = content.substr(start);
    while (!target.empty() && isAsciiSpace(target.front()))
        target.remove_prefix(1);
    target = target.substr(0, target.find(';'));
    return std::string(trimmed(target));
}

} // namespace

std::string HtmlLinks::cleaned(std::string_view value)
{
    std::string_view uri = trimmedUri(value);
    if (uri.size() > maxUriCharacters && characterCount(uri) > maxUriCharacters) {
        m_truncated = true;
        size_t end = 0;
        for (size_t i = 0; i < maxUriCharacters; ++i)
            end += codePointAt(uri, end).length;
        uri = uri.substr(0, end);
    }
    return std::string(uri);
}

size_t HtmlLinks::entry(const std::string& uri)
{
    const auto found = m_index.find(uri);
    if (found != m_index.end())
        return found->second;
    if (m_uris.size() >= maxUris)
        return m_uris.size() - 1;
    m_uris.push_back({uri, {}, {}});
    m_ranges.push_back({});
    m_index.emplace(uri, m_uris.size() - 1);
    return m_uris.size() - 1;
}

void HtmlLinks::add(std::string_view tag, std::string_view value, HtmlRange place)
{
    std::string uri = cleaned(value);
    if (uri.empty())
        return;
    if (!isTargetless(uri))
        uri = resolveUri(m_base, uri);
    if (uri.empty())
        return;
    const size_t index = entry(uri);
    auto& types = m_uris[index].types;
    if (std::find(types.begin(), types.end(), tag) == types.end())
        types.emplace_back(tag);
    if (m_ranges[index].begin == m_ranges[index].end)
        m_ranges[index] = place;
}

void HtmlLinks::setBase(const std::string& address)
{
    for (const std::string_view scheme : {"http:", "https:", "ftp:"})
        if (startsWithIgnoringCase(address, scheme))
            m_base = baseFolder(address);
}

void HtmlLinks::startTag(std::string_view tag, HtmlAttributes& attributes, const std::vector<HtmlAttribute>& places)
{
    const auto addFrom = [&](std::string_view name) {
        const std::string* value = findAttribute(attributes, name);
        if (!value)
            return;
        const auto index =
            static_cast<size_t>(std::find_if(attributes.begin(), attributes.end(), [&](const auto& attribute) {
                return attribute.first == name;
            }) - attributes.begin());
        add(tag, *value, places[index].value);
    };
    if (isOneOf(tag, {"body", "table", "tr", "td"})) {
        addFrom("background");
    } else if (isOneOf(tag, {"a", "area", "link"})) {
        unglue(attributes, "href");
        for (auto& [name, value] : attributes)
            for (size_t at = value.find("\xef\xbb\xbf"); name == "href" && at != std::string::npos;
                 at = value.find("\xef\xbb\xbf", at))
                value.erase(at, 3);
        addFrom("href");
        addFrom("data-saferedirecturl");
    } else if (isOneOf(tag, {"img", "frame", "iframe", "embed", "script", "bgsound"})) {
        unglue(attributes, "src");
        addFrom("src");
    } else if (tag == "form") {
        addFrom("action");
    } else if (tag == "base") {
        addFrom("href");
        if (const std::string* address = findAttribute(attributes, "href"))
            setBase(cleaned(*address));
    } else if (tag == "meta") {
        const std::string* kind = findAttribute(attributes, "http-equiv");
        const std::string* content = findAttribute(attributes, "content");
        if (kind && content && findIgnoringCase(*kind, "refresh") != std::string::npos)
            add(tag, refreshTarget(*content), {});
    }
}

void HtmlLinks::openAnchor(const HtmlAttributes& attributes)
{
    const std::string* address = findAttribute(attributes, "href");
    m_openAnchor = entry(address ? cleaned(*address) : std::string());
    m_uris[m_openAnchor].anchorTexts.emplace_back();
    m_anchors.emplace_back();
}

void HtmlLinks::addAnchorText(std::string_view text)
{
    if (m_anchors.empty())
        return;
    m_anchors.back() += text;
    auto& texts = m_uris[m_openAnchor].anchorTexts;
    if (texts.empty())
        texts.emplace_back();
    texts.back() += text;
}

} // namespace assay::rules
