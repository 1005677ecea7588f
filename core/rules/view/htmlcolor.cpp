// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/htmlcolor.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace assay::rules {

namespace {

struct NamedColor
{
    std::string_view name;
    uint32_t value;
};

// The CSS colours, sorted by name.
constexpr auto namedColors = std::to_array<NamedColor>({
    {"aliceblue", 0xf0f8ff},
    {"antiquewhite", 0xfaebd7},
    {"aqua", 0x00ffff},
    {"aquamarine", 0x7fffd4},
    {"azure", 0xf0ffff},
    {"beige", 0xf5f5dc},
    {"bisque", 0xffe4c4},
    {"black", 0x000000},
    {"blanchedalmond", 0xffebcd},
    {"blue", 0x0000ff},
    {"blueviolet", 0x8a2be2},
    {"brown", 0xa52a2a},
    {"burlywood", 0xdeb887},
    {"cadetblue", 0x5f9ea0},
    {"chartreuse", 0x7fff00},
    {"chocolate", 0xd2691e},
    {"coral", 0xff7f50},
    {"cornflowerblue", 0x6495ed},
    {"cornsilk", 0xfff8dc},
    {"crimson", 0xdc143c},
    {"cyan", 0x00ffff},
    {"darkblue", 0x00008b},
    {"darkcyan", 0x008b8b},
    {"darkgoldenrod", 0xb8860b},
    {"darkgray", 0xa9a9a9},
    {"darkgreen", 0x006400},
    {"darkgrey", 0xa9a9a9},
    {"darkkhaki", 0xbdb76b},
    {"darkmagenta", 0x8b008b},
    {"darkolivegreen", 0x556b2f},
    {"darkorange", 0xff8c00},
    {"darkorchid", 0x9932cc},
    {"darkred", 0x8b0000},
    {"darksalmon", 0xe9967a},
    {"darkseagreen", 0x8fbc8f},
    {"darkslateblue", 0x483d8b},
    {"darkslategray", 0x2f4f4f},
    {"darkslategrey", 0x2f4f4f},
    {"darkturquoise", 0x00ced1},
    {"darkviolet", 0x9400d3},
    {"deeppink", 0xff1493},
    {"deepskyblue", 0x00bfff},
    {"dimgray", 0x696969},
    {"dimgrey", 0x696969},
    {"dodgerblue", 0x1e90ff},
    {"firebrick", 0xb22222},
    {"floralwhite", 0xfffaf0},
    {"forestgreen", 0x228b22},
    {"fuchsia", 0xff00ff},
    {"gainsboro", 0xdcdcdc},
    {"ghostwhite", 0xf8f8ff},
    {"gold", 0xffd700},
    {"goldenrod", 0xdaa520},
    {"gray", 0x808080},
    {"green", 0x008000},
    {"greenyellow", 0xadff2f},
    {"grey", 0x808080},
    {"honeydew", 0xf0fff0},
    {"hotpink", 0xff69b4},
    {"indianred", 0xcd5c5c},
    {"indigo", 0x4b0082},
    {"ivory", 0xfffff0},
    {"khaki", 0xf0e68c},
    {"lavender", 0xe6e6fa},
    {"lavenderblush", 0xfff0f5},
    {"lawngreen", 0x7cfc00},
    {"lemonchiffon", 0xfffacd},
    {"lightblue", 0xadd8e6},
    {"lightcoral", 0xf08080},
    {"lightcyan", 0xe0ffff},
    {"lightgoldenrodyellow", 0xfafad2},
    {"lightgray", 0xd3d3d3},
    {"lightgreen", 0x90ee90},
    {"lightgrey", 0xd3d3d3},
    {"lightpink", 0xffb6c1},
    {"lightsalmon", 0xffa07a},
    {"lightseagreen", 0x20b2aa},
    {"lightskyblue", 0x87cefa},
    {"lightslategray", 0x778899},
    {"lightslategrey", 0x778899},
    {"lightsteelblue", 0xb0c4de},
    {"lightyellow", 0xffffe0},
    {"lime", 0x00ff00},
    {"limegreen", 0x32cd32},
    {"linen", 0xfaf0e6},
    {"magenta", 0xff00ff},
    {"maroon", 0x800000},
    {"mediumaquamarine", 0x66cdaa},
    {"mediumblue", 0x0000cd},
    {"mediumorchid", 0xba55d3},
    {"mediumpurple", 0x9370db},
    {"mediumseagreen", 0x3cb371},
    {"mediumslateblue", 0x7b68ee},
    {"mediumspringgreen", 0x00fa9a},
    {"mediumturquoise", 0x48d1cc},
    {"mediumvioletred", 0xc71585},
    {"midnightblue", 0x191970},
    {"mintcream", 0xf5fffa},
    {"mistyrose", 0xffe4e1},
    {"moccasin", 0xffe4b5},
    {"navajowhite", 0xffdead},
    {"navy", 0x000080},
    {"oldlace", 0xfdf5e6},
    {"olive", 0x808000},
    {"olivedrab", 0x6b8e23},
    {"orange", 0xffa500},
    {"orangered", 0xff4500},
    {"orchid", 0xda70d6},
    {"palegoldenrod", 0xeee8aa},
    {"palegreen", 0x98fb98},
    {"paleturquoise", 0xafeeee},
    {"palevioletred", 0xdb7093},
    {"papayawhip", 0xffefd5},
    {"peachpuff", 0xffdab9},
    {"peru", 0xcd853f},
    {"pink", 0xffc0cb},
    {"plum", 0xdda0dd},
    {"powderblue", 0xb0e0e6},
    {"purple", 0x800080},
    {"red", 0xff0000},
    {"rosybrown", 0xbc8f8f},
    {"royalblue", 0x4169e1},
    {"saddlebrown", 0x8b4513},
    {"salmon", 0xfa8072},
    {"sandybrown", 0xf4a460},
    {"seagreen", 0x2e8b57},
    {"seashell", 0xfff5ee},
    {"sienna", 0xa0522d},
    {"silver", 0xc0c0c0},
    {"skyblue", 0x87ceeb},
    {"slateblue", 0x6a5acd},
    {"slategray", 0x708090},
    {"slategrey", 0x708090},
    {"snow", 0xfffafa},
    {"springgreen", 0x00ff7f},
    {"steelblue", 0x4682b4},
    {"tan", 0xd2b48c},
    {"teal", 0x008080},
    {"thistle", 0xd8bfd8},
    {"tomato", 0xff6347},
    {"turquoise", 0x40e0d0},
    {"violet", 0xee82ee},
    {"wheat", 0xf5deb3},
    {"white", 0xffffff},
    {"whitesmoke", 0xf5f5f5},
    {"yellow", 0xffff00},
    {"yellowgreen", 0x9acd32},
});

std::string hexByte(uint64_t value)
{
    std::array<char, 20> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, 16).ptr;
    std::string text(buffer.data(), end);
    return text.size() < 2 ? "0" + text : text;
}

