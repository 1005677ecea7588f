// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/termbuilder.h"

#include "core/base/ascii.h"
#include "core/query/match.h"
#include "core/query/scalars.h"
#include "core/query/spelling.h"
#include "core/text/searchfold.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay::query {
namespace {

bool isTextual(FieldType type)
{
    return type == FieldType::Text || type == FieldType::Words || type == FieldType::Keyword;
}

bool isComparison(Operator op)
{
    return op >= Operator::Less && op <= Operator::GreaterOrEqual;
}

FieldType typeOf(const RawTerm& raw)
{
    return raw.field ? raw.field->type : FieldType::Words;
}

FaultCode badValue(FieldType type)
{
    switch (type) {
    case FieldType::Date:
        return FaultCode::BadDate;
    case FieldType::Size:
        return FaultCode::BadSize;
    case FieldType::Duration:
        return FaultCode::BadDuration;
    case FieldType::Ip:
        return FaultCode::BadAddress;
    default:
        return FaultCode::BadNumber;
    }
}

Fault faultAt(FaultCode code, Span span, std::string_view subject, std::string suggestion = {})
{
    return Fault{code, span, std::string(utf8Prefix(subject, longestSubject)), std::move(suggestion), {}};
}

std::vector<TextTest::Piece> foldedPieces(std::vector<TextTest::Piece> pieces)
{
    for (TextTest::Piece& piece : pieces)
        piece.literal = foldedForSearch(piece.literal);
    return pieces;
}

NumberTest testOf(const Extent& extent, Operator op)
{
    switch (op) {
    case Operator::Less:
        return {std::nullopt, extent.begin, true, false};
    case Operator::LessOrEqual:
        return {std::nullopt, extent.end, true, extent.endIncluded};
    case Operator::Greater:
        return {extent.end, std::nullopt, !extent.endIncluded, true};
    case Operator::GreaterOrEqual:
        return {extent.begin, std::nullopt, true, true};
    default:
        return {extent.begin, extent.unitEnd.value_or(extent.end), true, extent.endIncluded && !extent.unitEnd};
    }
}

bool isEmpty(const NumberTest& test)
{
    if (!test.low || !test.high)
        return false;
    return *test.low > *test.high || (*test.low == *test.high && !(test.lowIncluded && test.highIncluded));
}

// Where a pattern without its library is unsound: parentheses, classes, a backslash at the end.
std::optional<ParseContext::RegexFault> balanceFault(std::string_view pattern)
{
    std::vector<uint32_t> open;
    bool inClass = false;
    uint32_t classAt = 0;
    for (uint32_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\') {
            if (++i == pattern.size())
                return ParseContext::RegexFault{i - 1, "backslash at the end"};
        } else if (inClass) {
            inClass = c != ']' || i == classAt + 1;
        } else if (c == '[') {
            inClass = true;
            classAt = i;
        } else if (c == '(') {
            open.push_back(i);
        } else if (c == ')') {
            if (open.empty())
                return ParseContext::RegexFault{i, "closing parenthesis without an opening one"};
            open.pop_back();
        }
    }
    if (inClass)
        return ParseContext::RegexFault{classAt, "missing ]"};
    if (!open.empty())
        return ParseContext::RegexFault{open.back(), "missing )"};
    return std::nullopt;
}

} // namespace

std::vector<std::string_view> operatorsOf(FieldType type)
{
    if (type == FieldType::Mark)
        return {":"};
    if (type == FieldType::Ip)
        return {":", "=", "!="};
    if (isTextual(type))
        return {":", "=", "!=", "~"};
    return {":", "=", "!=", "<", "<=", ">", ">="};
}

std::optional<Fault> TermBuilder::operatorFault(const RawTerm& raw) const
{
    const std::vector<std::string_view> known = operatorsOf(typeOf(raw));
    const std::string_view used = operatorText(raw.op);
    if (std::find(known.begin(), known.end(), used) != known.end())
        return std::nullopt;
    Fault fault = faultAt(FaultCode::BadOperator, raw.operatorSpan, used);
    fault.detail = raw.field ? raw.field->name : std::string();
    for (const std::string_view one : known)
        fault.suggestion.append(fault.suggestion.empty() ? "" : " ").append(one);
    return fault;
}

