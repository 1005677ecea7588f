// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/tagreader.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/entitytext.h"

#include <algorithm>
#include <limits>

namespace assay::fuzzy {
namespace {

constexpr int badTag = std::numeric_limits<int>::min();

std::optional<Attribute> attributeOf(std::string_view name)
{
    struct Name
    {
        std::string_view text;
        Attribute attribute;
    };
    static constexpr Name names[] = {{"name", Attribute::Name}, {"href", Attribute::Href}, {"src", Attribute::Href},
        {"action", Attribute::Href}, {"color", Attribute::Colour}, {"bgcolor", Attribute::BackgroundColour},
        {"style", Attribute::Style}, {"class", Attribute::Class}, {"size", Attribute::Size}, {"rel", Attribute::Rel},
        {"alt", Attribute::Alt}, {"id", Attribute::Id}, {"hidden", Attribute::Hidden}};
    for (const Name& known : names) {
        if (known.text == name)
            return known.attribute;
    }
    return std::nullopt;
}

} // namespace

const std::string* Element::first(Attribute attribute) const
{
    const auto found = std::find_if(attributes.begin(), attributes.end(),
        [attribute](const AttributeValue& value) { return value.attribute == attribute; });
    return found == attributes.end() ? nullptr : &found->value;
}

const std::string* Element::last(Attribute attribute) const
{
    const auto found = std::find_if(attributes.rbegin(), attributes.rend(),
        [attribute](const AttributeValue& value) { return value.attribute == attribute; });
    return found == attributes.rend() ? nullptr : &found->value;
}

int UnknownTags::number(const std::string& name)
{
    const auto next = -1 - static_cast<int>(m_numbers.size());
    return m_numbers.emplace(name, next).first->second;
}

void TagReader::reset()
{
    m_state = State::Start;
    m_text.clear();
    m_attribute.reset();
}

void TagReader::append(char c, bool lowerCase)
{
    if (c == '\0')
        m_text += "\xEF\xBF\xBD";
    else
        m_text += lowerCase ? asciiLower(c) : c;
}

void TagReader::storeName()
{
    m_attribute = attributeOf(decodeEntities(m_text, false));
    m_text.clear();
}

void TagReader::storeValue(Element& element)
{
    if (m_attribute) {
        const bool isLower = *m_attribute == Attribute::Id || *m_attribute == Attribute::Class;
        element.attributes.push_back({*m_attribute, decodeEntities(isLower ? toAsciiLower(m_text) : m_text, false)});
    }
    m_text.clear();
    m_attribute.reset();
}

void TagReader::take(char c, Element& element)
{
    switch (m_state) {
    case State::Start:
        if (isAsciiLetter(c)) {
            m_state = State::Name;
            append(c, true);
        } else if (!isAsciiSpace(c)) {
            m_state = State::BadTag;
            element.id = badTag;
        }
        return;
    case State::Name:
        return takeTagName(c, element);
    case State::AttributeName:
        return takeAttributeName(c, element);
    case State::BeforeEquals:
        return takeBeforeEquals(c, element);
    case State::Equals:
    case State::AfterEquals:
        return takeAfterEquals(c);
    case State::DoubleQuoteBegin:
    case State::DoubleQuoted:
        return takeQuoted(c, '"', element);
    case State::SingleQuoteBegin:
    case State::SingleQuoted:
        return takeQuoted(c, '\'', element);
    case State::QuoteEnd:
        return takeAfterQuote(c, element);
    case State::Value:
        return takeValue(c, element);
    case State::AfterValue:
        return takeAfterValue(c);
    case State::SlashAfterValue:
    case State::SlashInValue:
        return takeSlash(c, element);
    case State::BadTag:
    case State::TagEnd:
        return;
    }
}

void TagReader::takeTagName(char c, Element& element)
{
    if (!isAsciiSpace(c) && c != '>' && c != '/') {
        append(c, true);
        return;
    }
    if (c == '/')
        element.isClosed = true;
    finishTagName(element);
}

void TagReader::finishTagName(Element& element)
{
    const std::string name = decodeEntities(m_text, false);
    if (const TagInfo* info = HtmlTables::builtIn().tag(name)) {
        element.id = info->id;
        element.info = *info;
        element.isHead = info->isHead;
        // The peer takes the table's marks for all it knew, the closing slash included.
        element.isClosed = false;
    } else {
        element.id = m_unknown.number(name);
    }
    m_text.clear();
    m_state = State::AfterValue;
}

void TagReader::takeAttributeName(char c, Element& element)
{
    if (c == '=') {
        if (!m_text.empty())
            storeName();
        m_state = State::Equals;
    } else if (isAsciiSpace(c)) {
        storeName();
        m_state = State::BeforeEquals;
    } else if (c == '/' || c == '>') {
        storeName();
        storeValue(element);
        m_state = c == '/' ? State::SlashAfterValue : State::TagEnd;
    } else {
        append(c, true);
    }
}

void TagReader::takeBeforeEquals(char c, Element& element)
{
    if (c == '=') {
        m_state = State::Equals;
    } else if (c == '>') {
        storeValue(element);
        m_state = State::TagEnd;
    } else if (!isAsciiSpace(c)) {
        storeValue(element);
        append(c, true);
        m_state = State::AfterValue;
    }
}

void TagReader::takeAfterEquals(char c)
{
    if (c == '"') {
        m_state = State::DoubleQuoteBegin;
    } else if (c == '\'') {
        m_state = State::SingleQuoteBegin;
    } else if (isAsciiSpace(c)) {
        m_state = State::AfterEquals;
    } else {
        append(c, m_state == State::AfterEquals || m_state == State::Equals);
        m_state = State::Value;
    }
}

void TagReader::takeQuoted(char c, char quote, Element& element)
{
    const bool isBegin = m_state == State::DoubleQuoteBegin || m_state == State::SingleQuoteBegin;
    if (c != quote) {
        append(c, false);
        m_state = quote == '"' ? State::DoubleQuoted : State::SingleQuoted;
    } else if (isBegin) {
        m_state = State::AfterValue;
    } else {
        storeValue(element);
        m_state = State::QuoteEnd;
    }
}

void TagReader::takeValue(char c, Element& element)
{
    if (c == '/') {
        m_state = State::SlashInValue;
    } else if (isAsciiSpace(c) || c == '>' || c == '"') {
        storeValue(element);
        m_state = State::AfterValue;
    } else {
        append(c, false);
    }
}

void TagReader::takeAfterQuote(char c, Element& element)
{
    if (isAsciiSpace(c)) {
        m_state = State::AfterValue;
        return;
    }
    storeValue(element);
    append(c, true);
    m_state = c == '/' ? State::SlashAfterValue : State::AttributeName;
}

void TagReader::takeAfterValue(char c)
{
    if (isAsciiSpace(c))
        return;
    if (c == '/') {
        m_state = State::SlashAfterValue;
        return;
    }
    append(c, true);
    m_state = State::AttributeName;
}

void TagReader::takeSlash(char c, Element& element)
{
    if (c == '>') {
        element.isClosed = true;
        if (m_state == State::SlashInValue)
            storeValue(element);
        m_state = State::TagEnd;
    } else if (m_state == State::SlashInValue) {
        m_text += '/';
        append(c, false);
        m_state = State::Value;
    } else if (!isAsciiSpace(c)) {
        m_state = State::AttributeName;
    }
}

} // namespace assay::fuzzy
