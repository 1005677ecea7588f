// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scan/detectors.h"

namespace assay {

// The rules of one rule set as a detector: symbol n is rule n.
class RulesDetector : public Detector
{
public:
    explicit RulesDetector(std::shared_ptr<const rules::RulesEngine> engine);
    DetectorKind kind() const override { return DetectorKind::Rules; }
    const std::vector<Symbol>& symbols() const override { return m_symbols; }
    std::string title() const override { return m_engine->ruleSet().title(); }
    std::string digest() const override { return m_engine->ruleSet().digest(); }
    std::unique_ptr<DetectorRun> makeRun() const override;
    const std::shared_ptr<const rules::RulesEngine>& engine() const { return m_engine; }

private:
    std::shared_ptr<const rules::RulesEngine> m_engine;
    std::vector<Symbol> m_symbols;
};

Result<std::shared_ptr<const Detector>> createRulesDetector(const DetectorOptions& options);

} // namespace assay
