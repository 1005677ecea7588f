// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/html/csstokens.h"
#include "core/fuzzy/html/styleblock.h"

#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace assay::fuzzy {

// A piece of a style sheet: a token, a function with its arguments, or what stands in brackets.
struct CssNode
{
    enum class Kind : uint8_t { Token, Function, Block };
    Kind kind = Kind::Token;
    CssToken token; // of functions their name
    std::vector<CssNode> children;
};

// Style sheets are cut into rules (blocks of their prelude and a block in braces), attributes into one list. Nesting is
// bounded as in the peer; what is nested deeper ends the text.
std::vector<CssNode> readCssRules(std::string_view css);
std::vector<CssNode> readCssList(std::string_view css);

// "fff", "ffffff", "ffffff80"; and a name or '#' with such digits.
std::optional<Colour> colourFromHex(std::string_view digits);
std::optional<Colour> colourFromText(std::string_view text);

struct CssLength
{
    float value = 0;
    bool isPercent = false;
};
using CssValue = std::variant<Colour, CssLength, Display>;

enum class CssProperty : uint8_t {
    Font,
    FontColour,
    FontSize,
    Colour,
    Background,
    BackgroundColour,
    Display,
    Visibility
};

// Properties with their values, as far as they decide about visibility. Of several declarations of one property the
// first of each kind of value counts.
class Declarations
{
public:
    static Declarations read(const std::vector<CssNode>& nodes);
    void merge(const Declarations& later);
    bool isEmpty() const { return m_rules.empty(); }
    StyleBlock compile() const;

private:
    struct Rule
    {
        CssProperty property;
        std::vector<CssValue> values;
    };
    void add(Rule rule);
    std::vector<Rule> m_rules;
};

} // namespace assay::fuzzy
