// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace assay::fuzzy {

struct Colour
{
    uint8_t red = 0;
    uint8_t green = 0;
    uint8_t blue = 0;
    uint8_t alpha = 255;
};

enum class Display : uint8_t { Inline, Block, TableRow, Hidden };

// What the peer knows of a tag.
struct TagInfo
{
    int id = 0; // 1 and up
    bool isBlock = false;
    bool isTable = false;
    bool isRow = false;
    bool isEmpty = false;
    bool isHead = false;
};

struct Entity
{
    std::string_view replacement;
    bool isPrefix = false; // also found at the begin of a longer name
};

// The built-in tables of tags, CSS words and entities. Immutable; any thread.
class HtmlTables
{
public:
    static const HtmlTables& builtIn();
    explicit HtmlTables(std::string_view table); // in the form of resources/data/html.txt

    const TagInfo* tag(std::string_view name) const; // lower-case; null when unknown
    std::optional<Display> display(std::string_view name) const;
    std::optional<double> pixels(std::string_view unit) const;
    std::optional<Colour> colour(std::string_view name) const;
    const Entity* entity(std::string_view name) const; // without '&' and ';'
    std::optional<std::string_view> character(int number) const; // what a numeric reference becomes

private:
    template <typename T>
    using Table = std::unordered_map<std::string_view, T>;
    void add(std::string_view section, std::string_view line);
    void addEntity(std::string_view name, std::string_view line);

    Table<TagInfo> m_tags;
    Table<Display> m_displays;
    Table<double> m_units;
    Table<Colour> m_colours;
    Table<Entity> m_entities;
    std::unordered_map<int, std::string_view> m_characters;
};

} // namespace assay::fuzzy
