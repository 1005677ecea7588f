// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/htmlstyle.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace assay {
namespace {

constexpr size_t maxDeclarations = 200;
constexpr double tinyPixels = 1.5; // text of this size cannot be read
constexpr double farOff = -500; // pixels left of or above the page

struct NamedColor
{
    std::string_view name;
    uint32_t rgb;
};
constexpr NamedColor namedColors[] = {{"black", 0x000000}, {"silver", 0xC0C0C0}, {"gray", 0x808080}, {"grey", 0x808080},
    {"white", 0xFFFFFF}, {"maroon", 0x800000}, {"red", 0xFF0000}, {"purple", 0x800080}, {"fuchsia", 0xFF00FF},
    {"green", 0x008000}, {"lime", 0x00FF00}, {"olive", 0x808000}, {"yellow", 0xFFFF00}, {"navy", 0x000080},
    {"blue", 0x0000FF}, {"teal", 0x008080}, {"aqua", 0x00FFFF}, {"orange", 0xFFA500}, {"whitesmoke", 0xF5F5F5},
    {"snow", 0xFFFAFA}, {"ivory", 0xFFFFF0}, {"lightgray", 0xD3D3D3}, {"lightgrey", 0xD3D3D3}, {"darkgray", 0xA9A9A9},
    {"pink", 0xFFC0CB}, {"brown", 0xA52A2A}};

std::optional<uint32_t> hexColor(std::string_view digits)
{
    if (digits.size() != 3 && digits.size() != 6 && digits.size() != 8)
        return std::nullopt;
    uint32_t value = 0;
    for (const char c : digits.substr(0, digits.size() == 8 ? 6 : digits.size())) {
        const int digit = hexDigitValue(c);
        if (digit < 0)
            return std::nullopt;
        value = value * 16 + static_cast<uint32_t>(digit);
        if (digits.size() == 3)
            value = value * 16 + static_cast<uint32_t>(digit);
    }
    return value;
}

std::optional<double> leadingNumber(std::string_view text, std::string_view* rest)
{
    text = trimmed(text);
    if (!text.empty() && text[0] == '+')
        text.remove_prefix(1);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (result.ec != std::errc())
        return std::nullopt;
    *rest = trimmed(text.substr(static_cast<size_t>(result.ptr - text.data())));
    return value;
}

std::optional<uint32_t> functionColor(std::string_view text)
{
    const size_t open = text.find('(');
    if (open == std::string_view::npos || text.substr(0, 3) != "rgb")
        return std::nullopt;
    std::string_view rest = text.substr(open + 1);
    uint32_t rgb = 0;
    for (int i = 0; i < 3; ++i) {
        const auto value = leadingNumber(rest, &rest);
        if (!value)
            return std::nullopt;
        const double scaled = !rest.empty() && rest[0] == '%' ? *value * 2.55 : *value;
        rgb = rgb * 256 + static_cast<uint32_t>(std::clamp(scaled, 0.0, 255.0));
        while (!rest.empty() && (rest[0] == '%' || rest[0] == ',' || rest[0] == ' '))
            rest.remove_prefix(1);
    }
    return rgb;
}

struct Box
{
    bool clips = false; // overflow: hidden
    bool flat = false; // no height or no width
};

void readDeclaration(std::string_view property, std::string_view value, HtmlAppearance& look, Box& box)
{
    const auto pixels = [&] { return cssPixels(value); };
    if (property == "display") {
        look.hidden |= startsWithIgnoringCase(value, "none");
    } else if (property == "visibility") {
        look.hidden |= startsWithIgnoringCase(value, "hidden") || startsWithIgnoringCase(value, "collapse");
    } else if (property == "opacity") {
        std::string_view rest;
        const auto number = leadingNumber(value, &rest);
        look.hidden |= number && *number <= 0.02;
    } else if (property == "font-size" || property == "font") {
        look.hidden |= property == "font-size" && pixels() && *pixels() < tinyPixels;
    } else if (property == "overflow") {
        box.clips |= startsWithIgnoringCase(value, "hidden");
    } else if (property == "height" || property == "max-height" || property == "width" || property == "max-width") {
        box.flat |= pixels() && *pixels() < tinyPixels;
    } else if (property == "left" || property == "top" || property == "text-indent" || property == "margin-left") {
        look.hidden |= pixels() && *pixels() < farOff;
    } else if (property == "color") {
        look.color = parseHtmlColor(value);
    } else if (property == "background-color" || property == "background") {
        if (const auto color = parseHtmlColor(value.substr(0, value.find(' '))))
            look.background = color;
        else
            look.unknownBackground |=
                value != "transparent" && value != "none" && value != "inherit" && value != "initial";
        look.unknownBackground |= value.find("url(") != std::string_view::npos;
    } else if (property == "background-image") {
        look.unknownBackground |= value != "none";
    }
}

} // namespace

