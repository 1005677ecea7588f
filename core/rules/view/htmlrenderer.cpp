// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/htmlrenderer.h"

#include "core/base/ascii.h"
#include "core/rules/view/htmlelements.h"
#include "core/rules/view/htmlentities.h"
#include "core/rules/view/htmlfontface.h"
#include "core/rules/view/htmllinks.h"
#include "core/rules/view/htmlstyle.h"
#include "core/rules/view/utf8.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

namespace assay::rules {

namespace {

constexpr int maxClosingTags = 1000; // fed for style and script that were left open

bool isCollapsible(char c)
{
    return isAsciiSpace(c);
}

// The characters U+00C2 U+00A0: a no-break space that was decoded twice.
constexpr std::string_view doubledNbsp = "\xc3\x82\xc2\xa0";

class TextCollapser
{
public:
    TextCollapser(std::string& out, SourceMap* map)
        : m_out(out)
        , m_map(map)
    {
    }

    void run(std::string_view text)
    {
        size_t from = 0, at = 0;
        while (at < text.size()) {
            size_t end = at;
            if (isCollapsible(text[at])) {
                while (end < text.size() && isCollapsible(text[end]))
                    ++end;
            } else if (text.substr(at, doubledNbsp.size()) == doubledNbsp) {
                end = at + doubledNbsp.size();
            }
            if (end == at || (end == at + 1 && text[at] == ' ')) {
                at = std::max(end, at + 1);
                continue;
            }
            copy(text, from, at);
            m_out.push_back(' ');
            if (m_map)
                m_map->append(1, at, end - at);
            from = at = end;
        }
        copy(text, from, at);
    }

private:
    void copy(std::string_view text, size_t from, size_t to)
    {
        m_out.append(text, from, to - from);
        if (m_map)
            m_map->appendSame(to - from, from);
    }
    std::string& m_out;
    SourceMap* m_map;
};

// A character that is neither white space nor ASCII punctuation.
bool isWordLike(uint32_t character, bool characters)
{
    if (character >= 0x80)
        return !characters || !isUnicodeSpace(character);
    const char c = static_cast<char>(character);
    return !isAsciiSpace(c) && (character < 0x21 || character == 0x7f || isAsciiAlnum(c));
}

bool isWordCharacter(uint32_t character, bool characters)
{
    if (character < 0x80)
        return isAsciiAlnum(static_cast<char>(character)) || character == '_';
    return characters && u_isalnum(static_cast<UChar32>(character));
}

std::vector<uint32_t> charactersOf(std::string_view text, size_t limit)
{
    std::vector<uint32_t> result;
    for (size_t at = 0; at < text.size() && result.size() < limit;) {
        const CodePoint point = codePointAt(text, at);
        result.push_back(point.value);
        at += point.length;
    }
    return result;
}

// Tags inside words: counts of such places, as the peer finds them between neighbouring texts.
class WordBreaks
{
public:
    void look(std::string_view before, std::string_view after, bool characters)
    {
        // Most neighbours are told apart by one byte.
        if (before.empty() || after.empty() || isPlainBreak(before.back()) || isPlainBreak(after.front()))
            return;
        const auto last = lastCharacters(before, 8), first = charactersOf(after, 8);
        if (last.empty() || first.empty() || !isWordLike(last.back(), characters)
            || !isWordLike(first.front(), characters)) {
            return;
        }
        ++obfuscations;
        std::vector<uint32_t> reversed(last.rbegin(), last.rend());
        const size_t left = pieceLength(reversed, characters), right = pieceLength(first, characters);
        if (left && right)
            pairs.emplace(left, right);
    }
    int obfuscations = 0;
    std::set<std::pair<size_t, size_t>> pairs;

private:
    static bool isPlainBreak(char c)
    {
        return static_cast<unsigned char>(c) < 0x80 && !isWordLike(static_cast<uint32_t>(c), false);
    }
    static std::vector<uint32_t> lastCharacters(std::string_view text, size_t count)
    {
        size_t at = text.size();
        while (at > 0 && count > 0) {
            --at;
            while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
                --at;
            --count;
        }
        return charactersOf(text.substr(at), SIZE_MAX);
    }
    // Length (1 to 7) of the piece of a word that begins `text` and ends at a word boundary, longest first; 0 for none.
    static size_t pieceLength(const std::vector<uint32_t>& text, bool characters)
    {
        size_t length = 0;
        while (length < text.size() && length < 7 && isWordLike(text[length], characters))
            ++length;
        for (; length > 0; --length) {
            const bool inside = isWordCharacter(text[length - 1], characters);
            const bool outside = length < text.size() && isWordCharacter(text[length], characters);
            if (inside != outside)
                return length;
        }
        return 0;
    }
};

class HtmlRenderer : public HtmlTokenSink
{
public:
    HtmlRenderer(bool characters, SourceMap* map)
        : m_tokenizer(*this)
        , m_characters(characters)
        , m_map(map)
    {
    }

