// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::rules {

// An attribute with its entities decoded; absent values are empty.
using HtmlAttributes = std::vector<std::pair<std::string, std::string>>;
const std::string* findAttribute(const HtmlAttributes& attributes, std::string_view name);

// How text looks at some place.
struct TextStyle
{
    std::string tag;
    std::string foreground = "#000000", background = "#ffffff";
    double size = 3;
    std::string display, visibility;
};

enum class TextLook : uint8_t { Visible, LowContrast, InvalidColor, Hidden };

// The styles of the open elements, kept as SpamAssassin keeps them: only the elements and attributes that it knows.
class HtmlStyleStack
{
public:
    HtmlStyleStack();
    static bool changesStyle(std::string_view tag);
    void open(std::string_view tag, const HtmlAttributes& attributes);
    void close(std::string_view tag);
    TextLook look() const;
    double largestSize() const { return m_largest; }
    double smallestSize() const { return m_smallest; }

private:
    void applyAttribute(TextStyle& style, std::string_view name, const std::string& value);
    void applyCss(TextStyle& style, const std::string& css);
    void applyCssPart(TextStyle& style, std::string_view part);
    void closeCells(std::string_view tag);
    bool isOpen(std::string_view tag) const;

    std::vector<TextStyle> m_styles;
    double m_baseSize = 3, m_largest = 3, m_smallest = 3;
};

} // namespace assay::rules
