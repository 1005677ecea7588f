// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/parse.h"

namespace assay::query {
namespace {

std::string ticked(std::string_view text)
{
    return "`" + std::string(text) + "`";
}

constexpr std::string_view quoteIt = " — to search this text, quote it";

// ", did you mean" for a name, the advice to quote for text, nothing without a suggestion.
std::string advice(const Fault& fault)
{
    if (fault.suggestion == "quote")
        return std::string(quoteIt);
    return fault.suggestion.empty() ? std::string() : " — did you mean " + ticked(fault.suggestion) + "?";
}

std::string badValueText(const Fault& fault)
{
    const std::string value = ticked(fault.subject);
    switch (fault.code) {
    case FaultCode::BadNumber:
        return value + " is no number";
    case FaultCode::BadDate:
        return value + " is no date — write 2026-11-21T09:00, today, now or -7d";
    case FaultCode::BadSize:
        return value + " is no size — write 500, 10k, 2M or 1Gi";
    case FaultCode::BadDuration:
        return value + " is no duration — write 250us, 3ms or 2s";
    case FaultCode::BadAddress:
        return value + " is no address, network or range of addresses";
    case FaultCode::BadRegex:
        return "The pattern " + value + " cannot be used" + (fault.detail.empty() ? "" : ": " + fault.detail);
    case FaultCode::BadOperator:
        return (fault.detail.empty() ? "This field" : ticked(fault.detail)) + " does not know the operator " + value
            + " — use one of " + fault.suggestion;
    default:
        return value + " is not known here" + advice(fault);
    }
}

std::string warningText(const Fault& fault)
{
    switch (fault.code) {
    case FaultCode::EmptyRange:
        return "The range " + ticked(fault.subject) + " matches nothing: its first end lies behind its second";
    case FaultCode::HostBitsSet:
        return ticked(fault.subject) + " is read as the network " + ticked(fault.suggestion);
    default:
        return ticked(fault.subject) + " != also returns items without the field — add "
            + ticked("has:" + fault.subject) + " to leave them out";
    }
}

std::string_view structureText(FaultCode code)
{
    switch (code) {
    case FaultCode::UnclosedParenthesis:
        return "This parenthesis is not closed";
    case FaultCode::UnopenedParenthesis:
        return "This parenthesis closes nothing";
    case FaultCode::UnclosedQuote:
        return "This quote is not closed";
    case FaultCode::UnclosedList:
        return "This list is not closed";
    case FaultCode::UnclosedRegex:
        return "This pattern begins with / and has no / at its end — quote it, or write \\s for a blank";
    case FaultCode::TooLong:
        return "The query is longer than 8 KiB";
    case FaultCode::TooDeep:
        return "The query is nested deeper than 64 levels";
    case FaultCode::ListTooLong:
        return "The list has more than 10,000 values — use a named list, @name";
    default:
        return {};
    }
}

} // namespace

std::string faultText(const Fault& fault)
{
    if (fault.isWarning())
        return warningText(fault);
    if (const std::string_view text = structureText(fault.code); !text.empty())
        return std::string(text);
    switch (fault.code) {
    case FaultCode::UnknownField:
        if (fault.suggestion == "quote")
            return "Unknown field" + std::string(quoteIt);
        return "Unknown field " + ticked(fault.subject) + advice(fault);
    case FaultCode::NeedsKey:
        return ticked(fault.subject) + " needs a name behind a dot: " + ticked(fault.subject + ".NAME");
    case FaultCode::MissingValue:
        return "A value is missing at " + ticked(fault.subject);
    case FaultCode::MissingOperand:
        return "Something to search for is missing at " + ticked(fault.subject);
    case FaultCode::UnknownList:
        return "There is no list " + ticked("@" + fault.subject) + advice(fault);
    case FaultCode::UnexpectedCharacter:
        return "Unexpected " + ticked(fault.subject) + advice(fault);
    default:
        return badValueText(fault);
    }
}

} // namespace assay::query
