// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/html/htmltables.h"

#include "core/fuzzy/data/lines.h"
#include "core/fuzzy/data/tables.h"

#include <array>
#include <charconv>

namespace assay::fuzzy {
namespace {

template <typename T>
T readNumber(std::string_view text)
{
    T value = {};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

TagInfo readTag(std::string_view flags, int id)
{
    TagInfo tag;
    tag.id = id;
    while (!flags.empty()) {
        const std::string_view flag = data::takeUntil(flags, ',');
        tag.isBlock = tag.isBlock || flag == "block";
        tag.isTable = tag.isTable || flag == "table";
        tag.isRow = tag.isRow || flag == "row";
        tag.isEmpty = tag.isEmpty || flag == "empty";
        tag.isHead = tag.isHead || flag == "head";
    }
    return tag;
}

Display readDisplay(std::string_view name)
{
    if (name == "hidden")
        return Display::Hidden;
    if (name == "block")
        return Display::Block;
    return name == "table_row" ? Display::TableRow : Display::Inline;
}

Colour readColour(std::string_view numbers)
{
    std::array<uint8_t, 4> parts = {0, 0, 0, 255}; // opaque unless a fourth number says otherwise
    for (size_t i = 0; i < parts.size() && !numbers.empty(); ++i)
        parts[i] = readNumber<uint8_t>(data::takeUntil(numbers, ','));
    return {parts[0], parts[1], parts[2], parts[3]};
}

template <typename Map>
auto lookUp(const Map& map, std::string_view name) -> std::optional<typename Map::mapped_type>
{
    const auto found = map.find(name);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

} // namespace

const HtmlTables& HtmlTables::builtIn()
{
    static const HtmlTables tables(data::html());
    return tables;
}

HtmlTables::HtmlTables(std::string_view table)
{
    std::string_view section;
    while (!table.empty()) {
        const std::string_view line = data::takeUntil(table, '\n');
        if (line.empty() || line[0] == '#')
            continue;
        if (line[0] == '[')
            section = line;
        else
            add(section, line);
    }
}

void HtmlTables::add(std::string_view section, std::string_view line)
{
    const std::string_view name = data::takeUntil(line, '\t');
    if (section == "[tags]")
        m_tags[name] = readTag(line, static_cast<int>(m_tags.size()) + 1);
    else if (section == "[display]")
        m_displays[name] = readDisplay(line);
    else if (section == "[units]")
        m_units[name] = readNumber<double>(line);
    else if (section == "[colours]")
        m_colours[name] = readColour(line);
    else if (section == "[entities]")
        addEntity(name, line);
}

void HtmlTables::addEntity(std::string_view name, std::string_view line)
{
    const int number = readNumber<int>(data::takeUntil(line, '\t'));
    std::string_view replacement = data::takeUntil(line, '\t');
    if (replacement == "\\n")
        replacement = "\n";
    else if (replacement == "\\t")
        replacement = "\t";
    else if (replacement == "\\\\")
        replacement = "\\";
    m_entities[name] = {replacement, line == "*"};
    m_characters[number] = replacement;
}

const TagInfo* HtmlTables::tag(std::string_view name) const
{
    const auto found = m_tags.find(name);
    return found == m_tags.end() ? nullptr : &found->second;
}

std::optional<Display> HtmlTables::display(std::string_view name) const
{
    return lookUp(m_displays, name);
}

std::optional<double> HtmlTables::pixels(std::string_view unit) const
{
    return lookUp(m_units, unit);
}

std::optional<Colour> HtmlTables::colour(std::string_view name) const
{
    return lookUp(m_colours, name);
}

const Entity* HtmlTables::entity(std::string_view name) const
{
    const auto found = m_entities.find(name);
    return found == m_entities.end() ? nullptr : &found->second;
}

std::optional<std::string_view> HtmlTables::character(int number) const
{
    const auto found = m_characters.find(number);
    return found == m_characters.end() ? std::nullopt : std::optional(found->second);
}

} // namespace assay::fuzzy
