// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/lexer.h"
#include "core/query/parse.h"

namespace assay::query {

// Of what faults quote, in bytes.
constexpr size_t longestSubject = 256;

// A condition as it was read, before its values have a type.
struct RawTerm
{
    Span span, nameSpan, operatorSpan, valueSpan;
    const Field* field = nullptr; // null: free text
    std::string key;
    Operator op = Operator::Natural;
    bool isList = false;
    std::vector<Value> values;
};

// Gives the values of terms their types. One per parse; collects warnings.
class TermBuilder
{
public:
    TermBuilder(std::string_view text, const ParseContext& context)
        : m_text(text)
        , m_context(context)
    {
    }

    // The term, or a fault.
    std::variant<Term, Fault> build(const RawTerm& raw);
    // What is wrong with the operator itself, whatever the value.
    std::optional<Fault> operatorFault(const RawTerm& raw) const;
    std::vector<Fault>& warnings() { return m_warnings; }

private:
    using Made = std::variant<Test, Fault>;
    Made makeTest(const RawTerm& raw, const Value& value);
    Made makeText(const RawTerm& raw, const Value& value) const;
    Made makePattern(const Value& value) const;
    Made makeNumber(const RawTerm& raw, const Value& value);
    Made makeRange(FieldType type, const Value& value, size_t dots);
    Made makeAddress(const Value& value);
    Made makeAddressRange(const Value& value, size_t dots);
    Made makeList(const Value& value, FieldType type) const;
    Made makeMark(const RawTerm& raw, const Value& value) const;
    Made emptyRange(const Value& value, Test test);
    bool isListName(const Value& value) const;
    Span part(const Value& value, size_t begin, size_t end) const;

    std::string_view m_text;
    const ParseContext& m_context;
    std::vector<Fault> m_warnings;
};

} // namespace assay::query
