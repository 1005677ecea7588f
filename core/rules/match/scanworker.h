// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/matcherdata.h"
#include "core/rules/match/pcreworker.h"

namespace assay::rules {

enum class ScanMode : uint8_t {
    Hybrid,
    PcreAlone, // as if no database had arrived
    Bare // the multi-pattern scan only, for measuring: counts stay 0
};

// One worker's scanning: the multi-pattern scan of each input, then PCRE2 where its hits need confirmation or counting
// and for patterns that no database holds. Everything of one thread.
class ScanWorker
{
public:
    explicit ScanWorker(const MatcherData& matcher, ScanMode mode = ScanMode::Hybrid);

    void clearCounts();
    void scan(PatternClassId patternClass, std::span<const std::string_view> inputs);
    std::vector<Match> find(PatternId id, std::string_view input, size_t limit, uint64_t from);

    std::vector<uint32_t> counts; // by PatternId
    MatchStats stats;

    // A hit of the multi-pattern scan that ends at `end`. Public for the library's callback.
    void onHit(uint32_t position, uint64_t end);

private:
    // Starts of matches lie in [begin, end].
    struct Window
    {
        uint64_t begin = 0, end = 0;
    };
    // What one input's scan said of a pattern that needs PCRE2.
    struct Trigger
    {
        uint32_t position = 0; // in the class
        std::vector<Window> windows; // ascending, apart; none: anywhere
    };

    const ClassDatabase* databaseOf(const MatcherClass& patternClass, size_t classIndex);
    void setInput(std::string_view input);
    void scanWithDatabase(std::string_view input);
    void scanBare(std::string_view input);
    void triggerAll();
    void confirm(const Trigger& trigger);
    uint32_t countInWindows(const PcreProgram& program, const std::vector<Window>& windows, uint32_t limit);
    void countWithPcre(PatternId id, std::span<const std::string_view> inputs);
    uint32_t missing(PatternId id) const; // hits still wanted
    Trigger& triggerOf(uint32_t position);
    void add(PatternId id, uint32_t matches);

    const MatcherData& m_matcher;
    const ScanMode m_mode;
    PcreWorker m_pcre;
    Scratch m_scratch;
    std::vector<const ClassDatabase*> m_prepared; // by class: what the scratch fits

    // While one input is scanned.
    const MatcherClass* m_class = nullptr;
    const ClassDatabase* m_database = nullptr;
    std::string_view m_input;
    std::vector<uint32_t> m_triggerIndex; // by position in the class; valid when the trigger there names the position
    std::vector<Trigger> m_triggers; // the first m_triggerCount are in use; the rest keeps its memory
    size_t m_triggerCount = 0;
    std::vector<uint32_t> m_byShape; // positions
    ShapeFilter::Memory m_shapeMemory;
};

} // namespace assay::rules