// The numbers of "rgb(a, b, c)" at the first such place, each followed by `unit`.
std::optional<std::vector<uint64_t>> readRgb(std::string_view text, std::string_view unit)
{
    const size_t open = text.find("rgb(");
    if (open == std::string_view::npos)
        return std::nullopt;
    std::vector<uint64_t> numbers;
    size_t at = open + 4;
    while (numbers.size() < 3) {
        uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
        if (error != std::errc())
            return std::nullopt;
        at = static_cast<size_t>(end - text.data());
        if (text.substr(at, unit.size()) != unit)
            return std::nullopt;
        at += unit.size();
        numbers.push_back(value);
        if (numbers.size() == 3)
            break;
        if (at >= text.size() || text[at] != ',')
            return std::nullopt;
        ++at;
        while (at < text.size() && isAsciiSpace(text[at]))
            ++at;
    }
    while (!unit.empty() && at < text.size() && isAsciiSpace(text[at]))
        ++at;
    return at < text.size() && text[at] == ')' ? std::make_optional(numbers) : std::nullopt;
}

bool onlyHexAndSharp(std::string_view text)
{
    return std::all_of(
        text.begin(), text.end(), [](char c) { return c == '#' || isAsciiDigit(c) || (c >= 'a' && c <= 'f'); });
}