std::variant<Term, Fault> TermBuilder::build(const RawTerm& raw)
{
    if (raw.isList && isComparison(raw.op))
        return faultAt(FaultCode::BadOperator, raw.operatorSpan, operatorText(raw.op), ": = !=");
    Term term;
    term.span = raw.span;
    term.valueSpan = raw.valueSpan;
    term.field = raw.field;
    term.key = raw.key;
    term.tests.reserve(raw.values.size()); // `spelled` points at them
    std::vector<Spelled> spelled;
    for (const Value& value : raw.values) {
        Made made = makeTest(raw, value);
        if (auto* fault = std::get_if<Fault>(&made))
            return std::move(*fault);
        term.tests.push_back(std::move(std::get<Test>(made)));
        spelled.push_back({&value, &term.tests.back()});
    }
    term.text = spellTerm(raw, spelled);
    return term;
}

TermBuilder::Made TermBuilder::makeTest(const RawTerm& raw, const Value& value)
{
    const FieldType type = typeOf(raw);
    if (type == FieldType::Mark)
        return makeMark(raw, value);
    if (raw.field && isListName(value) && (isTextual(type) || type == FieldType::Ip))
        return makeList(value, type);
    if (isTextual(type))
        return value.form == Value::Form::Pattern ? makePattern(value) : makeText(raw, value);
    return type == FieldType::Ip ? makeAddress(value) : makeNumber(raw, value);
}

TermBuilder::Made TermBuilder::makeText(const RawTerm& raw, const Value& value) const
{
    const bool exact = raw.op == Operator::Exact || raw.op == Operator::NotEqual;
    return Test(makeTextTest(
        value.text, typeOf(raw), exact ? TextTest::Mode::Exact : TextTest::Mode::Natural, foldedPieces(value.pieces)));
}

TermBuilder::Made TermBuilder::makePattern(const Value& value) const
{
    RegexTest test = value.flags;
    test.pattern = value.text;
    const auto wrong = m_context.checkRegex ? m_context.checkRegex(test) : balanceFault(test.pattern);
    if (!wrong)
        return Test(std::move(test));
    Fault fault = faultAt(FaultCode::BadRegex, value.span, test.pattern);
    fault.detail = wrong->text;
    if (wrong->offset < value.places.size()) {
        size_t end = value.places[wrong->offset];
        fault.span.begin = static_cast<uint32_t>(end);
        nextCodePoint(m_text, end);
        fault.span.end = static_cast<uint32_t>(std::min(end, m_text.size()));
    }
    return fault;
}

// Bytes [begin, end) of the value's text as a span of the query; the whole value when escapes or quotes are between.
Span TermBuilder::part(const Value& value, size_t begin, size_t end) const
{
    if (value.text.size() != value.span.end - value.span.begin)
        return value.span;
    return {value.span.begin + static_cast<uint32_t>(begin), value.span.begin + static_cast<uint32_t>(end)};
}

TermBuilder::Made TermBuilder::makeNumber(const RawTerm& raw, const Value& value)
{
    const FieldType type = typeOf(raw);
    if (!isComparison(raw.op)) {
        if (value.text == "*" && !value.pieces.empty())
            return Test(NumberTest());
        if (const size_t dots = value.text.find(".."); dots != std::string::npos)
            return makeRange(type, value, dots);
    }
    const auto extent = value.form == Value::Form::Pattern ? std::nullopt : readScalar(value.text, type, m_context);
    if (!extent)
        return faultAt(badValue(type), value.span, value.text);
    return Test(testOf(*extent, raw.op));
}

