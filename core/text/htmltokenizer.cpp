// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/htmltokenizer.h"

#include "core/base/ascii.h"
#include "core/text/htmlentities.h"

#include <algorithm>
#include <iterator>

namespace assay {
namespace {

constexpr size_t maxAttributes = 200;
constexpr size_t maxName = 64;

bool holdsRawText(std::string_view name)
{
    constexpr std::string_view names[] = {
        "script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool endsName(char c)
{
    return isAsciiSpace(c) || c == '>' || c == '/';
}

} // namespace

const std::string* HtmlToken::attribute(std::string_view attributeName) const
{
    for (const HtmlAttribute& attribute : attributes) {
        if (attribute.name == attributeName)
            return &attribute.value;
    }
    return nullptr;
}

bool HtmlTokenizer::next(HtmlToken& token)
{
    token.name.clear();
    token.attributes.clear();
    token.text = {};
    token.rawText = false;
    if (!m_rawElement.empty() && readRawText(token))
        return true;
    while (m_at < m_html.size()) {
        token.offset = m_at;
        if (m_html[m_at] != '<') {
            readText(token);
            return true;
        }
        const size_t before = m_at;
        if (readMarkup(token)) {
            token.end = m_at;
            return true;
        }
        if (m_at == before) { // a '<' that begins nothing
            readText(token);
            return true;
        }
    }
    return false;
}

void HtmlTokenizer::readText(HtmlToken& token)
{
    token.kind = HtmlToken::Kind::Text;
    size_t end = m_at;
    do {
        end = std::min(m_html.find('<', end + 1), m_html.size());
        // Only what can begin markup ends the text.
    } while (end + 1 < m_html.size() && !isAsciiLetter(m_html[end + 1]) && m_html[end + 1] != '/'
        && m_html[end + 1] != '!' && m_html[end + 1] != '?');
    token.text = m_html.substr(m_at, end - m_at);
    m_at = end;
    token.end = end;
}

// The text up to the end tag of the open raw element; false when it is empty.
bool HtmlTokenizer::readRawText(HtmlToken& token)
{
    const std::string element = std::move(m_rawElement);
    m_rawElement.clear();
    size_t end = m_html.find("</", m_at);
    for (; end != std::string_view::npos; end = m_html.find("</", end + 2)) {
        const size_t after = end + 2 + element.size();
        if (startsWithIgnoringCase(m_html.substr(end + 2), element)
            && (after >= m_html.size() || endsName(m_html[after])))
            break;
    }
    end = std::min(end, m_html.size());
    if (end == m_at)
        return false;
    token.kind = HtmlToken::Kind::Text;
    token.rawText = true;
    token.offset = m_at;
    token.text = m_html.substr(m_at, end - m_at);
    m_at = token.end = end;
    return true;
}

// A tag, comment or declaration at '<'. False with m_at unchanged: plain text; false with m_at moved: nothing to
// report.
bool HtmlTokenizer::readMarkup(HtmlToken& token)
{
    const char c = m_at + 1 < m_html.size() ? m_html[m_at + 1] : '\0';
    if (isAsciiLetter(c)) {
        token.kind = HtmlToken::Kind::Start;
        return readTag(token, m_at + 1);
    }
    if (c == '/' && m_at + 2 < m_html.size() && isAsciiLetter(m_html[m_at + 2])) {
        token.kind = HtmlToken::Kind::End;
        return readTag(token, m_at + 2);
    }
    if (c != '!' && c != '?' && c != '/')
        return false;
    token.kind = HtmlToken::Kind::Comment;
    const bool comment = m_html.substr(m_at, 4) == "<!--";
    const size_t start = m_at + (comment ? 4 : 2);
    // "<!-->" and "<!--->" are whole comments.
    const bool isShort = comment && (m_html.substr(start, 1) == ">" || m_html.substr(start, 2) == "->");
    const std::string_view close = comment && !isShort ? "-->" : ">";
    const size_t end = m_html.find(close, std::min(start, m_html.size()));
    token.text = m_html.substr(std::min(start, m_html.size()), end == std::string_view::npos ? end : end - start);
    m_at = end == std::string_view::npos ? m_html.size() : end + close.size();
    return true;
}

void HtmlTokenizer::skipSpace()
{
    while (m_at < m_html.size() && (isAsciiSpace(m_html[m_at]) || m_html[m_at] == '/'))
        ++m_at;
}

bool HtmlTokenizer::readTag(HtmlToken& token, size_t nameStart)
{
    m_at = nameStart;
    while (m_at < m_html.size() && !endsName(m_html[m_at])) {
        if (token.name.size() < maxName)
            token.name += asciiLower(m_html[m_at]);
        ++m_at;
    }
    skipSpace();
    while (m_at < m_html.size() && m_html[m_at] != '>') {
        if (!readAttribute(token))
            break;
        skipSpace();
    }
    if (m_at >= m_html.size())
        return false; // never finished
    ++m_at;
    if (token.kind == HtmlToken::Kind::Start && holdsRawText(token.name))
        m_rawElement = token.name;
    return true;
}

bool HtmlTokenizer::readAttribute(HtmlToken& token)
{
    const size_t nameStart = m_at;
    while (m_at < m_html.size() && !isAsciiSpace(m_html[m_at]) && m_html[m_at] != '>' && m_html[m_at] != '/'
        && (m_html[m_at] != '=' || m_at == nameStart))
        ++m_at;
    HtmlAttribute attribute;
    attribute.name = toAsciiLower(m_html.substr(nameStart, std::min(m_at - nameStart, maxName)));
    size_t look = m_at;
    while (look < m_html.size() && isAsciiSpace(m_html[look]))
        ++look;
    if (look < m_html.size() && m_html[look] == '=') {
        m_at = look + 1;
        while (m_at < m_html.size() && isAsciiSpace(m_html[m_at]))
            ++m_at;
        if (m_at >= m_html.size())
            return false;
        const char quote = m_html[m_at];
        size_t end = 0;
        if (quote == '"' || quote == '\'') {
            end = m_html.find(quote, ++m_at);
        } else {
            end = m_at;
            while (end < m_html.size() && !isAsciiSpace(m_html[end]) && m_html[end] != '>')
                ++end;
        }
        if (end >= m_html.size()) {
            m_at = m_html.size();
            return false;
        }
        const bool isNew = token.attributes.size() < maxAttributes && !token.attribute(attribute.name);
        if (isNew)
            attribute.value = decodeHtmlEntities(m_html.substr(m_at, end - m_at), true);
        m_at = end + ((quote == '"' || quote == '\'') ? 1 : 0);
        if (isNew)
            token.attributes.push_back(std::move(attribute));
        return true;
    }
    if (token.attributes.size() < maxAttributes && !token.attribute(attribute.name))
        token.attributes.push_back(std::move(attribute));
    return m_at > nameStart;
}

} // namespace assay
