// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/trafficrun.h"
#include "core/traffic/sets/catalogue.h"

#include <algorithm>
#include <cstdio>
#include <functional>

namespace assay::rules {
namespace {

constexpr size_t maxTextLength = 4096;
constexpr int maxDepth = 32; // metas that rest on metas

// Where a piece of a request stands in the document: nowhere when it was unescaped, decoded or put together.
RawRange rangeIn(std::string_view document, std::string_view text, const Match& match)
{
    const char* const from = text.data() + match.offset;
    const std::less_equal<const char*> isUpTo;
    const bool isInside = !text.empty() && isUpTo(document.data(), text.data())
        && isUpTo(text.data() + text.size(), document.data() + document.size());
    if (!isInside)
        return {0, 0, Unmapped::TransferDecoded};
    return {static_cast<uint64_t>(from - document.data()), match.length, Unmapped::None};
}

std::string numberText(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string inputName(const SetInput& input)
{
    const std::string field(requestFieldName(input.field));
    switch (input.kind) {
    case SetInput::Kind::Feature:
        return std::string(traffic::trafficCatalogue()[input.feature].name);
    case SetInput::Kind::Fact:
        return std::string(setFactName(input.fact));
    case SetInput::Kind::Distinct:
        return "distinct(" + field + ")";
    case SetInput::Kind::Top:
        return "top(" + field + ")";
    case SetInput::Kind::Share:
        return "share(" + input.name + ")";
    default:
        return input.name;
    }
}

Evidence numberEvidence(Where where, std::string name, double value)
{
    Evidence evidence;
    evidence.where = where;
    evidence.header = std::move(name);
    evidence.text = numberText(value);
    evidence.length = evidence.text.size();
    return evidence;
}

} // namespace

Evidence TrafficRun::textEvidence(size_t request, RequestField field, std::string_view text, const Match& match) const
{
    Evidence evidence;
    evidence.where = Where::Request;
    evidence.part = std::to_string(request + 1);
    evidence.header = requestFieldName(field);
    evidence.piece = static_cast<uint32_t>(request);
    evidence.offset = match.offset;
    evidence.length = match.length;
    evidence.raw = rangeIn(m_set->bytes(), text, match);
    evidence.text = text.substr(match.offset, std::min<uint64_t>(match.length, maxTextLength));
    return evidence;
}

void TrafficRun::addAtomEvidence(
    uint32_t rule, size_t atom, size_t request, size_t limit, MatcherRun& matcher, std::vector<Evidence>& found) const
{
    const RequestAtom& looked = m_rules.rules[rule].atoms[atom];
    const double value = atomValue(rule, atom, request);
    if (value == 0 || looked.kind == RequestAtom::Kind::Present)
        return;
    if (looked.kind == RequestAtom::Kind::Number) {
        const auto first = m_rules.rules[rule].atoms.begin();
        const auto isSame = [&looked](const RequestAtom& other) {
            return other.kind == RequestAtom::Kind::Number && other.number == looked.number;
        };
        if (std::any_of(first, first + static_cast<ptrdiff_t>(atom), isSame))
            return; // compared with several values, stated once
        Evidence& evidence =
            found.emplace_back(numberEvidence(Where::Request, std::string(requestNumberName(looked.number)), value));
        evidence.part = std::to_string(request + 1);
        evidence.piece = static_cast<uint32_t>(request);
        return;
    }
    const PatternId pattern = m_plan.slots()[m_plan.slotOf(rule, atom)].pattern;
    const std::string_view text = texts(looked.field).texts()[texts(looked.field).ofRequest(request)];
    for (const Match& match : matcher.find(pattern, text, limit - found.size()))
        found.push_back(textEvidence(request, looked.field, text, match));
}

void TrafficRun::addRequestEvidence(
    uint32_t rule, size_t limit, MatcherRun& matcher, std::vector<Evidence>& found) const
{
    uint32_t left = m_counts[rule]; // requests to find
    for (size_t request = 0; request < m_requests.size() && left > 0 && found.size() < limit; ++request) {
        if (!holdsFor(rule, request))
            continue;
        --left;
        const size_t before = found.size();
        for (size_t atom = 0; atom < m_rules.rules[rule].atoms.size() && found.size() < limit; ++atom)
            addAtomEvidence(rule, atom, request, limit, matcher, found);
        const std::string_view path = m_requests[request].path;
        if (found.size() == before) // what is missing has no place; the request has
            found.push_back(textEvidence(request, RequestField::Path, path, {0, path.size(), {}}));
    }
}

void TrafficRun::addRuleEvidence(uint32_t rule, size_t limit, MatcherRun& matcher, std::vector<Evidence>& found,
    std::vector<uint8_t>& seen, int depth) const
{
    if (seen[rule] || m_values[rule] == 0 || found.size() >= limit || depth > maxDepth)
        return;
    seen[rule] = 1;
    if (!m_rules.rules[rule].isMeta)
        return addRequestEvidence(rule, limit, matcher, found);
    const std::vector<SetInput>& inputs = m_rules.rules[rule].inputs;
    for (const SetInput& input : inputs) {
        if (input.kind != SetInput::Kind::Count && found.size() < limit)
            found.push_back(numberEvidence(Where::Feature, inputName(input), inputValue(input)));
    }
    for (const SetInput& input : inputs) {
        if (input.kind == SetInput::Kind::Count || input.kind == SetInput::Kind::Share)
            addRuleEvidence(input.rule, limit, matcher, found, seen, depth + 1);
    }
}

void TrafficRun::addEvidence(uint32_t rule, size_t limit, MatcherRun& matcher, std::vector<Evidence>& found) const
{
    if (!m_set || rule >= m_values.size())
        return;
    std::vector<uint8_t> seen(m_values.size(), 0);
    addRuleEvidence(rule, limit, matcher, found, seen, 0);
}

} // namespace assay::rules
