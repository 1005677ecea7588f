// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/detectors/rules.h"

#include "core/scan/itemfeatures.h"

namespace assay {
namespace {

bool isSubRule(const std::string& name)
{
    return name.starts_with("__");
}

class RulesDetectorRun : public DetectorRun
{
public:
    explicit RulesDetectorRun(std::shared_ptr<const rules::RulesEngine> engine)
        : m_engine(engine)
        , m_run(std::move(engine))
    {
    }

    void scan(const DetectorInput& item, const HitOptions& options, std::vector<Hit>& hits) override
    {
        const rules::RulesResult result = scanItem(item);
        for (const rules::RuleHit& found : result.hits) {
            if (!isWanted(found, options.selection))
                continue;
            Hit& hit = hits.emplace_back();
            hit.symbol = SymbolId{found.rule.value};
            hit.count = found.count;
            hit.score = found.score;
            if (options.evidencePerHit > 0)
                hit.evidence = m_run.evidence(found.rule, options.evidencePerHit);
        }
    }

    void addStats(rules::MatchStats& stats) const override { stats.add(m_run.matchStats()); }

private:
    // Rules for mail see messages, those for traffic request sets.
    rules::RulesResult scanItem(const DetectorInput& item)
    {
        if (item.kind == ItemKind::Message)
            return m_run.scan(item.bytes);
        const traffic::RequestSet* set = item.features ? item.features->requestSet() : nullptr;
        if (!set)
            return {}; // whoever shows the item says what is wrong with it
        return m_run.scan(*set);
    }

    bool isWanted(const rules::RuleHit& hit, HitSelection selection) const
    {
        if (hit.score != 0 || selection == HitSelection::All)
            return true;
        return selection == HitSelection::Visible && !isSubRule(m_engine->ruleSet().rule(hit.rule).name);
    }

    std::shared_ptr<const rules::RulesEngine> m_engine;
    rules::RulesRun m_run;
};

Result<std::shared_ptr<const rules::RuleSet>> loadRules(const DetectorOptions& options)
{
    switch (options.ruleSet) {
    case RuleSetChoice::Stock:
        return rules::RuleSet::loadStock();
    case RuleSetChoice::Files:
        return rules::RuleSet::load(options.ruleFiles);
    case RuleSetChoice::BuiltIn:
        break;
    }
    return rules::RuleSet::loadBuiltIn();
}

} // namespace

RulesDetector::RulesDetector(std::shared_ptr<const rules::RulesEngine> engine)
    : m_engine(std::move(engine))
{
    const auto& all = m_engine->ruleSet().rules();
    m_symbols.reserve(all.size());
    for (const rules::Rule& rule : all)
        m_symbols.push_back(Symbol{rule.name, DetectorKind::Rules, rule.group, rule.description});
}

std::unique_ptr<DetectorRun> RulesDetector::makeRun() const
{
    return std::make_unique<RulesDetectorRun>(m_engine);
}

Result<std::shared_ptr<const Detector>> createRulesDetector(const DetectorOptions& options)
{
    auto set = loadRules(options);
    if (!set)
        return set.error();
    auto engine = rules::RulesEngine::create(*set, options.engine);
    if (!engine)
        return engine.error();
    return std::shared_ptr<const Detector>(std::make_shared<RulesDetector>(*engine));
}

} // namespace assay