TermBuilder::Made TermBuilder::makeRange(FieldType type, const Value& value, size_t dots)
{
    const std::string_view text = value.text;
    NumberTest test;
    if (text == "..")
        return faultAt(FaultCode::MissingValue, value.span, value.text);
    if (dots > 0) {
        const auto low = readScalar(text.substr(0, dots), type, m_context);
        if (!low)
            return faultAt(badValue(type), part(value, 0, dots), text.substr(0, dots));
        test.low = low->begin;
    }
    if (dots + 2 < text.size()) {
        const auto high = readScalar(text.substr(dots + 2), type, m_context);
        if (!high)
            return faultAt(badValue(type), part(value, dots + 2, text.size()), text.substr(dots + 2));
        test.high = high->end;
        test.highIncluded = high->endIncluded;
    }
    return isEmpty(test) ? emptyRange(value, test) : Made(Test(test));
}

TermBuilder::Made TermBuilder::emptyRange(const Value& value, Test test)
{
    m_warnings.push_back(faultAt(FaultCode::EmptyRange, value.span, value.text));
    return test;
}

TermBuilder::Made TermBuilder::makeAddress(const Value& value)
{
    if (const size_t dots = value.text.find(".."); dots != std::string::npos)
        return makeAddressRange(value, dots);
    const auto network = value.form == Value::Form::Pattern ? std::nullopt : readNetwork(value.text);
    if (!network)
        return faultAt(FaultCode::BadAddress, value.span, value.text);
    if (!network->canonical.empty())
        m_warnings.push_back(faultAt(FaultCode::HostBitsSet, value.span, value.text, network->canonical));
    return Test(IpTest{IpRangeSet({network->range})});
}

TermBuilder::Made TermBuilder::makeAddressRange(const Value& value, size_t dots)
{
    const std::string_view text = value.text;
    const std::string_view lowText = text.substr(0, dots), highText = text.substr(dots + 2);
    if (lowText.empty() && highText.empty())
        return faultAt(FaultCode::MissingValue, value.span, value.text);
    auto low = IpAddress::parse(lowText), high = IpAddress::parse(highText);
    if (!lowText.empty() && !low)
        return faultAt(FaultCode::BadAddress, part(value, 0, dots), lowText);
    if ((!highText.empty() && !high) || (low && high && low->isV4() != high->isV4()))
        return faultAt(FaultCode::BadAddress, part(value, dots + 2, text.size()), highText);
    const IpNetwork family = *IpNetwork::parse((low ? low : high)->isV4() ? "0.0.0.0/0" : "::/0");
    const IpRange range{low.value_or(family.first()), high.value_or(family.last())};
    const Test test = IpTest{IpRangeSet({range})};
    return range.high < range.low ? emptyRange(value, test) : Made(test);
}

bool TermBuilder::isListName(const Value& value) const
{
    return value.form == Value::Form::Word && value.text.size() > 1 && m_text[value.span.begin] == '@';
}

TermBuilder::Made TermBuilder::makeList(const Value& value, FieldType type) const
{
    const std::string name = value.text.substr(1);
    auto list = m_context.lists ? m_context.lists(name) : nullptr;
    if (!list)
        return faultAt(FaultCode::UnknownList, value.span, name, isTextual(type) ? "quote" : "");
    return Test(ListTest{std::move(list)});
}

TermBuilder::Made TermBuilder::makeMark(const RawTerm& raw, const Value& value) const
{
    const std::vector<std::string>& known = raw.field->values;
    const auto found = std::find_if(
        known.begin(), known.end(), [&value](const std::string& name) { return equalsIgnoringCase(name, value.text); });
    const bool isText = value.form != Value::Form::Pattern;
    if (isText && found != known.end())
        return Test(MarkTest{*found, nullptr, {}});
    std::vector<std::string_view> names(known.begin(), known.end());
    if (raw.field->name == "has") {
        const Field* field = isText ? m_context.fields->find(value.text) : nullptr;
        const size_t keyAt = std::min(value.text.find('.'), value.text.size() - 1) + 1;
        std::string key = field && field->isFamily ? value.text.substr(keyAt) : std::string();
        if (field && field->isFamily && key.empty())
            return faultAt(FaultCode::NeedsKey, value.span, field->name);
        if (field)
            return Test(MarkTest{field->name, field, std::move(key)});
        for (const Field& one : m_context.fields->fields())
            names.push_back(one.name);
    }
    return faultAt(FaultCode::BadMark, value.span, value.text, nearestWord(value.text, names));
}

} // namespace assay::query
