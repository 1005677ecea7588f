// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/tagreader.h"

#include "core/base/ascii.h"
#include "core/fuzzy/html/entitytext.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

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

std::optional<size_t> TagReader::read(size_t begin, Element& element)
{
    m_at = begin;
    m_text.clear();
    m_attribute.reset();
    readTagName(element);
    Piece piece = Piece::Between;
    while (!atEnd()) {
        piece = readPiece(piece, element);
        if (piece == Piece::End)
            return atEnd() ? std::nullopt : std::optional(m_at);
    }
    return std::nullopt;
}

TagReader::Piece TagReader::readPiece(Piece piece, Element& element)
{
    switch (piece) {
    case Piece::Between:
        return readBetween();
    case Piece::Name:
        return readName(element);
    case Piece::BeforeEquals:
        return readBeforeEquals(element);
    case Piece::Value:
        return readValue(element);
    case Piece::AfterQuote:
        return readAfterQuote();
    case Piece::Slash:
        return readSlash(element);
    case Piece::End:
        break;
    }
    return Piece::End;
}

void TagReader::skipBlanks()
{
    while (!atEnd() && isAsciiSpace(m_in[m_at]))
        ++m_at;
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

void TagReader::readTagName(Element& element)
{
    for (; !atEnd() && !isAsciiSpace(m_in[m_at]) && m_in[m_at] != '>' && m_in[m_at] != '/'; ++m_at)
        append(m_in[m_at], true);
    if (atEnd())
        return;
    const std::string name = decodeEntities(m_text, false);
    m_text.clear();
    const bool hasSlash = m_in[m_at] == '/';
    if (const TagInfo* info = HtmlTables::builtIn().tag(name)) {
        // The peer takes the table's marks for all it knew, the closing slash included.
        element.id = info->id;
        element.info = *info;
        element.isHead = info->isHead;
        element.isClosed = false;
    } else {
        element.id = m_unknown.number(name);
        element.isClosed = element.isClosed || hasSlash;
    }
    m_at += m_in[m_at] == '>' ? 0 : 1;
}

TagReader::Piece TagReader::readBetween()
{
    skipBlanks();
    if (atEnd() || m_in[m_at] == '>')
        return Piece::End;
    const char c = m_in[m_at++];
    if (c == '/')
        return Piece::Slash;
    append(c, true); // a name may begin with anything
    return Piece::Name;
}

// Up to '=', a blank, a slash or the end of the tag.
TagReader::Piece TagReader::readName(Element& element)
{
    for (; !atEnd() && !isAsciiSpace(m_in[m_at]) && std::string_view("=/>").find(m_in[m_at]) == std::string_view::npos;
         ++m_at)
        append(m_in[m_at], true);
    if (atEnd())
        return Piece::End;
    const char c = m_in[m_at];
    if (c != '=' || !m_text.empty())
        storeName();
    if (c == '/' || c == '>')
        storeValue(element);
    if (c == '>')
        return Piece::End;
    ++m_at;
    return c == '=' ? Piece::Value : c == '/' ? Piece::Slash : Piece::BeforeEquals;
}

TagReader::Piece TagReader::readBeforeEquals(Element& element)
{
    skipBlanks();
    if (atEnd())
        return Piece::End;
    if (m_in[m_at] == '=') {
        ++m_at;
        return Piece::Value;
    }
    storeValue(element);
    if (m_in[m_at] == '>')
        return Piece::End;
    append(m_in[m_at++], true);
    return Piece::Between;
}

TagReader::Piece TagReader::readValue(Element& element)
{
    skipBlanks();
    if (atEnd() || m_in[m_at] == '>')
        return Piece::End;
    if (m_in[m_at] == '"' || m_in[m_at] == '\'')
        return readQuoted(element);
    append(m_in[m_at++], true);
    return readBare(element);
}

// A '>' belongs to the value when its quote comes later, wherever that is; else it ends the tag.
TagReader::Piece TagReader::readQuoted(Element& element)
{
    const size_t begin = m_at + 1;
    const size_t end = m_in.find(m_in[m_at], begin);
    if (end == std::string_view::npos) {
        m_at = std::min(m_in.find('>', begin), m_in.size());
        return Piece::End;
    }
    m_at = end + 1;
    if (end == begin)
        return Piece::Between; // nothing is stored, and the name stays
    for (const char c : m_in.substr(begin, end - begin))
        append(c, false);
    storeValue(element);
    return Piece::AfterQuote;
}

TagReader::Piece TagReader::readBare(Element& element)
{
    for (; !atEnd(); ++m_at) {
        const char c = m_in[m_at];
        if (c == '/') {
            if (++m_at >= m_in.size())
                break;
            if (m_in[m_at] == '>') {
                element.isClosed = true;
                storeValue(element);
                return Piece::End;
            }
            m_text += '/';
            append(m_in[m_at], false);
        } else if (isAsciiSpace(c) || c == '>' || c == '"') {
            storeValue(element);
            m_at += c == '>' ? 0 : 1;
            return c == '>' ? Piece::End : Piece::Between;
        } else {
            append(c, false);
        }
    }
    return Piece::End;
}

TagReader::Piece TagReader::readAfterQuote()
{
    const char c = m_in[m_at];
    if (c == '>')
        return Piece::End;
    ++m_at;
    if (isAsciiSpace(c))
        return Piece::Between;
    append(c, true);
    return c == '/' ? Piece::Slash : Piece::Name;
}

// Behind a slash that ends no tag one sign is lost.
TagReader::Piece TagReader::readSlash(Element& element)
{
    skipBlanks();
    if (atEnd())
        return Piece::End;
    if (m_in[m_at] == '>') {
        element.isClosed = true;
        return Piece::End;
    }
    ++m_at;
    return Piece::Name;
}

} // namespace assay::fuzzy
