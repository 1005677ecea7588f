// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/rspamd/rspamdplan.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/rules/rspamd/rspamdfunctions.h"

#include <algorithm>

namespace assay::rules {

uint32_t RspamdPlan::classFor(const RegexpAtom& atom, Matcher::Builder& patterns)
{
    const std::string name = "rspamd:" + std::string(regexpInputName(atom.input)) + (atom.strongHeader ? "!" : ":")
        + (atom.strongHeader ? atom.header : toAsciiLower(atom.header)) + (atom.flags.utf ? ":utf" : "");
    const auto [found, isNew] = m_byName.try_emplace(name, static_cast<uint32_t>(m_classes.size()));
    if (isNew)
        m_classes.push_back({atom.input, atom.header, atom.strongHeader, atom.flags.utf, patterns.addClass(name)});
    return found->second;
}

void RspamdPlan::build(
    const std::vector<RegexpRule>& regexps, const std::vector<Rule>& rules, Matcher::Builder& patterns)
{
    m_regexps = &regexps;
    for (const RegexpRule& regexp : regexps) {
        std::vector<Atom> atoms;
        for (const RegexpAtom& atom : regexp.atoms) {
            Atom planned;
            if (atom.kind == RegexpAtom::Kind::Pattern && whyAtomIsZero(atom).empty() && rules[regexp.rule].enabled) {
                planned.classIndex = classFor(atom, patterns);
                planned.pattern = patterns.add(m_classes[planned.classIndex].id,
                    {rules[regexp.rule].name, atom.pattern, atom.flags, atom.countAll ? 0U : 1U});
            }
            atoms.push_back(planned);
        }
        m_atoms.push_back(std::move(atoms));
    }
}

RspamdRun::RspamdRun(const RspamdPlan& plan)
    : m_plan(plan)
    , m_texts(plan.classes().size())
    , m_gathered(plan.classes().size(), false)
    , m_scanned(plan.classes().size(), false)
{
}

void RspamdRun::begin(const RulesMessage& message)
{
    m_message = &message;
    std::fill(m_gathered.begin(), m_gathered.end(), false);
    std::fill(m_scanned.begin(), m_scanned.end(), false);
}

const std::vector<RspamdText>& RspamdRun::texts(uint32_t classIndex)
{
    if (!m_gathered[classIndex]) {
        const RspamdPlan::Class& made = m_plan.classes()[classIndex];
        m_texts[classIndex] = rspamdTexts(made.input, made.header, made.strongHeader, *m_message);
        if (made.utf) {
            auto& all = m_texts[classIndex];
            all.erase(
                std::remove_if(all.begin(), all.end(), [](const RspamdText& text) { return !isValidUtf8(text.text); }),
                all.end());
        }
        m_gathered[classIndex] = true;
    }
    return m_texts[classIndex];
}

double RspamdRun::atomValue(size_t regexp, size_t index, MatcherRun& matcher)
{
    const RspamdPlan::Atom& atom = m_plan.atoms(regexp)[index];
    const RegexpAtom& parsed = m_plan.regexps()[regexp].atoms[index];
    if (atom.pattern.isNone())
        return parsed.kind == RegexpAtom::Kind::Function ? callRspamdFunction(parsed, *m_message) : 0;
    if (!m_scanned[atom.classIndex]) {
        std::vector<std::string_view> views;
        for (const RspamdText& text : texts(atom.classIndex))
            views.emplace_back(text.text);
        matcher.scan(m_plan.classes()[atom.classIndex].id, views);
        m_scanned[atom.classIndex] = true;
    }
    const uint32_t count = matcher.count(atom.pattern);
    return parsed.countAll ? count : count > 0;
}

double RspamdRun::value(size_t regexp, MatcherRun& matcher)
{
    return m_plan.regexps()[regexp].expression.evaluate([&](size_t atom) { return atomValue(regexp, atom, matcher); });
}

} // namespace assay::rules
