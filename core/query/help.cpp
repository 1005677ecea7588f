// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/help.h"

#include "core/base/mark.h"

#include <algorithm>

namespace assay::query {
namespace {

constexpr HelpLine combining[] = {
    {"a b", "invoice unpaid", ASSAY_MARK("query", "both; also \"and\" and \"&&\"")},
    {"a or b", "invoice or receipt", ASSAY_MARK("query", "one of them; also \"||\"; \"and\" binds first")},
    {"-a", "-invoice", ASSAY_MARK("query", "without it; also \"not\" and \"!\"")},
    {"(a or b) c", "(invoice or receipt) unpaid", ASSAY_MARK("query", "parentheses group")},
};

constexpr HelpLine operators[] = {
    {"field:value", "subject:invoice",
        ASSAY_MARK("query", "text contains it, a keyword is it, a number is it or lies in the range")},
    {"field=value", "subject=\"Your invoice\"", ASSAY_MARK("query", "the whole value")},
    {"field!=value", "label!=ham",
        ASSAY_MARK("query", "not that value, or no value at all; has:field leaves those out")},
    {"field>value", "score>=6", ASSAY_MARK("query", "greater; also >=, < and <=")},
    {"field~pattern", "subject~^re:", ASSAY_MARK("query", "a regular expression matches")},
    {"has:field", "has:label", ASSAY_MARK("query", "the field has a value")},
    {"is:mark", "is:unlabelled", ASSAY_MARK("query", "the item is marked so")},
};

constexpr HelpLine values[] = {
    {"word", "invoice", ASSAY_MARK("query", "upper and lower case and accents do not matter")},
    {"\"phrase\"", "\"second notice\"",
        ASSAY_MARK("query", "with blanks; wildcards and and, or, not are plain text in it")},
    {"wor*, w?rd", "symbol:FUZZY_*",
        ASSAY_MARK("query", "* is any run of characters, ? is one; \\ before one makes it plain")},
    {"/pattern/imsu", "subject:/invoice\\s*\\d+/i", ASSAY_MARK("query", "a regular expression, without blanks")},
    {"a..b", "score:6..15", ASSAY_MARK("query", "from a to b; either end may be left out; not for text")},
    {"[a,b]", "label:[spam,phish]", ASSAY_MARK("query", "one of these")},
    {"@list", "ip:@scanners", ASSAY_MARK("query", "one of a named list")},
};

constexpr HelpLine kinds[] = {
    {"2026-11", "date:2026-11",
        ASSAY_MARK("query", "the whole month; also days, hours, minutes, today; a Z at the end is UTC")},
    {"-7d", "date:-7d..", ASSAY_MARK("query", "that long ago: s m h d w mo y; also now")},
    {"10k", "size>10k", ASSAY_MARK("query", "sizes: k M G T of 1000, Ki Mi Gi Ti of 1024")},
    {"3ms", "scan.time>3ms", ASSAY_MARK("query", "durations: ns us ms s m h d")},
    {"10.0.0.0/8", "ip:10.0.0.0/8", ASSAY_MARK("query", "addresses: one, a network, a..b, or 203.0.113.*")},
};

constexpr HelpSection sections[] = {
    {ASSAY_MARK("query", "Combining"), combining},
    {ASSAY_MARK("query", "Comparing"), operators},
    {ASSAY_MARK("query", "Values"), values},
    {ASSAY_MARK("query", "Dates, sizes, addresses"), kinds},
};

std::string padded(std::string_view text, size_t width)
{
    return std::string(text) + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

std::string fieldLine(const Field& field)
{
    constexpr size_t nameWidth = 20, typeWidth = 12;
    const std::string name = field.isFamily ? field.name + ".NAME" : field.name;
    std::string line = "  " + padded(name, nameWidth);
    line += padded(typeHelp(field.type), typeWidth) + field.description;
    const bool showsValues = !field.values.empty();
    for (size_t i = 0; i < field.values.size(); ++i)
        line += (i == 0 ? field.description.empty() ? "" : ": " : " ") + field.values[i];
    if (!showsValues && field.description.empty())
        line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

// In the order in which they first come.
std::vector<std::string> groupsOf(const FieldTable& fields)
{
    std::vector<std::string> groups;
    for (const Field& field : fields.fields()) {
        if (std::find(groups.begin(), groups.end(), field.group) == groups.end())
            groups.push_back(field.group);
    }
    return groups;
}

} // namespace

std::span<const HelpSection> helpSections()
{
    return sections;
}

std::string_view typeHelp(FieldType type)
{
    switch (type) {
    case FieldType::Text:
        return ASSAY_MARK("query", "text");
    case FieldType::Words:
        return ASSAY_MARK("query", "words");
    case FieldType::Keyword:
        return ASSAY_MARK("query", "keyword");
    case FieldType::Number:
        return ASSAY_MARK("query", "number");
    case FieldType::Date:
        return ASSAY_MARK("query", "date");
    case FieldType::Size:
        return ASSAY_MARK("query", "size");
    case FieldType::Duration:
        return ASSAY_MARK("query", "duration");
    case FieldType::Ip:
        return ASSAY_MARK("query", "address");
    case FieldType::Mark:
        break;
    }
    return ASSAY_MARK("query", "mark");
}

std::string helpText(const FieldTable& fields)
{
    constexpr size_t formWidth = 18, exampleWidth = 32;
    std::string text;
    for (const HelpSection& section : sections) {
        text += std::string(section.title) + "\n";
        for (const HelpLine& line : section.lines) {
            text += "  " + padded(line.form, formWidth) + padded(line.example, exampleWidth);
            text += std::string(line.meaning) + "\n";
        }
        text += "\n";
    }
    for (const std::string& group : groupsOf(fields)) {
        text += group + "\n";
        for (const Field& field : fields.fields())
            text += field.group == group ? fieldLine(field) : std::string();
        text += "\n";
    }
    return text;
}

} // namespace assay::query
