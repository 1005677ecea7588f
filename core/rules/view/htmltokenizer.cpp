// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/htmltokenizer.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::rules {

namespace {

constexpr auto npos = std::string::npos;
constexpr size_t shortestMarkup = 3;

// Elements whose content is not mark-up; true: entities are not decoded either.
constexpr std::array<std::pair<std::string_view, bool>, 7> literalElements{{{"script", true}, {"style", true},
    {"xmp", true}, {"iframe", true}, {"plaintext", true}, {"title", false}, {"textarea", false}}};

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool isNameChar(char c)
{
    return isAsciiAlnum(c) || c == '_' || c == '-' || c == '.' || c == ':';
}

// End of an end tag; quotes that follow a blank or '=' hide a '>'.
size_t findTagEnd(std::string_view text, size_t at)
{
    char quote = '\0', before = ' ';
    for (; at < text.size(); before = text[at++]) {
        const char c = text[at];
        if (!quote && c == '>')
            return at;
        if (c != '"' && c != '\'')
            continue;
        if (c == quote)
            quote = '\0';
        else if (!quote && (before == ' ' || before == '='))
            quote = c;
    }
    return npos;
}

} // namespace

size_t HtmlTokenizer::skipSpace(size_t position) const
{
    while (isSpace(at(position)))
        ++position;
    return position;
}

void HtmlTokenizer::feed(std::string_view text)
{
    m_text.append(text);
    if (!text.empty())
        run();
}

void HtmlTokenizer::run()
{
    size_t start = m_position;
    for (size_t from = start;;) {
        m_position = start;
        while (!m_literal.empty()) {
            if (!readLiteral(start))
                return;
            m_position = from = start;
        }
        while (m_section == Section::CData || m_section == Section::RcData) {
            if (!readCdata(start))
                return;
            m_position = from = start;
        }
        if (!readText(start, from))
            return;
        m_position = start;
        if (m_text.size() - start < shortestMarkup)
            return;
        const Outcome outcome = readMarkup(start);
        if (outcome.kind == Outcome::Incomplete)
            return;
        if (outcome.kind == Outcome::Done)
            start = from = outcome.next;
        else
            from = start + 1;
    }
}

// Up to the end tag of the open literal element; false when it has not come yet.
bool HtmlTokenizer::readLiteral(size_t& start)
{
    for (size_t open = m_text.find('<', start); open != npos; open = m_text.find('<', open + 1)) {
        if (at(open + 1) != '/' || m_literal == "plaintext")
            continue;
        const size_t nameEnd = open + 2 + m_literal.size();
        if (!equalsIgnoringCase(std::string_view(m_text).substr(open + 2, m_literal.size()), m_literal))
            continue;
        const size_t close = skipSpace(nameEnd);
        if (at(close) != '>')
            continue;
        reportText(start, open);
        const std::string name = std::exchange(m_literal, {});
        reportEnd(name, {open, close + 1});
        m_cdata = false;
        start = close + 1;
        return true;
    }
    return false;
}

// Up to the "]]>" of a marked section whose content is text.
bool HtmlTokenizer::readCdata(size_t& start)
{
    for (size_t bracket = m_text.find(']', start); bracket != npos; bracket = m_text.find(']', bracket + 1)) {
        if (at(bracket + 1) != ']' || at(bracket + 2) != '>')
            continue;
        reportText(start, bracket);
        start = bracket + 3;
        m_sections.pop_back();
        updateSection();
        return true;
    }
    return false;
}

// Reports text from `start` up to the next '<', looking from `from` on. False when the text ends first; then its last
// word stays, because it may be half an entity.
bool HtmlTokenizer::readText(size_t& start, size_t& from)
{
    while (m_section != Section::None) {
        const size_t stop = m_text.find_first_of("<]", from);
        if (stop == npos || m_text[stop] == '<')
            break;
        from = stop + 1;
        if (at(from) != ']')
            continue;
        ++from;
        if (at(from) != '>')
            continue;
        ++from;
        beforeOther();
        reportText(start, stop);
        start = from;
        m_sections.pop_back();
        updateSection();
    }
    const size_t open = m_text.find('<', from);
    if (open != npos) {
        reportText(start, open);
        start = from = open;
        return true;
    }
    reportAllButTail(start);
    return false;
}

