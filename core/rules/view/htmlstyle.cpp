// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/htmlstyle.h"

#include "core/base/ascii.h"
#include "core/rules/view/htmlcolor.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace assay::rules {

namespace {

constexpr size_t maxStyles = 4096; // elements that hostile mail leaves open

template <size_t N>
bool isOneOf(std::string_view text, const std::array<std::string_view, N>& list)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool isKnownAttribute(std::string_view tag, std::string_view name)
{
    if (tag == "font" || tag == "basefont")
        return name == "color" || name == "size";
    if (tag == "body")
        return name == "text";
    constexpr std::array<std::string_view, 6> styled{"table", "td", "tr", "span", "p", "div"};
    return name == "style" && (isOneOf(tag, styled) || tag == "a");
}

// Digits at the start of a text behind white space, with a sign if one has to be there.
std::optional<double> leadingNumber(std::string_view text, bool withSign)
{
    text = trimmed(text);
    double sign = 1;
    if (withSign) {
        if (text.empty() || (text.front() != '+' && text.front() != '-'))
            return std::nullopt;
        sign = text.front() == '-' ? -1 : 1;
        text.remove_prefix(1);
    }
    if (text.empty() || !isAsciiDigit(text.front()))
        return std::nullopt;
    double value = 0;
    for (size_t i = 0; i < text.size() && isAsciiDigit(text[i]); ++i)
        value = value * 10 + (text[i] - '0');
    return sign * value;
}

// The value without "!important" at its end.
std::string withoutImportant(std::string value)
{
    std::string_view rest = value;
    constexpr std::string_view word = "important";
    if (rest.size() < word.size() || rest.substr(rest.size() - word.size()) != word)
        return value;
    rest.remove_suffix(word.size());
    while (!rest.empty() && isAsciiSpace(rest.back()))
        rest.remove_suffix(1);
    if (rest.empty() || rest.back() != '!')
        return value;
    rest.remove_suffix(1);
    while (!rest.empty() && isAsciiSpace(rest.back()))
        rest.remove_suffix(1);
    return std::string(rest);
}

// The values of the last layer of a CSS background: split at blanks, layers at commas, brackets and quotes kept whole.
std::vector<std::string> lastBackgroundLayer(std::string_view css)
{
    std::vector<std::string> values, layer;
    bool anyLayer = false;
    std::string token;
    std::string closers; // innermost last
    const auto endToken = [&] {
        if (!token.empty())
            values.push_back(std::exchange(token, {}));
    };
    for (const char c : css) {
        if (closers.empty() && (c == ' ' || c == ',')) {
            endToken();
            if (c == ',') {
                layer = std::exchange(values, {});
                anyLayer = true;
            }
            continue;
        }
        token.push_back(c);
        if (!closers.empty() && c == closers.back()) {
            closers.pop_back();
            if (c == ')')
                endToken();
        } else if (closers.empty() || closers.back() == ')') {
            if (c == '"' || c == '\'')
                closers.push_back(c);
            else if (c == '(' && closers.empty())
                closers.push_back(')');
        }
    }
    endToken();
    return values.empty() && anyLayer ? layer : values;
}

} // namespace

const std::string* findAttribute(const HtmlAttributes& attributes, std::string_view name)
{
    const auto found = std::find_if(
        attributes.begin(), attributes.end(), [&](const auto& attribute) { return attribute.first == name; });
    return found == attributes.end() ? nullptr : &found->second;
}

HtmlStyleStack::HtmlStyleStack()
{
    m_styles.emplace_back();
    m_styles.back().tag = "default";
}

bool HtmlStyleStack::changesStyle(std::string_view tag)
{
    constexpr std::array<std::string_view, 13> tags{
        "body", "font", "table", "tr", "th", "td", "big", "small", "basefont", "marquee", "span", "p", "div"};
    return tag == "a" || isOneOf(tag, tags);
}

bool HtmlStyleStack::isOpen(std::string_view tag) const
{
    return std::any_of(m_styles.rbegin(), m_styles.rend(), [&](const TextStyle& style) { return style.tag == tag; });
}

