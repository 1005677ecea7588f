// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/safehtml.h"

#include "core/base/ascii.h"
#include "core/text/htmlelements.h"
#include "core/text/htmlentities.h"
#include "core/text/htmlstyle.h"
#include "core/text/htmltokenizer.h"
#include "core/text/transfer.h"
#include "core/text/urls.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace assay {
namespace {

constexpr size_t maxHosts = 1000;
constexpr size_t maxUrl = 8192;
constexpr size_t maxValue = 200;

template <size_t N>
bool isOneOf(std::string_view name, const std::string_view (&list)[N])
{
    return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

// Elements that come out under their own name.
bool isAllowedElement(std::string_view name)
{
    constexpr std::string_view names[] = {"a", "b", "big", "blockquote", "br", "caption", "center", "cite", "code",
        "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
        "kbd", "li", "ol", "p", "pre", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var"};
    return isOneOf(name, names);
}

// What an element becomes; empty: only its content is kept.
std::string_view outputName(std::string_view name)
{
    if (isAllowedElement(name))
        return name;
    constexpr std::string_view blocks[] = {"body", "section", "article", "header", "footer", "main", "nav", "aside",
        "figure", "figcaption", "address", "details", "summary", "form", "fieldset", "legend"};
    if (isOneOf(name, blocks))
        return "div";
    if (name == "ins")
        return "u";
    return {};
}

bool isPlainNumber(std::string_view value)
{
    const size_t digits =
        static_cast<size_t>(std::find_if_not(value.begin(), value.end(), isAsciiDigit) - value.begin());
    const std::string_view unit = value.substr(digits);
    return digits > 0 && digits <= 4 && (unit.empty() || unit == "%" || unit == "px");
}

bool isPlainWord(std::string_view value)
{
    return !value.empty() && value.size() <= maxValue && std::all_of(value.begin(), value.end(), [](char c) {
        return isAsciiAlnum(c) || std::string_view(" -_,.#%+").find(c) != std::string_view::npos;
    });
}

bool isAllowedAttribute(std::string_view name, std::string_view value)
{
    constexpr std::string_view numbers[] = {
        "width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "start", "size"};
    constexpr std::string_view words[] = {"align", "valign", "dir", "type", "face", "color", "bgcolor", "lang"};
    if (isOneOf(name, numbers))
        return isPlainNumber(value) || (name == "size" && isPlainWord(value));
    return isOneOf(name, words) && isPlainWord(value);
}

bool isAllowedProperty(std::string_view name)
{
    constexpr std::string_view names[] = {"color", "background-color", "font-size", "font-weight", "font-style",
        "font-family", "font-variant", "text-decoration", "text-align", "text-transform", "vertical-align",
        "white-space", "line-height", "margin", "margin-left", "margin-right", "margin-top", "margin-bottom", "padding",
        "padding-left", "padding-right", "padding-top", "padding-bottom", "border-color", "border-style",
        "border-width", "border-collapse", "width", "height", "list-style-type", "direction"};
    return isOneOf(name, names);
}

bool isAllowedCssValue(std::string_view value)
{
    const bool isColorFunction = value.substr(0, 4) == "rgb(" && value.find('(', 4) == std::string_view::npos;
    return !value.empty() && value.size() <= maxValue && value.find("url") == std::string_view::npos
        && value.find("expression") == std::string_view::npos && std::all_of(value.begin(), value.end(), [&](char c) {
               return isAsciiAlnum(c) || std::string_view(" -_,.#%+!'").find(c) != std::string_view::npos
                   || (isColorFunction && (c == '(' || c == ')'));
           });
}

bool isRasterImage(std::string_view bytes)
{
    return bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n" || bytes.substr(0, 3) == "\xFF\xD8\xFF"
        || bytes.substr(0, 4) == "GIF8" || bytes.substr(0, 2) == "BM"
        || (bytes.substr(0, 4) == "RIFF" && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP");
}

// "data:image/png;base64,...." whose bytes begin as a raster image does.
bool isSafeDataImage(std::string_view url)
{
    constexpr std::string_view types[] = {
        "image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/bmp"};
    if (!startsWithIgnoringCase(url, "data:"))
        return false;
    const size_t comma = url.substr(0, 100).find(',');
    if (comma == std::string_view::npos)
        return false;
    const std::string kind = toAsciiLower(url.substr(5, comma - 5));
    const size_t semicolon = kind.find(';');
    if (semicolon == std::string::npos || kind.substr(semicolon) != ";base64"
        || !isOneOf(std::string_view(kind).substr(0, semicolon), types))
        return false;
    const std::string_view data = url.substr(comma + 1);
    const bool plain = std::all_of(data.begin(), data.end(),
        [](char c) { return isAsciiAlnum(c) || c == '+' || c == '/' || c == '=' || isAsciiSpace(c); });
    return plain && isRasterImage(decodeBase64(data.substr(0, 64)).bytes);
}

class Sanitizer
{
public:
    Sanitizer(std::string_view html, const SafeHtmlLimits& limits)
        : m_tokenizer(html)
        , m_limits(limits)
        , m_elements(512)
    {
    }

    SafeHtml run()
    {
        HtmlToken token;
        while (!m_safe.cut && m_tokenizer.next(token)) {
            if (token.kind == HtmlToken::Kind::Text)
                addText(token);
            else if (token.kind == HtmlToken::Kind::Start)
                start(token);
            else if (token.kind == HtmlToken::Kind::End)
                m_elements.end(token, Closer{*this});
        }
        m_elements.endAll(Closer{*this});
        m_safe.hosts.assign(m_hosts.begin(), m_hosts.end());
        return std::move(m_safe);
    }

private:
    // Marks of open elements: 0 left out, 1 written.
    struct Closer
    {
        Sanitizer& sanitizer;
        void operator()(const HtmlElements::Open& open) const { sanitizer.close(open); }
    };

    void close(const HtmlElements::Open& open)
    {
        if (open.mark == 0)
            return;
        m_safe.html += "</" + m_names.back() + ">";
        m_tables -= m_names.back() == "table";
        m_names.pop_back();
    }

    bool isLeftOut() const { return m_elements.context().dropped || m_elements.context().hidden; }

    void addText(const HtmlToken& token)
    {
        if (isLeftOut())
            return;
        write(escapeHtml(token.rawText ? std::string(token.text) : decodeHtmlEntities(token.text)));
    }

    void write(const std::string& text)
    {
        if (m_safe.html.size() - m_imageBytes + text.size() > m_limits.maxBytes)
            m_safe.cut = true;
        else
            m_safe.html += text;
    }

    void start(const HtmlToken& token)
    {
        countBlocked(token);
        const bool wasLeftOut = isLeftOut();
        const bool entered = m_elements.start(token, Closer{*this});
        const HtmlContext inner = entered ? m_elements.context() : m_elements.contextFor(token);
        if (inner.hidden && !wasLeftOut)
            ++m_safe.hidden;
        if (inner.hidden || inner.dropped)
            return;
        const std::string_view name = outputName(token.name);
        if (name.empty())
            return;
        if (!entered) {
            if (isVoidElement(token.name))
                writeVoid(token);
            return;
        }
        if (m_names.size() >= m_limits.maxDepth || (name == "table" && m_tables >= m_limits.maxTables))
            return;
        // Rows and cells only inside a table that comes out.
        const bool tablePart =
            name == "tr" || name == "td" || name == "th" || name == "tbody" || name == "thead" || name == "tfoot";
        if (tablePart && m_tables == 0)
            return;
        write("<" + std::string(name) + attributes(token) + ">");
        if (m_safe.cut)
            return;
        m_names.emplace_back(name);
        m_tables += name == "table";
        m_elements.top()->mark = 1;
    }

    void writeVoid(const HtmlToken& token)
    {
        if (token.name == "img")
            writeImage(token);
        else
            write("<" + token.name + attributes(token) + ">");
    }

    void writeImage(const HtmlToken& token)
    {
        const std::string* source = token.attribute("src");
        const std::string url = source ? std::string(trimmed(*source)) : std::string();
        std::string alternative;
        if (const std::string* alt = token.attribute("alt"))
            alternative = escapeHtml(std::string_view(*alt).substr(0, 1000));
        if (startsWithIgnoringCase(url, "cid:") && url.size() < maxUrl) {
            write("<img src=\"" + escapeHtml(url) + "\" alt=\"" + alternative + "\"" + attributes(token) + ">");
        } else if (isSafeDataImage(url) && m_imageBytes + url.size() <= m_limits.maxImageBytes) {
            m_imageBytes += url.size();
            m_safe.html += "<img src=\"" + escapeHtml(url) + "\" alt=\"" + alternative + "\"" + attributes(token) + ">";
        } else {
            if (!url.empty())
                ++m_safe.remoteImages;
            noteHost(url);
            if (!alternative.empty())
                write("[" + alternative + "]");
        }
    }

    std::string attributes(const HtmlToken& token)
    {
        std::string all;
        for (const HtmlAttribute& attribute : token.attributes) {
            if (attribute.name == "style")
                all += styleAttribute(attribute.value);
            else if (attribute.name == "href" && token.name == "a")
                all += linkAttribute(attribute.value);
            else if (isAllowedAttribute(attribute.name, attribute.value))
                all += " " + attribute.name + "=\"" + escapeHtml(attribute.value) + "\"";
        }
        return all;
    }

    std::string linkAttribute(const std::string& target)
    {
        const std::string_view url = trimmed(target);
        const std::string scheme = urlScheme(url);
        const bool allowed = scheme == "http" || scheme == "https" || scheme == "ftp" || scheme == "mailto";
        if (!allowed || url.size() > maxUrl) {
            m_safe.scripts += scheme == "javascript" || scheme == "vbscript";
            return {};
        }
        std::string clean;
        for (const char c : url) {
            if (static_cast<unsigned char>(c) > ' ')
                clean += c;
        }
        return " href=\"" + escapeHtml(clean) + "\"";
    }

    std::string styleAttribute(const std::string& style)
    {
        std::string safe;
        for (const auto& declaration : parseInlineStyle(style)) {
            if (declaration.second.find("url") != std::string::npos)
                noteStyleUrl(declaration.second);
            else if (isAllowedProperty(declaration.first) && isAllowedCssValue(declaration.second))
                safe += declaration.first + ":" + declaration.second + ";";
            // Without its background, the light text of a button would vanish on the page.
            else if (declaration.first == "background" && parseHtmlColor(declaration.second)
                && isAllowedCssValue(declaration.second))
                safe += "background-color:" + declaration.second + ";";
        }
        return safe.empty() ? safe : " style=\"" + escapeHtml(safe) + "\"";
    }

    void noteStyleUrl(std::string_view value)
    {
        ++m_safe.styles;
        const size_t open = value.find("url(");
        if (open == std::string_view::npos)
            return;
        std::string_view url = value.substr(open + 4);
        while (!url.empty() && (url.front() == '"' || url.front() == '\'' || url.front() == ' '))
            url.remove_prefix(1);
        noteHost(url.substr(0, url.find_first_of("\"' )")));
    }

    void noteHost(std::string_view url)
    {
        const std::string scheme = urlScheme(url);
        if (scheme == "cid" || scheme == "data")
            return;
        const std::string host = urlHost(url);
        if (!host.empty() && m_hosts.size() < maxHosts)
            m_hosts.insert(host);
    }

    void noteSources(const HtmlToken& token)
    {
        for (const char* name : {"src", "href", "data", "action", "background", "poster", "srcset"}) {
            if (const std::string* url = token.attribute(name))
                noteHost(trimmed(*url));
        }
    }

    void countBlocked(const HtmlToken& token)
    {
        const std::string& name = token.name;
        constexpr std::string_view objects[] = {
            "object", "embed", "applet", "audio", "video", "svg", "math", "canvas", "source"};
        constexpr std::string_view fields[] = {"form", "input", "button", "select", "textarea"};
        const auto count = [&](unsigned& counter) {
            ++counter;
            if (name != "a")
                noteSources(token);
        };
        if (name == "script")
            count(m_safe.scripts);
        else if (name == "iframe" || name == "frame")
            count(m_safe.frames);
        else if (isOneOf(name, objects))
            count(m_safe.objects);
        else if (isOneOf(name, fields))
            count(m_safe.forms);
        else if (name == "link" || name == "style" || name == "base"
            || (name == "meta" && token.attribute("http-equiv")))
            count(m_safe.styles);
        for (const HtmlAttribute& attribute : token.attributes) {
            m_safe.eventHandlers += attribute.name.size() > 2 && attribute.name.substr(0, 2) == "on";
            if (attribute.name == "background") {
                ++m_safe.remoteImages;
                noteHost(attribute.value);
            }
        }
    }

    HtmlTokenizer m_tokenizer;
    const SafeHtmlLimits& m_limits;
    HtmlElements m_elements;
    SafeHtml m_safe;
    std::set<std::string> m_hosts;
    std::vector<std::string> m_names; // of the elements written and open
    size_t m_tables = 0;
    size_t m_imageBytes = 0;
};

} // namespace

SafeHtml sanitizeHtml(std::string_view html, const SafeHtmlLimits& limits)
{
    return Sanitizer(html, limits).run();
}

} // namespace assay