void HtmlTokenizer::reportAllButTail(size_t& start)
{
    size_t end = m_text.size();
    const bool endsInSpace = end > start && isSpace(m_text[end - 1]);
    while (!endsInSpace && end > start && !isSpace(m_text[end - 1]))
        --end;
    while (end > start && isSpace(m_text[end - 1]))
        --end;
    reportText(start, end);
    m_position = start = end;
}

HtmlTokenizer::Outcome HtmlTokenizer::readMarkup(size_t start)
{
    const char c = at(start + 1);
    if (isAsciiLetter(c))
        return readStartTag(start);
    if (c == '/')
        return readEndTag(start);
    if (c == '!')
        return readDeclaration(start);
    if (c != '?')
        return {Outcome::NotMarkup};
    const size_t end = m_text.find('>', start + 2);
    if (end == npos)
        return {Outcome::Incomplete};
    beforeOther();
    return {Outcome::Done, end + 1};
}

HtmlTokenizer::Outcome HtmlTokenizer::readStartTag(size_t start)
{
    size_t position = start + 2;
    while (position < m_text.size() && !isSpace(m_text[position]) && m_text[position] != '>')
        ++position;
    std::string name = toAsciiLower(std::string_view(m_text).substr(start + 1, position - start - 1));
    position = skipSpace(position);
    std::vector<HtmlAttribute> attributes;
    while (position < m_text.size() && m_text[position] != '>') {
        const Outcome outcome = readAttribute(position, attributes);
        if (outcome.kind != Outcome::Done)
            return outcome;
        position = outcome.next;
    }
    if (position >= m_text.size())
        return {Outcome::Incomplete};
    beforeOther();
    const std::string literal = name;
    if (m_section != Section::Ignore)
        m_sink.startTag(std::move(name), std::move(attributes), {start, position + 1});
    enterLiteral(literal);
    return {Outcome::Done, position + 1};
}

HtmlTokenizer::Outcome HtmlTokenizer::readAttribute(size_t position, std::vector<HtmlAttribute>& attributes)
{
    const size_t nameStart = position++;
    while (position < m_text.size() && !isSpace(m_text[position]) && m_text[position] != '=' && m_text[position] != '>')
        ++position;
    HtmlAttribute attribute;
    attribute.name = toAsciiLower(std::string_view(m_text).substr(nameStart, position - nameStart));
    attribute.value = {nameStart, position};
    position = skipSpace(position);
    if (at(position) == '=' && position < m_text.size()) {
        position = skipSpace(position + 1);
        if (position >= m_text.size())
            return {Outcome::Incomplete};
        const char quote = m_text[position];
        size_t end = position;
        if (quote == '"' || quote == '\'') {
            end = m_text.find(quote, ++position);
        } else {
            while (end < m_text.size() && !isSpace(m_text[end]) && m_text[end] != '>')
                ++end;
        }
        if (end >= m_text.size())
            return {Outcome::Incomplete};
        attribute.value = HtmlRange{position, end};
        position = skipSpace(quote == '"' || quote == '\'' ? end + 1 : end);
    }
    if (position >= m_text.size())
        return {Outcome::Incomplete};
    // The first of a name counts.
    const auto same = [&](const HtmlAttribute& other) { return other.name == attribute.name; };
    if (std::none_of(attributes.begin(), attributes.end(), same))
        attributes.push_back(std::move(attribute));
    return {Outcome::Done, position};
}

void HtmlTokenizer::enterLiteral(std::string_view name)
{
    for (const auto& [element, cdata] : literalElements) {
        if (name != element)
            continue;
        m_literal = element;
        m_cdata = cdata;
    }
}

