// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/htmltext.h"

#include "core/base/ascii.h"
#include "core/text/htmlelements.h"
#include "core/text/htmlentities.h"
#include "core/text/htmltokenizer.h"
#include "core/text/utf8.h"

namespace assay {
namespace {

constexpr size_t maxLinkText = 4096;

// Collects text with runs of blanks made one.
class TextSink
{
public:
    explicit TextSink(size_t limit)
        : m_limit(limit)
    {
    }

    // False when the limit is reached.
    bool add(std::string_view text, bool preformatted)
    {
        if (m_text.size() + text.size() > m_limit)
            return false;
        for (size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            const bool hardBlank = c == '\xC2' && i + 1 < text.size() && text[i + 1] == '\xA0';
            if (preformatted && c == '\n') {
                endLine(true);
            } else if (!preformatted && isAsciiSpace(c)) {
                m_blank = true;
            } else {
                if (m_blank && !atLineStart())
                    m_text += ' ';
                m_blank = false;
                m_text += hardBlank ? ' ' : c;
                i += hardBlank;
            }
        }
        return true;
    }

    void endLine(bool always = false)
    {
        m_blank = false;
        while (!m_text.empty() && m_text.back() == ' ')
            m_text.pop_back();
        if (always ? m_text.size() < m_limit : !atLineStart())
            m_text += '\n';
    }

    void addBlank() { m_blank = true; }
    bool atLineStart() const { return m_text.empty() || m_text.back() == '\n'; }
    std::string take()
    {
        while (!m_text.empty() && isAsciiSpace(m_text.back()))
            m_text.pop_back();
        return std::move(m_text);
    }

private:
    size_t m_limit;
    std::string m_text;
    bool m_blank = false;
};

class TextMaker
{
public:
    TextMaker(std::string_view html, const HtmlTextLimits& limits)
        : m_tokenizer(html)
        , m_limits(limits)
        , m_elements(limits.maxDepth)
        , m_visible(limits.maxText)
        , m_hidden(limits.maxText)
    {
    }

    HtmlText run()
    {
        HtmlToken token;
        while (m_tokenizer.next(token)) {
            if (token.kind == HtmlToken::Kind::Text)
                addText(token);
            else if (token.kind == HtmlToken::Kind::Start)
                start(token);
            else if (token.kind == HtmlToken::Kind::End)
                end(token);
        }
        m_result.visible = m_visible.take();
        m_result.hidden = m_hidden.take();
        m_result.tooDeep = m_elements.tooDeep();
        return std::move(m_result);
    }

private:
    void addText(const HtmlToken& token)
    {
        const HtmlContext& context = m_elements.context();
        if (m_inTitle) {
            if (m_result.title.empty())
                m_result.title =
                    std::string(trimmed(toSingleLine(decodeHtmlEntities(token.text.substr(0, maxLinkText)))));
            return;
        }
        if (context.dropped)
            return;
        const std::string text = token.rawText ? std::string(token.text) : decodeHtmlEntities(token.text);
        const bool invisible = context.isInvisible();
        if (!(invisible ? m_hidden : m_visible).add(text, context.preformatted))
            m_result.tooLarge = true;
        if (m_inLink && !m_result.links.empty() && !invisible) {
            std::string& linkText = m_result.links.back().text;
            if (linkText.size() < maxLinkText)
                linkText += utf8Prefix(text, maxLinkText);
        }
    }

    void breakLine(std::string_view name)
    {
        if (name == "br") {
            if (m_elements.context().isInvisible())
                m_hidden.endLine();
            else
                m_visible.endLine(true);
        } else if (isBlockElement(name)) {
            m_visible.endLine();
            m_hidden.endLine();
        } else if (name == "td" || name == "th") {
            m_visible.addBlank();
            m_hidden.addBlank();
        }
    }

    void start(const HtmlToken& token)
    {
        breakLine(token.name);
        m_inTitle = token.name == "title" && m_result.title.empty();
        const bool entered = m_elements.start(token, [](const HtmlElements::Open&) {});
        if (token.name == "a" || token.name == "area" || token.name == "form")
            addLink(token, token.name == "form" ? "action" : "href");
        if (token.name == "img") {
            if (const std::string* source = token.attribute("src");
                source && m_result.images.size() < m_limits.maxLinks)
                m_result.images.push_back(*source);
        }
        m_inLink = token.name == "a" ? entered && token.attribute("href") : m_inLink;
    }

    void addLink(const HtmlToken& token, std::string_view attribute)
    {
        const std::string* target = token.attribute(attribute);
        if (!target || trimmed(*target).empty())
            return;
        if (m_result.links.size() >= m_limits.maxLinks) {
            m_result.tooLarge = true;
            return;
        }
        if (token.name == "a")
            finishLink();
        m_result.links.push_back({std::string(trimmed(*target)), {}, token.name});
    }

    void finishLink()
    {
        if (!m_result.links.empty())
            m_result.links.back().text = std::string(trimmed(toSingleLine(m_result.links.back().text)));
    }

    void end(const HtmlToken& token)
    {
        m_inTitle = false;
        if (token.name == "a") {
            finishLink();
            m_inLink = false;
        }
        m_elements.end(token, [](const HtmlElements::Open&) {});
        if (token.name != "br")
            breakLine(token.name);
    }

    HtmlTokenizer m_tokenizer;
    const HtmlTextLimits& m_limits;
    HtmlElements m_elements;
    TextSink m_visible;
    TextSink m_hidden;
    HtmlText m_result;
    bool m_inTitle = false;
    bool m_inLink = false;
};

} // namespace

HtmlText htmlToText(std::string_view html, const HtmlTextLimits& limits)
{
    return TextMaker(html, limits).run();
}

} // namespace assay
