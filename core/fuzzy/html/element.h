// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/html/styleblock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::fuzzy {

enum class Attribute : uint8_t { Name, Href, Colour, BackgroundColour, Style, Class, Size, Rel, Alt, Id, Hidden };

struct AttributeValue
{
    Attribute attribute;
    std::string value;
};

// A tag with its place in the source and in the tree. Offsets count bytes of the source; -1: not known.
struct Element
{
    int64_t tagStart = 0;
    int64_t contentStart = 0;
    int64_t closingStart = -1;
    int64_t closingEnd = -1;
    int id = 0; // of TagInfo; negative for other tags, 0 for what is no tag
    TagInfo info;
    bool isClosed = false;
    bool isMarkup = false; // declaration, comment, processing instruction
    bool isIgnored = false;
    bool isHead = false; // head or inside one
    bool isInBody = false; // links count
    bool hasBase = false; // a <base> came before
    std::optional<StyleBlock> block;
    std::vector<AttributeValue> attributes;
    std::vector<Element*> children;
    Element* parent = nullptr;

    // The first, or the last, of that name; null when there is none.
    const std::string* first(Attribute attribute) const;
    const std::string* last(Attribute attribute) const;
};

} // namespace assay::fuzzy