HtmlTokenizer::Outcome HtmlTokenizer::readEndTag(size_t start)
{
    const size_t nameStart = start + 2;
    const bool named = !isSpace(at(nameStart)) && at(nameStart) != '>';
    size_t nameEnd = nameStart;
    while (named && nameEnd < m_text.size() && !isSpace(m_text[nameEnd]) && m_text[nameEnd] != '>')
        ++nameEnd;
    const size_t end = findTagEnd(m_text, nameEnd);
    if (end == npos)
        return {Outcome::Incomplete};
    if (named)
        reportEnd(std::string_view(m_text).substr(nameStart, nameEnd - nameStart), {start, end + 1});
    else if (m_section != Section::Ignore)
        m_sink.comment({start, end + 1});
    return {Outcome::Done, end + 1};
}

HtmlTokenizer::Outcome HtmlTokenizer::readDeclaration(size_t start)
{
    const size_t position = start + 2;
    const char c = at(position);
    if (c == '-') {
        if (position + 1 >= m_text.size())
            return {Outcome::Incomplete};
        return at(position + 1) == '-' ? readComment(start) : commentUpToGt(start, position + 1);
    }
    if (c == '[') {
        const Outcome outcome = readMarkedSection(start);
        return outcome.kind == Outcome::NotMarkup ? commentUpToGt(start, position) : outcome;
    }
    if (!isAsciiLetter(c))
        return commentUpToGt(start, position);
    const Outcome outcome = readDoctype(start);
    return outcome.kind == Outcome::NotMarkup ? commentUpToGt(start, outcome.next) : outcome;
}

HtmlTokenizer::Outcome HtmlTokenizer::commentUpToGt(size_t start, size_t from)
{
    const size_t end = m_text.find('>', from);
    if (end == npos)
        return {Outcome::Incomplete};
    if (m_section != Section::Ignore)
        m_sink.comment({start, end + 1});
    return {Outcome::Done, end + 1};
}

HtmlTokenizer::Outcome HtmlTokenizer::readComment(size_t start)
{
    const size_t content = start + 4;
    if (m_anyCommentEnd)
        return commentUpToGt(start, content);
    for (size_t dash = m_text.find('-', content); dash != npos; dash = m_text.find('-', dash + 1)) {
        if (at(dash + 1) != '-')
            continue;
        const size_t end = skipSpace(dash + 2);
        if (at(end) != '>')
            continue;
        if (m_section != Section::Ignore)
            m_sink.comment({start, end + 1});
        return {Outcome::Done, end + 1};
    }
    return {Outcome::Incomplete};
}

// NotMarkup: `next` is where the trouble was found.
HtmlTokenizer::Outcome HtmlTokenizer::readDoctype(size_t start)
{
    const size_t nameStart = start + 2;
    size_t position = nameStart + 1;
    while (position < m_text.size() && isNameChar(m_text[position]))
        ++position;
    if (position >= m_text.size())
        return {Outcome::Incomplete};
    const auto name = std::string_view(m_text).substr(nameStart, position - nameStart);
    if (!equalsIgnoringCase(name, "doctype") && !equalsIgnoringCase(name, "entity"))
        return {Outcome::NotMarkup, position};
    for (;;) {
        position = skipSpace(position);
        if (position >= m_text.size())
            return {Outcome::Incomplete};
        if (m_text[position] == '>')
            break;
        const Outcome outcome = readDoctypeWord(position);
        if (outcome.kind != Outcome::Done)
            return outcome;
        position = outcome.next;
    }
    beforeOther();
    if (m_section != Section::Ignore)
        m_sink.declaration({start, position + 1});
    return {Outcome::Done, position + 1};
}

HtmlTokenizer::Outcome HtmlTokenizer::readDoctypeWord(size_t position)
{
    const char c = m_text[position];
    size_t end = npos;
    if (c == '"' || c == '\'') {
        end = m_text.find(c, position + 1);
        return end == npos ? Outcome{Outcome::Incomplete} : Outcome{Outcome::Done, end + 1};
    }
    if (c == '-') {
        if (position + 1 >= m_text.size())
            return {Outcome::Incomplete};
        if (m_text[position + 1] != '-')
            return {Outcome::NotMarkup, position + 1};
        end = m_text.find("--", position + 2);
        return end == npos ? Outcome{Outcome::Incomplete} : Outcome{Outcome::Done, end + 2};
    }
    end = position + 1;
    while (end < m_text.size() && !isSpace(m_text[end]) && m_text[end] != '>')
        ++end;
    return end >= m_text.size() ? Outcome{Outcome::Incomplete} : Outcome{Outcome::Done, end};
}

