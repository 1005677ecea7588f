// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/rspamd/rspamdinputs.h"
#include "core/rules/rspamd/rspamdrule.h"
#include "core/rules/rule.h"

#include <map>
#include <string>
#include <vector>

namespace assay::rules {

// How the regexp rules of a set are run: their patterns in classes of the matcher.
class RspamdPlan
{
public:
    struct Class
    {
        RegexpInput input = RegexpInput::Body;
        std::string header;
        bool strongHeader = false;
        bool utf = false; // texts that are no UTF-8 are left out
        PatternClassId id;
    };
    struct Atom
    {
        PatternId pattern; // none: a function, or one that counts as 0
        uint32_t classIndex = 0;
    };

    // Adds every pattern to `patterns`. `regexps` must outlive the plan.
    void build(const std::vector<RegexpRule>& regexps, const std::vector<Rule>& rules, Matcher::Builder& patterns);

    const std::vector<Class>& classes() const { return m_classes; }
    const std::vector<RegexpRule>& regexps() const { return *m_regexps; }
    const std::vector<Atom>& atoms(size_t regexp) const { return m_atoms[regexp]; }

private:
    uint32_t classFor(const RegexpAtom& atom, Matcher::Builder& patterns);

    const std::vector<RegexpRule>* m_regexps = nullptr;
    std::vector<Class> m_classes;
    std::vector<std::vector<Atom>> m_atoms; // by regexp rule
    std::map<std::string, uint32_t> m_byName;
};

// One worker's evaluation of regexp rules. A class is matched when the first of its patterns is asked for.
class RspamdRun
{
public:
    explicit RspamdRun(const RspamdPlan& plan);
    void begin(const RulesMessage& message);
    // Value of the rule's expression.
    double value(size_t regexp, MatcherRun& matcher);
    // Texts of a class of the message last begun.
    const std::vector<RspamdText>& texts(uint32_t classIndex);

private:
    double atomValue(size_t regexp, size_t atom, MatcherRun& matcher);

    const RspamdPlan& m_plan;
    const RulesMessage* m_message = nullptr;
    std::vector<std::vector<RspamdText>> m_texts; // by class
    std::vector<bool> m_gathered, m_scanned;
};

} // namespace assay::rules