std::optional<uint32_t> parseHtmlColor(std::string_view text)
{
    text = trimmed(text);
    if (text.empty())
        return std::nullopt;
    if (text[0] == '#')
        return hexColor(text.substr(1));
    for (const NamedColor& color : namedColors) {
        if (equalsIgnoringCase(color.name, text))
            return color.rgb;
    }
    if (const auto rgb = functionColor(toAsciiLower(text)))
        return rgb;
    return text.size() == 6 ? hexColor(text) : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> parseInlineStyle(std::string_view style)
{
    std::vector<std::pair<std::string, std::string>> declarations;
    std::string plain;
    for (size_t comment = style.find("/*"); comment != std::string_view::npos; comment = style.find("/*")) {
        plain += style.substr(0, comment);
        const size_t end = style.find("*/", comment + 2);
        style = end == std::string_view::npos ? std::string_view() : style.substr(end + 2);
    }
    plain += style;
    std::string_view rest = plain;
    while (!rest.empty() && declarations.size() < maxDeclarations) {
        const size_t end = std::min(rest.find(';'), rest.size());
        const std::string_view declaration = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const size_t colon = declaration.find(':');
        if (colon == std::string_view::npos)
            continue;
        std::string value = toAsciiLower(trimmed(declaration.substr(colon + 1)));
        if (const size_t important = value.find("!important"); important != std::string::npos)
            value = trimmed(std::string_view(value).substr(0, important));
        declarations.emplace_back(toAsciiLower(trimmed(declaration.substr(0, colon))), std::move(value));
    }
    return declarations;
}

std::optional<double> cssPixels(std::string_view value)
{
    std::string_view unit;
    const auto number = leadingNumber(value, &unit);
    if (!number)
        return std::nullopt;
    if (unit.substr(0, 2) == "pt")
        return *number * 4 / 3;
    if (unit.substr(0, 2) == "em" || unit.substr(0, 3) == "rem")
        return *number * 16;
    if (unit.substr(0, 2) == "ex")
        return *number * 8;
    if (!unit.empty() && unit[0] == '%')
        return *number == 0 ? std::optional<double>(0) : std::nullopt;
    return *number;
}

HtmlAppearance appearanceOf(const HtmlToken& start)
{
    HtmlAppearance look;
    Box box;
    for (const HtmlAttribute& attribute : start.attributes) {
        if (attribute.name == "style") {
            for (const auto& declaration : parseInlineStyle(attribute.value))
                readDeclaration(declaration.first, declaration.second, look, box);
        } else if (attribute.name == "hidden") {
            look.hidden = true;
        } else if (attribute.name == "bgcolor") {
            look.background = parseHtmlColor(attribute.value);
        } else if (attribute.name == "background") {
            look.unknownBackground = true;
        } else if ((attribute.name == "color" && start.name == "font")
            || (attribute.name == "text" && start.name == "body")) {
            if (!look.color)
                look.color = parseHtmlColor(attribute.value);
        }
    }
    look.hidden |= box.clips && box.flat;
    return look;
}

bool colorsAreAlike(uint32_t a, uint32_t b)
{
    constexpr int limit = 10; // of 255, in each channel
    for (int shift = 0; shift <= 16; shift += 8) {
        if (std::abs(static_cast<int>((a >> shift) & 0xFF) - static_cast<int>((b >> shift) & 0xFF)) > limit)
            return false;
    }
    return true;
}

} // namespace assay
