// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/trafficplan.h"

#include <algorithm>

namespace assay::rules {

uint32_t TrafficPlan::addSlot(const RequestAtom& atom, const std::string& rule, Matcher::Builder& patterns)
{
    PatternClassId& patternClass = m_classes[static_cast<size_t>(atom.field)];
    if (patternClass.isNone()) {
        std::string name = "request:";
        name += requestFieldName(atom.field);
        patternClass = patterns.addClass(std::move(name));
    }
    // Whether a request matches is asked text by text, so the first match is enough.
    const PatternId pattern = patterns.add(patternClass, {rule, atom.pattern, atom.flags, 1});
    const auto known =
        std::find_if(m_slots.begin(), m_slots.end(), [pattern](const Slot& slot) { return slot.pattern == pattern; });
    if (known != m_slots.end())
        return static_cast<uint32_t>(known - m_slots.begin());
    m_slots.push_back({pattern, atom.field});
    return static_cast<uint32_t>(m_slots.size() - 1);
}

void TrafficPlan::build(const TrafficRules& traffic, std::span<const Rule> rules, Matcher::Builder& patterns)
{
    m_slotOf.resize(traffic.rules.size());
    for (size_t i = 0; i < traffic.rules.size(); ++i) {
        const Rule& rule = rules[traffic.first + i];
        const TrafficRule& detail = traffic.rules[i];
        m_slotOf[i].assign(detail.atoms.size(), noSlot);
        if (!rule.enabled)
            continue;
        for (size_t atom = 0; atom < detail.atoms.size(); ++atom) {
            const RequestAtom& looked = detail.atoms[atom];
            if (looked.kind != RequestAtom::Kind::Pattern)
                continue;
            m_slotOf[i][atom] = addSlot(looked, rule.name, patterns);
            m_needed[static_cast<size_t>(looked.field)] = true;
        }
        for (const SetInput& input : detail.inputs) {
            if (input.kind == SetInput::Kind::Distinct || input.kind == SetInput::Kind::Top)
                m_needed[static_cast<size_t>(input.field)] = true;
        }
    }
}

PatternId TrafficPlan::firstPattern(size_t rule) const
{
    for (const uint32_t slot : m_slotOf[rule]) {
        if (slot != noSlot)
            return m_slots[slot].pattern;
    }
    return {};
}

} // namespace assay::rules