    void run(std::string_view text)
    {
        m_tokenizer.feed(text);
        // Text that ends inside these elements would be lost.
        for (const char* name : {"style", "script"})
            for (int i = 0; i < maxClosingTags && openCount(name) > 0; ++i)
                m_tokenizer.feed("</" + std::string(name) + ">");
        m_tokenizer.finish();
    }
    RenderedPart take(size_t sourceCharacters, size_t decodedBytes);

    void startTag(std::string name, std::vector<HtmlAttribute> attributes, HtmlRange range) override;
    void endTag(std::string name, HtmlRange range) override;
    void text(HtmlRange range, bool cdata) override;
    void comment(HtmlRange range) override { m_comments.emplace_back(textOf(range)); }
    void declaration(HtmlRange range) override
    {
        if (!startsWithIgnoringCase(textOf(range), "<!doctype"))
            return;
        ++m_elements;
        ++m_tags;
        m_inside["!doctype"].open = 0;
    }

private:
    struct Chunk
    {
        size_t begin;
        bool space, invisible, characters;
    };

    std::string_view textOf(HtmlRange range) const
    {
        return std::string_view(m_tokenizer.text()).substr(range.begin, range.end - range.begin);
    }
    // What is known of an element, and how many of it are open.
    struct Element
    {
        int open = 0;
        bool valid = false, office = false, rendered = false, styled = false;
        std::string_view spacing;
    };
    using Elements = std::unordered_map<std::string, Element>;
    static Element describe(std::string_view name);
    int openCount(const char* tag) const
    {
        const auto found = m_inside.find(tag);
        return found == m_inside.end() ? 0 : found->second.open;
    }
    // The element when something more is to be done with it, else null.
    const Element* countTag(const std::string& name, int change);
    HtmlAttributes decodedAttributes(const std::vector<HtmlAttribute>& attributes) const;
    void testTag(std::string_view name, const HtmlAttributes& attributes);
    void measureImage(const HtmlAttributes& attributes);
    void showSpace(std::string_view space, HtmlRange range);
    void showText(std::string_view text, bool characters, bool invisible, HtmlRange range, const SourceMap* decodedMap);
    bool isInvisible(std::string_view text, bool characters);
    RenderedText joined(bool invisible) const;
    void fillValues(HtmlFacts& facts, size_t sourceCharacters, size_t decodedBytes, const RenderedText& text);

