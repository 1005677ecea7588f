// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/html/element.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace assay::fuzzy {

// Numbers for tags that no table knows: equal names get equal numbers below zero.
class UnknownTags
{
public:
    int number(const std::string& name);

private:
    std::map<std::string, int> m_numbers;
};

// Reads the name and the attributes of a tag piece by piece, with the peer's ways of getting over odd signs.
class TagReader
{
public:
    explicit TagReader(std::string_view source)
        : m_in(source)
    {
    }

    // From the first letter of the name. Where the '>' stands that ends the tag; nothing when the source ends first.
    std::optional<size_t> read(size_t begin, Element& element);

private:
    // What is read next.
    enum class Piece { Between, Name, BeforeEquals, Value, AfterQuote, Slash, End };

    bool atEnd() const { return m_at >= m_in.size(); }
    Piece readPiece(Piece piece, Element& element);
    void readTagName(Element& element);
    Piece readBetween();
    Piece readName(Element& element);
    Piece readBeforeEquals(Element& element);
    Piece readValue(Element& element);
    Piece readQuoted(Element& element);
    Piece readBare(Element& element);
    Piece readAfterQuote();
    Piece readSlash(Element& element);
    void skipBlanks();
    void append(char c, bool lowerCase);
    void storeName();
    void storeValue(Element& element);

    std::string_view m_in;
    size_t m_at = 0;
    std::string m_text; // of the present name or value
    std::optional<Attribute> m_attribute;
    UnknownTags m_unknown;
};

} // namespace assay::fuzzy
