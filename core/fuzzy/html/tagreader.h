// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/html/element.h"

#include <map>
#include <string>

namespace assay::fuzzy {

// Numbers for tags that no table knows: equal names get equal numbers below zero.
class UnknownTags
{
public:
    int number(const std::string& name);

private:
    std::map<std::string, int> m_numbers;
};

// Reads what stands in a tag, byte by byte, up to its '>'.
class TagReader
{
public:
    explicit TagReader(UnknownTags& unknown)
        : m_unknown(unknown)
    {
    }

    void reset();
    void take(char c, Element& element);
    bool isInQuotes() const { return m_state == State::DoubleQuoted || m_state == State::SingleQuoted; }
    char quote() const { return m_state == State::SingleQuoted ? '\'' : '"'; }

private:
    enum class State {
        Start,
        Name,
        AttributeName,
        Equals,
        DoubleQuoteBegin,
        DoubleQuoted,
        QuoteEnd,
        SingleQuoteBegin,
        SingleQuoted,
        Value,
        BeforeEquals,
        AfterEquals,
        AfterValue,
        BadTag,
        TagEnd,
        SlashAfterValue,
        SlashInValue
    };
    void takeTagName(char c, Element& element);
    void takeAttributeName(char c, Element& element);
    void takeBeforeEquals(char c, Element& element);
    void takeAfterEquals(char c);
    void takeQuoted(char c, char quote, Element& element);
    void takeValue(char c, Element& element);
    void takeAfterQuote(char c, Element& element);
    void takeAfterValue(char c);
    void takeSlash(char c, Element& element);
    void finishTagName(Element& element);
    void storeName();
    void storeValue(Element& element);
    void append(char c, bool lowerCase);

    UnknownTags& m_unknown;
    State m_state = State::Start;
    std::string m_text;
    std::optional<Attribute> m_attribute;
};

} // namespace assay::fuzzy
