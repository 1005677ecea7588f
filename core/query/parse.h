// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/query.h"

#include <functional>

namespace assay::query {

enum class FaultCode : uint8_t {
    UnknownField, // suggestion: the name that may be meant, or "quote" for text such as http://x (then all of it is the
                  // span)
    MissingValue, // "score>"
    MissingOperand, // "a and"
    UnclosedParenthesis,
    UnopenedParenthesis,
    UnclosedQuote,
    UnclosedList,
    UnclosedRegex, // "subject~/a"
    BadRegex, // detail: the library's text
    BadNumber,
    BadDate,
    BadSize,
    BadDuration,
    BadAddress, // "10.0.0.0/33"
    BadOperator, // the field's type does not know it; subject: the operator, detail: field, suggestion: what it knows
    BadMark, // is:, has: something else; suggestion
    UnknownList, // "@name"; suggestion: "quote" where the value may be text
    NeedsKey, // "header:x"
    TooLong, // 8 KiB without what stands in lists, 1 MiB with it
    TooDeep, // 64
    ListTooLong, // 10,000: use @list
    UnexpectedCharacter, // suggestion: "quote" where the character may be text
    // Warnings: the query is applied.
    EmptyRange, // "score:9..1" matches nothing
    HostBitsSet, // "10.0.0.1/8" is read as 10.0.0.0/8
    NotEqualTakesMissing // "a != b" also returns items without a; shown by Explain
};

struct Fault
{
    FaultCode code = FaultCode::UnexpectedCharacter;
    Span span;
    std::string subject; // the word that is off
    std::string suggestion;
    std::string detail;
    bool isWarning() const { return code >= FaultCode::EmptyRange; }
};
// One English sentence, for assayctl; the window has its own words for each code.
std::string faultText(const Fault& fault);

// The operators that fields of a type know, as they are typed; for completion and help.
std::vector<std::string_view> operatorsOf(FieldType type);

struct ParseContext
{
    const FieldTable* fields = nullptr; // required; must outlive the query
    ListLookup lists; // may be empty: no list is known
    int64_t now = 0; // seconds since 1970, for relative dates
    // Offset east of Greenwich in minutes that the display zone has at a local time given as seconds; empty: UTC.
    std::function<int(int64_t localSeconds)> zoneOffset;
    // Compiles a pattern to see whether it is sound; returns the fault and its place in the pattern, or nothing. Set by
    // whoever owns a regex library; empty: patterns are only checked for balance.
    struct RegexFault
    {
        uint32_t offset = 0;
        std::string text;
    };
    std::function<std::optional<RegexFault>(const RegexTest&)> checkRegex;
};

struct Parsed
{
    std::optional<Query> query; // empty when there is an error
    std::vector<Fault> faults; // errors first, by place
    bool ok() const { return query.has_value(); }
    const Fault& error() const { return faults.front(); }
};

// The grammar is that of the query help: or < and < not, juxtaposition is and. Never throws; any bytes. >= 10 MB/s.
Parsed parse(std::string_view text, const ParseContext& context);

// Canonical text; parse(print(q)) is the same tree. Pieces of the tree print too.
std::string print(const Node& node);
// The top-level terms of an "and" query as pieces of text, for chips; one piece when the query is anything else.
std::vector<Span> topLevelTerms(const Query& query);
// "name:value" with the quotes that the value needs.
std::string termText(std::string_view field, std::string_view value);

} // namespace assay::query
