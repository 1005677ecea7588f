// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// A stretch of the tokenizer's text.
struct HtmlRange
{
    size_t begin = 0, end = 0;
};

struct HtmlAttribute
{
    std::string name; // lower-case
    HtmlRange value; // without quotes, entities as written; the name itself when there is no "="
};

class HtmlTokenSink
{
public:
    virtual ~HtmlTokenSink() = default;
    // `range` is the whole tag; names are in lower case.
    virtual void startTag(std::string name, std::vector<HtmlAttribute> attributes, HtmlRange range) = 0;
    virtual void endTag(std::string name, HtmlRange range) = 0;
    virtual void text(HtmlRange range, bool cdata) = 0; // entities are decoded unless cdata
    virtual void comment(HtmlRange range) = 0; // with its delimiters
    virtual void declaration(HtmlRange range) = 0; // <!DOCTYPE ...>
};

// Splits HTML the way Perl's HTML::Parser does: lenient, literal elements (script, style, title, xmp, iframe, textarea,
// plaintext), SGML marked sections; a '<' that starts no mark-up is text. Text comes in the same portions as there.
class HtmlTokenizer
{
public:
    explicit HtmlTokenizer(HtmlTokenSink& sink)
        : m_sink(sink)
    {
    }

    // Takes more text; what may still be incomplete waits.
    void feed(std::string_view text);
    // Reports what is left.
    void finish();
    const std::string& text() const { return m_text; }

private:
    enum class Section : uint8_t { None, Include, RcData, CData, Ignore };
    // Where a try to read mark-up ended.
    struct Outcome
    {
        enum Kind : uint8_t { NotMarkup, Incomplete, Done } kind;
        size_t next = 0;
    };

    void run();
    bool readLiteral(size_t& start);
    bool readCdata(size_t& start);
    bool readText(size_t& start, size_t& at);
    void reportAllButTail(size_t& start);
    Outcome readMarkup(size_t start);
    Outcome readStartTag(size_t start);
    Outcome readAttribute(size_t at, std::vector<HtmlAttribute>& attributes);
    Outcome readEndTag(size_t start);
    Outcome readDeclaration(size_t start);
    Outcome readDoctype(size_t start);
    Outcome readDoctypeWord(size_t at);
    Outcome readComment(size_t start);
    Outcome readMarkedSection(size_t start);
    Outcome commentUpToGt(size_t start, size_t at);
    Outcome skipSectionComment(size_t at) const;
    bool endSectionAt(size_t at);
    void updateSection();
    void enterLiteral(std::string_view name);

    void reportText(size_t begin, size_t end);
    void reportEnd(std::string_view name, HtmlRange range);
    void beforeOther();
    bool finishPending();

    char at(size_t position) const { return position < m_text.size() ? m_text[position] : '\0'; }
    size_t skipSpace(size_t position) const;

    HtmlTokenSink& m_sink;
    std::string m_text;
    size_t m_position = 0; // first byte not reported
    std::string m_literal; // open literal element
    std::string m_pendingEnd; // element to be closed before the next tag
    bool m_cdata = false;
    bool m_anyCommentEnd = false; // at the end of the text a lone '>' ends a comment
    std::vector<Section> m_sections;
    Section m_section = Section::None;
};

} // namespace assay::rules