// A new cell or row ends the one before it.
void HtmlStyleStack::closeCells(std::string_view tag)
{
    if (!isOpen(tag))
        return;
    while (!m_styles.empty()) {
        const std::string& top = m_styles.back().tag;
        if (top != "font" && top != "td" && !(tag == "tr" && top == "tr"))
            break;
        m_styles.pop_back();
    }
}

void HtmlStyleStack::open(std::string_view tag, const HtmlAttributes& attributes)
{
    if (tag == "th")
        tag = "td";
    if (tag == "basefont") {
        const std::string* size = findAttribute(attributes, "size");
        if (const auto number = size ? leadingNumber(*size, false) : std::nullopt) {
            m_baseSize = *number;
            return;
        }
    }
    if (tag == "td" || tag == "tr")
        closeCells(tag);
    if (m_styles.size() >= maxStyles)
        return;
    TextStyle style = m_styles.back();
    style.tag = tag;
    if (tag == "big" || tag == "small") {
        style.size += tag == "big" ? 1 : -1;
    } else {
        for (const auto& [name, value] : attributes) {
            if (!isKnownAttribute(tag, name))
                continue;
            applyAttribute(style, name, value);
            m_largest = std::max(m_largest, style.size);
            m_smallest = std::min(m_smallest, style.size);
        }
    }
    m_styles.push_back(std::move(style));
}

void HtmlStyleStack::applyAttribute(TextStyle& style, std::string_view name, const std::string& value)
{
    if (name == "text" || name == "color") {
        style.foreground = readColor(value);
    } else if (name == "size") {
        if (const auto change = leadingNumber(value, true))
            style.size = m_baseSize + *change;
        else if (const auto size = leadingNumber(value, false))
            style.size = *size;
    } else {
        applyCss(style, value);
    }
}

void HtmlStyleStack::applyCss(TextStyle& style, const std::string& css)
{
    for (size_t from = 0; from <= css.size();) {
        const size_t end = std::min(css.find(';', from), css.size());
        applyCssPart(style, std::string_view(css).substr(from, end - from));
        from = end + 1;
    }
    if (style.background == "transparent")
        style.background = m_styles.back().background;
    if (style.foreground == "transparent")
        style.foreground = style.background;
}

void HtmlStyleStack::applyCssPart(TextStyle& style, std::string_view part)
{
    part = trimmed(part);
    const size_t colon = part.find(':');
    if (colon == std::string_view::npos)
        return;
    const std::string_view key = part.substr(0, colon), value = trimmed(part.substr(colon + 1));
    if (value.empty() || value.find('\n') != std::string_view::npos)
        return;
    const bool background = equalsIgnoringCase(key, "background-color");
    if (background || equalsIgnoringCase(key, "color")) {
        const std::string color = withoutImportant(toAsciiLower(value));
        std::string& target = background ? style.background : style.foreground;
        if (color.find("rgb") != std::string::npos)
            target = colorFromNumbers(color);
        else if (color == "transparent")
            target = color;
        else if (color != "inherit")
            target = readColor(color);
    } else if (key == "background") {
        for (const std::string& word : lastBackgroundLayer(toAsciiLower(value))) {
            const std::string color = readColor(word);
            if (color == invalidColor)
                continue;
            style.background = color;
            break;
        }
    } else if (trimmed(key) == "display") {
        style.display = value;
    } else if (trimmed(key) == "visibility") {
        style.visibility = value;
    }
}

void HtmlStyleStack::close(std::string_view tag)
{
    if (tag == "th")
        tag = "td";
    // Browsers show what follows </body> too.
    if (tag == "body" || !isOpen(tag))
        return;
    while (m_styles.size() > 1) {
        const bool last = m_styles.back().tag == tag;
        m_styles.pop_back();
        if (last)
            return;
    }
}

TextLook HtmlStyleStack::look() const
{
    const TextStyle& style = m_styles.back();
    if (isLowContrast(style.foreground, style.background))
        return TextLook::LowContrast;
    if (style.foreground == invalidColor || style.background == invalidColor)
        return TextLook::InvalidColor;
    if (style.size <= 1 || equalsIgnoringCase(style.display, "none") || equalsIgnoringCase(style.visibility, "hidden"))
        return TextLook::Hidden;
    return TextLook::Visible;
}

} // namespace assay::rules
