// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct HtmlAttribute
{
    std::string name; // lower-case
    std::string value; // references decoded
};

struct HtmlToken
{
    enum class Kind { Text, Start, End, Comment } kind = Kind::Text;
    std::string name; // of tags, lower-case
    std::vector<HtmlAttribute> attributes; // the first of each name; at most 200
    std::string_view text; // of text and comments: as written
    bool rawText = false; // text inside script, style and such: references mean nothing there
    size_t offset = 0; // of the first byte
    size_t end = 0; // behind the last byte

    // Null when absent.
    const std::string* attribute(std::string_view attributeName) const;
};

// Cuts HTML into tokens much as browsers do: bogus comments and declarations are comments, the content of script,
// style, title, textarea, iframe, xmp, noembed and noframes is one text, an unfinished tag at the end vanishes. No
// recursion, linear; `html` (UTF-8) must outlive the tokens.
class HtmlTokenizer
{
public:
    explicit HtmlTokenizer(std::string_view html)
        : m_html(html)
    {
    }
    // False at the end.
    bool next(HtmlToken& token);

private:
    bool readRawText(HtmlToken& token);
    bool readMarkup(HtmlToken& token);
    void readText(HtmlToken& token);
    bool readTag(HtmlToken& token, size_t nameStart);
    bool readAttribute(HtmlToken& token);
    void skipSpace();

    std::string_view m_html;
    size_t m_at = 0;
    std::string m_rawElement; // whose text comes next
};

} // namespace assay
