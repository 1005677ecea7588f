// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rule.h"
#include "core/rules/traffic/trafficrules.h"

#include <array>
#include <span>
#include <vector>

namespace assay::rules {

// How the rules for traffic of a set are run: which patterns look at which field.
class TrafficPlan
{
public:
    // A pattern that atoms look for; several may share one.
    struct Slot
    {
        PatternId pattern;
        RequestField field = RequestField::Path;
    };
    static constexpr uint32_t noSlot = UINT32_MAX;

    // `rules`: all of the set, `traffic` those for traffic among them.
    void build(const TrafficRules& traffic, std::span<const Rule> rules, Matcher::Builder& patterns);
    const std::vector<Slot>& slots() const { return m_slots; }
    // Of an atom of a rule, by their positions; noSlot when it has no pattern.
    uint32_t slotOf(size_t rule, size_t atom) const { return m_slotOf[rule][atom]; }
    PatternClassId classOf(RequestField field) const { return m_classes[static_cast<size_t>(field)]; }
    // Whether some rule wants the texts of a field, be it to count them.
    bool needs(RequestField field) const { return m_needed[static_cast<size_t>(field)]; }
    PatternId firstPattern(size_t rule) const; // none without one

private:
    uint32_t addSlot(const RequestAtom& atom, const std::string& rule, Matcher::Builder& patterns);
    std::vector<Slot> m_slots;
    std::vector<std::vector<uint32_t>> m_slotOf;
    std::array<PatternClassId, requestFieldCount> m_classes = {};
    std::array<bool, requestFieldCount> m_needed = {};
};

} // namespace assay::rules
