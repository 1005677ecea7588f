// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/cssrules.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cmath>

namespace assay::fuzzy {
namespace {

using Kind = CssToken::Kind;

std::optional<CssProperty> propertyOf(std::string_view name)
{
    struct Name
    {
        std::string_view text;
        CssProperty property;
    };
    static constexpr Name names[] = {{"font", CssProperty::Font}, {"font-color", CssProperty::FontColour},
        {"font-size", CssProperty::FontSize}, {"color", CssProperty::Colour},
        {"bgcolor", CssProperty::BackgroundColour}, {"background-color", CssProperty::BackgroundColour},
        {"background", CssProperty::Background}, {"display", CssProperty::Display},
        {"visibility", CssProperty::Visibility}};
    for (const Name& known : names) {
        if (known.text == name)
            return known.property;
    }
    return std::nullopt;
}

double clamped(const CssToken& token, double highest)
{
    return std::clamp(static_cast<double>(token.number), 0.0, highest);
}

uint8_t colourPart(const CssToken& token)
{
    if (token.kind != Kind::Number)
        return 0;
    if (token.isPercent)
        return static_cast<uint8_t>(clamped(token, 100) / 100.0 * 255.0);
    return static_cast<uint8_t>(clamped(token, 255));
}

uint8_t alphaPart(const CssToken& token)
{
    if (token.kind != Kind::Number)
        return 255;
    return static_cast<uint8_t>((token.isPercent ? clamped(token, 100) / 100.0 : clamped(token, 1)) * 255.0);
}

double share(const CssToken& token)
{
    if (token.kind != Kind::Number)
        return 0;
    return std::clamp(static_cast<double>(token.number) / (token.isPercent ? 100.0 : 1.0), 0.0, 1.0);
}

double hue(const CssToken& token)
{
    if (token.kind != Kind::Number)
        return 0;
    if (token.isPercent)
        return clamped(token, 100) / 100.0;
    constexpr float farthest = 1e9F;
    const int degrees = static_cast<int>(std::clamp(token.number, -farthest, farthest));
    return ((degrees % 360 + 360) % 360) / 360.0;
}

double hueToPart(double p, double q, double t)
{
    t += t < 0.0 ? 1.0 : 0.0;
    t -= t > 1.0 ? 1.0 : 0.0;
    if (t * 6.0 < 1.0)
        return p + (q - p) * 6.0 * t;
    if (t * 2.0 < 1)
        return q;
    return t * 3.0 < 2.0 ? p + (q - p) * (2.0 / 3.0 - t) * 6.0 : p;
}

Colour fromHsl(double h, double s, double l)
{
    Colour colour;
    if (s == 0) {
        // The peer forgets to scale greys.
        colour.red = colour.green = colour.blue = static_cast<uint8_t>(l);
        return colour;
    }
    const double q = l <= 0.5 ? l * (1.0 + s) : l + s - l * s;
    const double p = 2.0 * l - q;
    colour.red = static_cast<uint8_t>(hueToPart(p, q, h + 1.0 / 3.0) * 255);
    colour.green = static_cast<uint8_t>(hueToPart(p, q, h) * 255);
    colour.blue = static_cast<uint8_t>(hueToPart(p, q, h - 1.0 / 3.0) * 255);
    return colour;
}

std::optional<Colour> colourFunction(const CssNode& node)
{
    const std::string_view name = node.token.text;
    const auto argument = [&node](size_t i) -> const CssToken& { return node.children[i].token; };
    const bool hasAlpha = name == "rgba" || name == "hsla";
    if (node.children.size() != (hasAlpha ? 4u : 3u))
        return std::nullopt;
    Colour colour;
    if (name == "rgb" || name == "rgba")
        colour = {colourPart(argument(0)), colourPart(argument(1)), colourPart(argument(2)), 255};
    else if (name == "hsl" || name == "hsla")
        colour = fromHsl(hue(argument(0)), share(argument(1)), share(argument(2)));
    else
        return std::nullopt;
    if (hasAlpha)
        colour.alpha = alphaPart(argument(3));
    return colour;
}

bool isColourProperty(CssProperty property)
{
    return property == CssProperty::Colour || property == CssProperty::Background
        || property == CssProperty::BackgroundColour || property == CssProperty::FontColour
        || property == CssProperty::Font;
}

std::optional<CssValue> valueOf(CssProperty property, const CssNode& node)
{
    const CssToken& token = node.token;
    if (isColourProperty(property)) {
        std::optional<Colour> colour;
        if (node.kind == CssNode::Kind::Function)
            colour = colourFunction(node);
        else if (token.kind == Kind::Hash)
            colour = colourFromHex(token.text);
        else if (token.kind == Kind::Ident)
            colour = colourFromText(token.text);
        if (colour)
            return CssValue(*colour);
    }
    if (node.kind != CssNode::Kind::Token)
        return std::nullopt;
    const bool isLength = property == CssProperty::FontSize || property == CssProperty::Font;
    if (isLength && token.kind == Kind::Number)
        return CssValue(CssLength{token.number, token.isPercent});
    const bool isDisplay = property == CssProperty::Display || property == CssProperty::Visibility;
    if (isDisplay && token.kind == Kind::Ident) {
        if (const auto display = HtmlTables::builtIn().display(token.text))
            return CssValue(*display);
    }
    return std::nullopt;
}

// Of several values of one kind the last counts.
void keepLast(std::vector<CssValue>& values, const CssValue& value)
{
    values.erase(std::remove_if(values.begin(), values.end(),
                     [&value](const CssValue& other) { return other.index() == value.index(); }),
        values.end());
    values.push_back(value);
}

} // namespace

std::optional<Colour> colourFromHex(std::string_view digits)
{
    const auto part = [digits](size_t high, size_t low) {
        return static_cast<uint8_t>(
            std::max(0, hexDigitValue(digits[high])) * 16 + std::max(0, hexDigitValue(digits[low])));
    };
    if (digits.size() == 3)
        return Colour{part(0, 0), part(1, 1), part(2, 2), 255};
    if (digits.size() != 6 && digits.size() != 8)
        return std::nullopt;
    return Colour{part(0, 1), part(2, 3), part(4, 5), digits.size() == 8 ? part(6, 7) : uint8_t{255}};
}

std::optional<Colour> colourFromText(std::string_view text)
{
    if (text.size() > 1 && text[0] == '#')
        return colourFromHex(text.substr(1));
    return HtmlTables::builtIn().colour(text);
}

Declarations Declarations::read(const std::vector<CssNode>& nodes)
{
    Declarations declarations;
    enum class State { Property, Value, Ignore } state = State::Property;
    Rule rule{};
    for (size_t i = 0; i < nodes.size(); ++i) {
        const CssNode& node = nodes[i];
        if (node.kind == CssNode::Kind::Block)
            return declarations; // the peer gives up here, with what it has
        const bool isToken = node.kind == CssNode::Kind::Token;
        if (isToken && state == State::Property) {
            const auto property = node.token.kind == Kind::Ident ? propertyOf(node.token.text) : std::nullopt;
            state = State::Ignore;
            if (property) {
                ++i;
                const bool hasColon =
                    i < nodes.size() && nodes[i].kind == CssNode::Kind::Token && nodes[i].token.kind == Kind::Colon;
                state = hasColon ? State::Value : State::Ignore;
                rule = {*property, {}};
            }
        } else if (isToken && node.token.kind == Kind::Semicolon) {
            if (state == State::Value)
                declarations.add(std::move(rule));
            rule = {};
            state = State::Property;
        } else if (state == State::Value) {
            if (auto value = valueOf(rule.property, node))
                keepLast(rule.values, *value);
        }
    }
    if (state == State::Value)
        declarations.add(std::move(rule));
    return declarations;
}

void Declarations::add(Rule rule)
{
    if (rule.values.empty())
        return;
    const auto known = std::find_if(
        m_rules.begin(), m_rules.end(), [&rule](const Rule& other) { return other.property == rule.property; });
    if (known == m_rules.end()) {
        m_rules.push_back(std::move(rule));
        return;
    }
    std::vector<CssValue> added;
    for (const CssValue& value : rule.values) {
        const bool isKnown = std::any_of(known->values.begin(), known->values.end(),
            [&value](const CssValue& other) { return other.index() == value.index(); });
        if (!isKnown)
            added.push_back(value);
    }
    known->values.insert(known->values.end(), added.begin(), added.end());
}

void Declarations::merge(const Declarations& later)
{
    const std::vector<Rule> rules = later.m_rules; // which may be these
    for (const Rule& rule : rules)
        add(rule);
}

StyleBlock Declarations::compile() const
{
    StyleBlock block;
    const Rule* font = nullptr;
    const Rule* background = nullptr;
    for (const Rule& rule : m_rules) {
        const CssValue& value = rule.values.back();
        const auto* colour = std::get_if<Colour>(&value);
        const auto* length = std::get_if<CssLength>(&value);
        const auto* display = std::get_if<assay::fuzzy::Display>(&value);
        switch (rule.property) {
        case CssProperty::Display:
        case CssProperty::Visibility:
            block.setDisplay(display ? *display : assay::fuzzy::Display::Inline);
            break;
        case CssProperty::FontSize:
            if (length)
                block.setFontSize(length->value, length->isPercent);
            break;
        case CssProperty::FontColour:
        case CssProperty::Colour:
            if (colour)
                block.setForeground(*colour);
            break;
        case CssProperty::BackgroundColour:
            if (colour)
                block.setBackground(*colour);
            break;
        case CssProperty::Font:
            font = &rule;
            break;
        case CssProperty::Background:
            background = &rule;
            break;
        }
    }
    const bool takesColour = font && block.foregroundStrength == StyleBlock::Unset;
    const bool takesSize = font && block.fontStrength == StyleBlock::Unset;
    for (size_t i = 0; font && i < font->values.size(); ++i) {
        const auto* colour = std::get_if<Colour>(&font->values[i]);
        const auto* length = std::get_if<CssLength>(&font->values[i]);
        if (takesColour && colour)
            block.setForeground(*colour);
        if (takesSize && length)
            block.setFontSize(length->value, length->isPercent);
    }
    const bool takesBackground = background && block.backgroundStrength == StyleBlock::Unset;
    for (size_t i = 0; takesBackground && i < background->values.size(); ++i) {
        if (const auto* colour = std::get_if<Colour>(&background->values[i]))
            block.setBackground(*colour);
    }
    return block;
}

} // namespace assay::fuzzy
