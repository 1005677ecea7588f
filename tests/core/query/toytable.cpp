// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/query/toytable.h"

#include "core/query/match.h"
#include "core/text/searchfold.h"

#include <algorithm>
#include <regex>

namespace assay::query::test {
namespace {

const std::vector<std::string> textFields = {"subject", "from", "header.x-a", "body", "label", "symbol"};
const std::vector<std::string> numberFields = {"score", "date", "size", "scan.time", "symbol.A", "symbol.B"};

size_t below(Random& random, size_t count)
{
    return random() % count;
}

std::string words(Random& random)
{
    static const std::vector<std::string> known = {"pay", "Paid", "now", "NOW", "in", "inv", "invoice", "a", "b2"};
    static const std::vector<std::string> separators = {" ", "  ", "-", ", ", "."};
    std::string text;
    for (size_t left = below(random, 5); left > 0; --left)
        text += known[below(random, known.size())] + (left > 1 ? separators[below(random, separators.size())] : "");
    return text;
}

std::string keyword(Random& random)
{
    std::string text;
    for (size_t left = 1 + below(random, 3); left > 0; --left)
        text += "AbC"[below(random, 3)];
    return text;
}

double numberFor(Random& random, const std::string& field)
{
    if (field == "date")
        return static_cast<double>(testNow) + static_cast<double>(below(random, 20 * 86400)) - 10 * 86400;
    if (field == "size")
        return static_cast<double>(below(random, 9)) * 500;
    if (field == "scan.time")
        return static_cast<double>(below(random, 9)) / 1e3;
    return static_cast<double>(below(random, 11)) - 5;
}

ToyRow makeRow(Random& random)
{
    ToyRow row;
    for (const std::string& field : textFields) {
        for (size_t left = below(random, 3); left > 0; --left) {
            const bool isKeyword = field == "label" || field == "symbol";
            row.texts[field].push_back(isKeyword ? keyword(random) : words(random));
        }
    }
    for (const std::string& field : numberFields) {
        for (size_t left = below(random, 3); left > 0; --left)
            row.numbers[field].push_back(numberFor(random, field));
    }
    for (size_t left = below(random, 3); left > 0; --left)
        row.lastOctets.push_back(static_cast<int>(below(random, 32)));
    if (below(random, 2) == 0)
        row.marks.push_back(below(random, 2) == 0 ? "labelled" : "bulk");
    return row;
}

std::string nameOf(const Field& field, const std::string& key)
{
    return field.isFamily ? field.name + "." + key : field.name;
}

bool matchesRegex(const RegexTest& test, std::string_view value)
{
    const auto flags = test.ignoreCase ? std::regex::ECMAScript | std::regex::icase : std::regex::ECMAScript;
    return std::regex_search(value.begin(), value.end(), std::regex(test.pattern, flags));
}

bool hasField(const ToyRow& row, const std::string& name)
{
    return row.texts.count(name) || row.numbers.count(name) || (name == "ip" && !row.lastOctets.empty());
}

} // namespace

ToyTable makeTable(Random& random, size_t rows)
{
    ToyTable table(rows);
    for (ToyRow& row : table)
        row = makeRow(random);
    return table;
}

ToySource::ToySource(const ToyTable& table)
    : m_table(table)
{
    for (uint32_t row = 0; row < table.size(); ++row) {
        for (const auto& [name, values] : table[row].numbers) {
            for (const double value : values)
                m_numbers[name].emplace_back(value, row);
        }
        for (const auto& [name, values] : table[row].texts) {
            for (const std::string& value : values)
                m_keywords[name][foldedForSearch(value)].push_back(row);
        }
        for (const int octet : table[row].lastOctets)
            m_addresses.emplace_back(*IpAddress::parse("10.0.0." + std::to_string(octet)), row);
    }
    for (auto& [name, column] : m_numbers)
        std::sort(column.begin(), column.end());
    std::sort(m_addresses.begin(), m_addresses.end());
}

Cost ToySource::cost(const Term& term) const
{
    return term.type() == FieldType::Words ? Cost::Items : term.type() == FieldType::Text ? Cost::Texts : Cost::Known;
}

Result<RowSet> ToySource::match(const Term& term, const RowSet& within, const RunContext&) const
{
    asked.push_back(term.text + "/" + std::to_string(within.count()));
    RowSet found(rows());
    switch (term.type()) {
    case FieldType::Text:
    case FieldType::Words:
        return matchTexts(term, within);
    case FieldType::Keyword:
        found = matchKeywords(term);
        break;
    case FieldType::Ip:
        found = matchAddresses(term);
        break;
    case FieldType::Mark:
        found = matchMarks(term);
        break;
    default:
        found = matchNumbers(term);
    }
    found &= within;
    return found;
}

RowSet ToySource::matchNumbers(const Term& term) const
{
    RowSet found(rows());
    const auto column = m_numbers.find(nameOf(*term.field, term.key));
    for (const Test& test : term.tests) {
        if (column == m_numbers.end())
            break;
        const auto& number = std::get<NumberTest>(test);
        auto at = number.low ? std::lower_bound(
                      column->second.begin(), column->second.end(), std::pair<double, uint32_t>(*number.low, 0))
                             : column->second.begin();
        for (; at != column->second.end() && (!number.high || at->first <= *number.high); ++at) {
            if (number.matches(at->first))
                found.add(at->second);
        }
    }
    return found;
}

RowSet ToySource::matchAddresses(const Term& term) const
{
    RowSet found(rows());
    for (const auto& [address, row] : m_addresses) {
        for (const Test& test : term.tests) {
            if (matchesAddress(test, address))
                found.add(row);
        }
    }
    return found;
}

RowSet ToySource::matchKeywords(const Term& term) const
{
    RowSet found(rows());
    const auto column = m_keywords.find(term.field->name);
    if (column == m_keywords.end())
        return found;
    for (const auto& [value, valueRows] : column->second) {
        for (const Test& test : term.tests) {
            if (!matchesText(test, FieldType::Keyword, value, value, matchesRegex))
                continue;
            for (const uint32_t row : valueRows)
                found.add(row);
        }
    }
    return found;
}

RowSet ToySource::matchMarks(const Term& term) const
{
    RowSet found(rows());
    for (uint32_t row = 0; row < rows(); ++row) {
        const ToyRow& values = m_table[row];
        for (const Test& test : term.tests) {
            const auto& mark = std::get<MarkTest>(test);
            const bool has = mark.field
                ? hasField(values, nameOf(*mark.field, mark.key))
                : std::find(values.marks.begin(), values.marks.end(), mark.name) != values.marks.end();
            if (has)
                found.add(row);
        }
    }
    return found;
}

RowSet ToySource::matchTexts(const Term& term, const RowSet& within) const
{
    const std::vector<std::string> names = term.field ? std::vector<std::string>{nameOf(*term.field, term.key)}
                                                      : std::vector<std::string>{"subject", "from", "body"};
    RowSet found(rows());
    within.forEach([&](uint32_t row) {
        for (const std::string& name : names) {
            const auto values = m_table[row].texts.find(name);
            if (values == m_table[row].texts.end())
                continue;
            for (const std::string& value : values->second) {
                const std::string folded = foldedForSearch(value);
                for (const Test& test : term.tests) {
                    if (matchesText(test, term.type(), value, folded, matchesRegex))
                        found.add(row);
                }
            }
        }
    });
    return found;
}

} // namespace assay::query::test