HtmlTokenizer::Outcome HtmlTokenizer::skipSectionComment(size_t position) const
{
    if (at(position + 1) != '-')
        return {Outcome::NotMarkup};
    for (size_t dash = m_text.find('-', position + 2); dash != npos; dash = m_text.find('-', dash + 1))
        if (at(dash + 1) == '-')
            return {Outcome::Done, dash + 2};
    return {Outcome::Incomplete};
}

// "<![ names [": the strongest of the names rules until "]]>".
HtmlTokenizer::Outcome HtmlTokenizer::readMarkedSection(size_t start)
{
    size_t position = start + 3;
    bool named = false;
    Section strongest = Section::None;
    for (;;) {
        position = skipSpace(position);
        while (isAsciiLetter(at(position))) {
            const size_t nameStart = position;
            while (isNameChar(at(position)))
                ++position;
            const auto name = std::string_view(m_text).substr(nameStart, position - nameStart);
            position = skipSpace(position);
            if (position >= m_text.size())
                return {Outcome::Incomplete};
            named = true;
            const Section section = equalsIgnoringCase(name, "include") ? Section::Include
                : equalsIgnoringCase(name, "rcdata")                    ? Section::RcData
                : equalsIgnoringCase(name, "cdata")                     ? Section::CData
                : equalsIgnoringCase(name, "ignore")                    ? Section::Ignore
                                                                        : Section::None;
            strongest = std::max(strongest, section);
        }
        if (at(position) != '-')
            break;
        const Outcome outcome = skipSectionComment(position);
        if (outcome.kind != Outcome::Done)
            return outcome;
        position = outcome.next;
    }
    if (at(position) != '[')
        return {Outcome::NotMarkup};
    m_sections.push_back(named ? strongest : Section::Include);
    updateSection();
    beforeOther();
    return {Outcome::Done, position + 1};
}

void HtmlTokenizer::updateSection()
{
    m_section = Section::None;
    for (const Section section : m_sections)
        m_section = std::max(m_section, section);
    m_cdata = m_section == Section::CData;
}

void HtmlTokenizer::reportText(size_t begin, size_t end)
{
    if (begin < end && m_section != Section::Ignore)
        m_sink.text({begin, end}, m_cdata);
}

void HtmlTokenizer::reportEnd(std::string_view name, HtmlRange range)
{
    std::string lower = toAsciiLower(name);
    beforeOther();
    if (m_section != Section::Ignore)
        m_sink.endTag(std::move(lower), range);
}

// Closes the element that the end of the text left open, before anything but text and comments.
void HtmlTokenizer::beforeOther()
{
    if (m_pendingEnd.empty())
        return;
    std::string name = std::exchange(m_pendingEnd, {});
    if (m_section != Section::Ignore)
        m_sink.endTag(std::move(name), {m_position, m_position});
}

// One step towards the end: true when the rest may be mark-up after all and was read again.
bool HtmlTokenizer::finishPending()
{
    if (!m_literal.empty()) {
        if (m_literal == "plaintext" || m_literal == "xmp" || m_literal == "iframe" || m_literal == "textarea")
            return false;
        std::string name = std::exchange(m_literal, {});
        if (name == "title")
            m_pendingEnd = std::move(name);
        else
            reportEnd(name, {m_position, m_position});
        run();
        return true;
    }
    if (!m_anyCommentEnd && at(m_position) == '<') {
        m_anyCommentEnd = true;
        run();
        return true;
    }
    const char next = at(m_position + 1);
    const bool markup =
        m_position + 1 == m_text.size() || isAsciiLetter(next) || next == '/' || next == '!' || next == '?';
    if (at(m_position) == '<' && markup) {
        if (m_section != Section::Ignore)
            m_sink.comment({m_position, m_text.size()});
        m_position = m_text.size();
    }
    return false;
}

void HtmlTokenizer::finish()
{
    while (m_position < m_text.size() && finishPending()) { }
    reportText(m_position, m_text.size());
    m_position = m_text.size();
    beforeOther();
}

} // namespace assay::rules
