// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scan/detectors.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace assay::test {

// Hits "<PREFIX>LETTER" wherever the word Letter stands (counted, with evidence), "<PREFIX>ZERO" (score 0) and
// "__<PREFIX>SUB" always, and "<PREFIX>LONG" for more than 500 bytes. Each item takes `pause`.
class FakeDetector : public Detector
{
public:
    explicit FakeDetector(std::string prefix, double score = 1.125, std::chrono::microseconds pause = {})
        : m_prefix(std::move(prefix))
        , m_score(score)
        , m_pause(pause)
    {
        m_symbols = {{m_prefix + "LETTER", DetectorKind::Rules, "words", "Says letter"},
            {m_prefix + "LONG", DetectorKind::Rules, "", "Is long"}, {m_prefix + "ZERO", DetectorKind::Rules, "", ""},
            {"__" + m_prefix + "SUB", DetectorKind::Rules, "", ""}};
    }
    DetectorKind kind() const override { return DetectorKind::Rules; }
    const std::vector<Symbol>& symbols() const override { return m_symbols; }
    std::string title() const override { return "Fake " + m_prefix; }
    std::string digest() const override { return m_prefix; }
    std::unique_ptr<DetectorRun> makeRun() const override { return std::make_unique<Run>(*this); }

private:
    class Run : public DetectorRun
    {
    public:
        explicit Run(const FakeDetector& detector)
            : m_detector(detector)
        {
        }
        void scan(const DetectorInput& item, const HitOptions& options, std::vector<Hit>& hits) override
        {
            if (m_detector.m_pause.count() > 0)
                std::this_thread::sleep_for(m_detector.m_pause);
            Hit letter;
            letter.symbol = SymbolId{0};
            letter.score = m_detector.m_score;
            letter.count = 0;
            for (size_t at = item.bytes.find("etter"); at != item.bytes.npos; at = item.bytes.find("etter", at + 1)) {
                ++letter.count;
                if (letter.evidence.size() < options.evidencePerHit) {
                    Evidence& place = letter.evidence.emplace_back();
                    place.where = rules::Where::Full;
                    place.offset = at;
                    place.length = 5;
                    place.raw = {at, 5, rules::Unmapped::None};
                    place.text = "etter";
                }
            }
            if (letter.count > 0)
                hits.push_back(std::move(letter));
            if (item.bytes.size() > 500)
                add(hits, 1, -0.3);
            if (options.selection != HitSelection::Scored)
                add(hits, 2, 0);
            if (options.selection == HitSelection::All)
                add(hits, 3, 0);
            ++m_scans;
        }
        void addStats(rules::MatchStats& stats) const override { stats.pcreScans += m_scans; }

    private:
        static void add(std::vector<Hit>& hits, uint32_t symbol, double score)
        {
            Hit& hit = hits.emplace_back();
            hit.symbol = SymbolId{symbol};
            hit.score = score;
        }
        const FakeDetector& m_detector;
        uint64_t m_scans = 0;
    };

    std::string m_prefix;
    double m_score;
    std::chrono::microseconds m_pause;
    std::vector<Symbol> m_symbols;
};

inline std::shared_ptr<const DetectorSet> fakeDetectors(std::chrono::microseconds pause = {}, double score = 1.125)
{
    auto set = std::make_shared<DetectorSet>();
    set->detectors = {std::make_shared<FakeDetector>("A_", score, pause), std::make_shared<FakeDetector>("B_", 0.5)};
    return set;
}

} // namespace assay::test