    HtmlTokenizer m_tokenizer;
    bool m_characters;
    SourceMap* m_map;
    std::string m_out;
    std::vector<Chunk> m_chunks;
    bool m_outCharacters = false;
    HtmlStyleStack m_styles;
    HtmlLinks m_links;
    WordBreaks m_breaks;
    Elements m_inside;
    int m_elements = 0, m_elementsSeen = 0, m_tags = 0, m_tagsSeen = 0, m_closedExtra = 0;
    double m_imageArea = 0;
    std::vector<std::string> m_comments, m_scripts, m_titles;
    std::map<std::string, double, std::less<>> m_flags;
};

HtmlRenderer::Element HtmlRenderer::describe(std::string_view name)
{
    Element element;
    const bool known = isHtmlElement(name);
    element.office = isOfficeNamespace(name);
    element.valid = known || element.office;
    element.rendered = !element.office && (known || isRenderedTrick(name));
    element.styled = HtmlStyleStack::changesStyle(name);
    element.spacing = htmlSpacing(name);
    return element;
}

const HtmlRenderer::Element* HtmlRenderer::countTag(const std::string& name, int change)
{
    const auto [place, isNew] = m_inside.try_emplace(name);
    Element& element = place->second;
    if (isNew)
        element = describe(name);
    if (element.valid) {
        ++m_elements;
        m_elementsSeen += isNew;
    }
    ++m_tags;
    m_tagsSeen += isNew;
    element.open += change;
    if (element.open < 0) {
        element.open = 0;
        ++m_closedExtra;
    }
    return element.rendered ? &element : nullptr;
}

HtmlAttributes HtmlRenderer::decodedAttributes(const std::vector<HtmlAttribute>& attributes) const
{
    HtmlAttributes result;
    result.reserve(attributes.size());
    for (const HtmlAttribute& attribute : attributes) {
        bool characters = m_characters;
        std::string value = decodeEntities(textOf(attribute.value), characters, PrefixNames::Unknown);
        result.emplace_back(attribute.name, std::move(value));
    }
    return result;
}

void HtmlRenderer::startTag(std::string name, std::vector<HtmlAttribute> attributes, HtmlRange range)
{
    const Element* element = countTag(name, 1);
    if (!element)
        return;
    HtmlAttributes decoded = decodedAttributes(attributes);
    if (element->styled)
        m_styles.open(name, decoded);
    showSpace(element->spacing, range);
    m_links.startTag(name, decoded, attributes);
    testTag(name, decoded);
}

void HtmlRenderer::endTag(std::string name, HtmlRange range)
{
    const Element* element = countTag(name, -1);
    if (!element)
        return;
    if (element->styled)
        m_styles.close(name);
    showSpace(element->spacing, range);
}

void HtmlRenderer::testTag(std::string_view name, const HtmlAttributes& attributes)
{
    if (name == "font") {
        const std::string* face = findAttribute(attributes, "face");
        if (face && !isUsualFontFace(*face))
            m_flags["font_face_bad"] = 1;
    } else if (name == "img") {
        if (openCount("a") > 0)
            m_links.addAnchorText("<img>\n");
        measureImage(attributes);
    } else if (name == "form") {
        const std::string* action = findAttribute(attributes, "action");
        if (action && findIgnoringCase(*action, "mailto:") != std::string::npos)
            m_flags["form_action_mailto"] = 1;
    } else if (name == "object" || name == "embed") {
        m_flags["embeds"] = 1;
    } else if (name == "a") {
        m_links.openAnchor(attributes);
    } else if (name == "title") {
        m_titles.emplace_back();
    }
}

// "120" or "50%" of a screen side; 0 for anything else.
double imageSide(const std::string& text, double percent)
{
    double value = 0;
    size_t at = 0;
    for (; at < text.size() && isAsciiDigit(text[at]); ++at)
        value = value * 10 + (text[at] - '0');
    if (at == 0)
        return 0;
    const bool relative = at < text.size() && text[at] == '%';
    at += relative;
    return at == text.size() || (at + 1 == text.size() && text[at] == '\n') ? value * (relative ? percent : 1) : 0;
}

void HtmlRenderer::measureImage(const HtmlAttributes& attributes)
{
    const std::string* width = findAttribute(attributes, "width");
    const std::string* height = findAttribute(attributes, "height");
    if (!width || !height)
        return;
    constexpr double unknownSide = 200;
    const double x = imageSide(*width, 8), y = imageSide(*height, 6);
    m_imageArea += (x > 0 ? x : unknownSide) * (y > 0 ? y : unknownSide);
}

void HtmlRenderer::showSpace(std::string_view space, HtmlRange range)
{
    if (space.empty())
        return;
    if (!m_chunks.empty() && !m_chunks.back().space && !m_chunks.back().invisible
        && m_out.size() > m_chunks.back().begin && m_out.back() == ' ') {
        m_out.pop_back();
        if (m_map)
            m_map->chop(1);
    }
    m_chunks.push_back({m_out.size(), true, false, false});
    m_out += space;
    if (m_map)
        m_map->append(space.size(), range.begin, range.end - range.begin, Unmapped::Generated);
}

void HtmlRenderer::showText(
    std::string_view text, bool characters, bool invisible, HtmlRange range, const SourceMap* decodedMap)
{
    const bool afterSpace = !m_chunks.empty() && m_chunks.back().space;
    const size_t begin = m_out.size();
    SourceMap collapsed;
    TextCollapser(m_out, m_map ? &collapsed : nullptr).run(text);
    size_t dropped = 0;
    if (afterSpace && !invisible && m_out.size() > begin && m_out[begin] == ' ') {
        m_out.erase(begin, 1);
        dropped = 1;
    }
    if (m_map) {
        const SourceMap whole = stacked(collapsed, *decodedMap, Unmapped::Generated);
        SourceMap kept;
        kept.appendPart(whole, dropped, whole.textLength());
        kept.forEachRun([&](uint64_t length, uint64_t offset, uint64_t rawLength, Unmapped why) {
            m_map->append(length, range.begin + offset, rawLength, why);
        });
    }
    m_chunks.push_back({begin, false, invisible, characters});
    m_outCharacters |= characters;
}

bool HtmlRenderer::isInvisible(std::string_view text, bool)
{
    std::string_view rest = text;
    while (!rest.empty() && isCollapsible(rest.front()))
        rest.remove_prefix(1);
    if (rest.empty())
        return false;
    const TextLook look = m_styles.look();
    if (look == TextLook::LowContrast)
        m_flags["font_low_contrast"] = 1;
    else if (look == TextLook::InvalidColor)
        m_flags["font_invalid_color"] = 1;
    return look != TextLook::Visible;
}

void HtmlRenderer::text(HtmlRange range, bool cdata)
{
    bool characters = m_characters;
    SourceMap decodedMap;
    const std::string_view source = textOf(range);
    std::string decoded;
    std::string_view shown = source;
    if (!cdata && source.find('&') != std::string_view::npos) {
        decoded = decodeEntities(source, characters, PrefixNames::Known, m_map ? &decodedMap : nullptr);
        shown = decoded;
    } else if (m_map) {
        decodedMap.appendSame(source.size(), 0);
    }
    if (openCount("script") > 0) {
        m_scripts.emplace_back(shown);
        return;
    }
    if (openCount("style") > 0)
        return;
    if (openCount("a") > 0)
        m_links.addAnchorText(shown);
    if (openCount("title") > 0 && !m_titles.empty())
        m_titles.back() += shown;
    const bool invisible = isInvisible(shown, characters);
    if (!m_chunks.empty())
        m_breaks.look(std::string_view(m_out).substr(m_chunks.back().begin), shown, characters);
    showText(shown, characters, invisible, range, &decodedMap);
}

RenderedText HtmlRenderer::joined(bool invisible) const
{
    RenderedText result;
    for (size_t i = 0; i < m_chunks.size(); ++i) {
        if (m_chunks[i].invisible != invisible)
            continue;
        const size_t end = i + 1 < m_chunks.size() ? m_chunks[i + 1].begin : m_out.size();
        result.text.append(m_out, m_chunks[i].begin, end - m_chunks[i].begin);
        result.characters |= m_chunks[i].characters;
    }
    return result;
}

void HtmlRenderer::fillValues(HtmlFacts& facts, size_t sourceCharacters, size_t decodedBytes, const RenderedText& text)
{
    auto& values = facts.values;
    values = m_flags;
    values["html"] = 1;
    values["image_area"] = m_imageArea;
    values["length"] = static_cast<double>(sourceCharacters);
    values["min_size"] = m_styles.smallestSize();
    values["max_size"] = m_styles.largestSize();
    const double tags = m_tags;
    if (m_tags > 0) {
        values["closed_extra_ratio"] = m_closedExtra / tags;
        if (m_elements > 0)
            values["bad_tag_ratio"] = (tags - m_elements) / tags;
        if (m_breaks.obfuscations > 0)
            values["obfuscation_ratio"] = m_breaks.obfuscations / tags;
    }
    if (m_tagsSeen > 0 && m_elementsSeen > 0)
        values["non_element_ratio"] = static_cast<double>(m_tagsSeen - m_elementsSeen) / m_tagsSeen;
    if (!m_breaks.pairs.empty())
        values["backhair_count"] = static_cast<double>(m_breaks.pairs.size());
    if (m_links.truncated())
        values["uri_truncated"] = 1;
    const size_t length = characterCount(text.text);
    size_t spaces = 0;
    for (size_t at = 0; at < text.text.size(); ++at)
        spaces += text.text[at] != '\f' || text.characters ? spaceLength(text.text, at, text.characters) > 0 : 0;
    values["html_length"] = static_cast<double>(length);
    values["non_space_len"] = static_cast<double>(length - spaces);
    if (decodedBytes > 0)
        values["ratio"] =
            (static_cast<double>(decodedBytes) - static_cast<double>(length)) / static_cast<double>(decodedBytes);
}

RenderedPart HtmlRenderer::take(size_t sourceCharacters, size_t decodedBytes)
{
    RenderedPart part;
    part.visible = joined(false);
    part.invisible = joined(true);
    part.all = {std::move(m_out), m_outCharacters};
    part.html.emplace();
    fillValues(*part.html, sourceCharacters, decodedBytes, part.all);
    const auto putTexts = [&](const char* name, std::vector<std::string> texts) {
        if (!texts.empty())
            part.html->texts[name] = std::move(texts);
    };
    putTexts("comment", std::move(m_comments));
    putTexts("script", std::move(m_scripts));
    putTexts("title", std::move(m_titles));
    putTexts("anchor", m_links.takeAnchors());
    for (const auto& [name, element] : m_inside)
        part.html->inside.emplace(name, element.open);
    part.html->uris = m_links.takeUris();
    part.uriRanges = m_links.takeRanges();
    part.sourceCharacters = m_characters;
    return part;
}

bool isTagNameChar(char c)
{
    return isAsciiAlnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// What stands at `at` that has to be written differently: its length, or 0.
size_t oddityLength(std::string_view text, size_t at, std::string& replacement)
{
    if (text[at] == '&' && text.substr(at, 6) == "&nbsp;") {
        replacement = " ";
        return 6;
    }
    if (text.substr(at, 3) == "\xe2\x80\x9c" || text.substr(at, 3) == "\xe2\x80\x9d") {
        replacement = "\"";
        return 3;
    }
    if (text[at] != '<')
        return 0;
    size_t end = at + 1;
    while (end < text.size() && isTagNameChar(text[end]))
        ++end;
    const size_t nameEnd = end;
    // A blank that &nbsp; became counts too.
    while (end < text.size() && (isAsciiSpace(text[end]) || text.substr(end, 6) == "&nbsp;"))
        end += isAsciiSpace(text[end]) ? 1 : 6;
    if (nameEnd == at + 1 || text.substr(end, 2) != "/>")
        return 0;
    replacement = std::string(text.substr(at, nameEnd - at)) + ">";
    return end + 2 - at;
}

} // namespace

std::string prepareHtml(std::string text, SourceMap* map)
{
    std::string result, replacement;
    result.reserve(text.size());
    size_t from = 0;
    const auto copy = [&](size_t to) {
        result.append(text, from, to - from);
        if (map)
            map->appendSame(to - from, from);
    };
    for (size_t at = text.find_first_of("<&\xe2"); at != std::string::npos; at = text.find_first_of("<&\xe2", at)) {
        const size_t length = oddityLength(text, at, replacement);
        if (length == 0) {
            ++at;
            continue;
        }
        copy(at);
        result += replacement;
        if (map)
            map->append(replacement.size(), at, length, Unmapped::Generated);
        from = at += length;
    }
    if (from == 0) {
        if (map)
            map->appendSame(text.size(), 0);
        return text;
    }
    copy(text.size());
    return result;
}

RenderedPart renderHtml(std::string text, bool characters, size_t decodedBytes, SourceMap* map)
{
    const size_t sourceCharacters = characterCount(text);
    SourceMap preparedMap, renderedMap;
    const std::string prepared = prepareHtml(std::move(text), map ? &preparedMap : nullptr);
    HtmlRenderer renderer(characters, map ? &renderedMap : nullptr);
    renderer.run(prepared);
    if (map)
        *map = stacked(renderedMap, preparedMap, Unmapped::Generated);
    return renderer.take(sourceCharacters, decodedBytes);
}

} // namespace assay::rules