bool holdsRgb(std::string_view text)
{
    for (size_t at = text.find("rgb("); at != std::string_view::npos; at = text.find("rgb(", at + 1)) {
        const size_t end = text.find_first_not_of("0123456789%, ", at + 4);
        if (end != std::string_view::npos && text[end] == ')')
            return true;
    }
    return false;
}

// "#abc", "#abcdef" and what is taken for one of them.
std::string sixDigits(std::string_view text)
{
    std::string digits;
    for (char c : text)
        if (isAsciiDigit(c) || (c >= 'a' && c <= 'f'))
            digits.push_back(c);
    if (digits.size() > 6)
        digits.resize(6);
    if (digits.size() > 3 && digits.size() < 6)
        digits.resize(3);
    while (digits.size() % 3 != 0)
        digits.push_back('0');
    if (digits.size() == 3)
        digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
    return "#" + digits;
}

std::optional<std::array<int, 3>> components(std::string_view color)
{
    if (!color.empty() && color.front() == '#')
        color.remove_prefix(1);
    if (color.size() != 6)
        return std::nullopt;
    std::array<int, 3> result{};
    for (size_t i = 0; i < 3; ++i) {
        const int high = hexDigitValue(color[2 * i]), low = hexDigitValue(color[2 * i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        result[i] = high * 16 + low;
    }
    return result;
}

std::string_view lastSix(std::string_view color)
{
    return color.size() > 6 ? color.substr(color.size() - 6) : color;
}

} // namespace

std::string readColor(std::string_view text)
{
    std::string color = toAsciiLower(trimmed(text));
    const auto named = std::lower_bound(namedColors.begin(), namedColors.end(), color,
        [](const NamedColor& candidate, const std::string& name) { return candidate.name < name; });
    if (named != namedColors.end() && named->name == color) {
        return "#" + hexByte(named->value >> 16) + hexByte(named->value >> 8 & 0xff) + hexByte(named->value & 0xff);
    }
    if (!onlyHexAndSharp(color) && !holdsRgb(color))
        return invalidColor;
    if (const auto percent = readRgb(color, "%")) {
        const auto byte = [](uint64_t value) {
            return hexByte(static_cast<uint64_t>(static_cast<double>(value) / 100 * 255));
        };
        color = "#" + byte((*percent)[0]) + byte((*percent)[1]) + byte((*percent)[2]);
    } else if (const auto plain = readRgb(color, "")) {
        color = "#" + hexByte((*plain)[0]) + hexByte((*plain)[1]) + hexByte((*plain)[2]);
    }
    return !color.empty() && color.front() == '#' ? sixDigits(color) : invalidColor;
}

std::string colorFromNumbers(std::string_view text)
{
    std::array<uint64_t, 3> values{};
    size_t index = 0;
    for (char c : text) {
        if (c == ',' && ++index == values.size())
            break;
        if (isAsciiDigit(c))
            values[index] = std::min<uint64_t>(values[index] * 10 + static_cast<uint64_t>(c - '0'), 256);
    }
    std::string color = "#";
    for (const uint64_t value : values)
        color += hexByte(std::min<uint64_t>(value, 255));
    return color;
}

bool isLowContrast(std::string_view foreground, std::string_view background)
{
    if (lastSix(foreground) == lastSix(background))
        return true;
    const auto front = components(foreground), back = components(background);
    if (!front || !back)
        return false;
    const double red = 0.2126 * ((*front)[0] - (*back)[0]), green = 0.7152 * ((*front)[1] - (*back)[1]),
                 blue = 0.0722 * ((*front)[2] - (*back)[2]);
    return std::sqrt(red * red + green * green + blue * blue) < 12;
}

} // namespace assay::rules
