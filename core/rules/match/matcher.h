// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/runcontext.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::rules {

// Flags of a pattern (spec/regex A.3).
struct PatternFlags
{
    bool caseless = false, dotAll = false, multiline = false, extended = false;
    bool utf = false; // pattern and input are UTF-8; without it bytes, /aa semantics of B.3
    bool noJit = false;
    bool pcreOnly = false; // never enters the multi-pattern database
    auto operator<=>(const PatternFlags&) const = default;
};

struct Pattern
{
    std::string name; // of the rule, for reports
    std::string text; // Perl syntax without delimiters; may hold (?i) and named groups
    PatternFlags flags;
    uint32_t maxHits = 1; // 1: the first match is enough; 0: count all; n: stop at n
};

enum class Engine : uint8_t { Hyperscan, Prefilter, Pcre, None }; // None: does not compile anywhere

struct PatternInfo
{
    Engine engine = Engine::None;
    std::string reason; // why not a faster engine, or the compile error with its offset
    size_t errorOffset = 0; // into Pattern::text when engine is None
    bool wide = false; // needed the 32-bit library
};

// Byte range in one input.
struct Match
{
    uint64_t offset = 0;
    uint64_t length = 0;
    std::vector<std::pair<std::string, std::string>> captures; // named groups that took part
};

struct MatcherOptions
{
    bool useHyperscan = true;
    std::filesystem::path cacheDir; // empty: no cache
    std::filesystem::path compileHelper; // assay-compile; empty: found beside the program or in libexec
    double secondsPerPattern = 1.0; // time box of one compilation, in the helper
    double secondsPerClass = 120; // and of one database
    uint64_t matchLimit = 1'000'000; // PCRE2 match limit; reaching it is "no match" and counted
    uint32_t maxHitsPerPattern = 100'000;
};

// Counters of spec/regex A.5, summed over the messages of a run; `patterns` is the number of patterns of the matcher
// and `fastCached` the number of count() calls, which are answered from memory.
struct MatchStats
{
    uint64_t pcreScans = 0, matches = 0, patterns = 0, fastCached = 0, pcreBytes = 0, totalBytes = 0;
    uint64_t prefilterHits = 0, prefilterConfirmed = 0, limitReached = 0;
    void add(const MatchStats& other);
};

// "regexp statistics: 68 pcre regexps scanned, ..., 25.30MiB scanned using pcre, 27.63MiB scanned total".
std::string statisticsLine(const MatchStats& stats);

struct CompileStats
{
    uint64_t patterns = 0, hyperscan = 0, prefilter = 0, pcreOnly = 0;
    double compileSeconds = 0;
    bool cacheHit = false; // every database came from the cache
    uint64_t hyperscanBytes = 0; // size of the databases
};

class MatcherRun;
struct MatcherData; // inner form, known to this folder only

// The compiled pattern database: built once, then const and shared by threads. Databases of classes may arrive in the
// background; until one has, its class runs on PCRE2 with the same results.
class Matcher
{
public:
    // Adds patterns, then compiles. A class is a set of patterns that see the same inputs ("body", "header:Subject").
    class Builder
    {
    public:
        Builder();
        ~Builder();
        PatternClassId addClass(std::string name); // the same name gives the same class
        PatternId add(PatternClassId patternClass, Pattern pattern); // the same pattern gives the same id
        // PCRE2 compiles here; Hyperscan databases are loaded from the cache or compiled in the background by helpers.
        Result<std::shared_ptr<const Matcher>> build(const MatcherOptions& options) &&;

    private:
        friend class Matcher;
        struct Data;
        std::unique_ptr<Data> m_data;
    };

    ~Matcher();
    size_t patternCount() const;
    size_t classCount() const;
    const std::string& className(PatternClassId id) const;
    PatternClassId classOf(PatternId id) const;
    PatternInfo info(PatternId id) const; // final once compilation is complete
    CompileStats compileStats() const;
    // Waits until every database is there (or failed); false when cancelled.
    bool waitUntilCompiled(const RunContext& context = {}) const;
    bool isCompiled() const;

private:
    friend class MatcherRun;
    friend const MatcherData& matcherDataOf(const Matcher& matcher);
    explicit Matcher(std::unique_ptr<MatcherData> data);
    std::unique_ptr<MatcherData> m_data;
};

// Scratch memory and results of one worker. Begin a message, scan its classes, read the counts.
class MatcherRun
{
public:
    explicit MatcherRun(std::shared_ptr<const Matcher> matcher);
    ~MatcherRun();
    MatcherRun(MatcherRun&&) noexcept;

    void beginMessage();
    // Matches every pattern of the class against each input; counts add up over inputs until a pattern's maxHits.
    void scan(PatternClassId patternClass, std::span<const std::string_view> inputs);
    // Exact number of non-overlapping leftmost matches seen by scan() (capped by maxHits; 0/1 when maxHits is 1).
    uint32_t count(PatternId id) const;
    // Patterns of the class with a count above 0, ascending.
    std::vector<PatternId> matched(PatternClassId patternClass) const;

    // Exact PCRE2 matches of one pattern in one input, at most `limit`, starting at `from` (what stands before it is
    // still seen by look-behinds and anchors). For evidence and for patterns with per-message text.
    std::vector<Match> find(PatternId id, std::string_view input, size_t limit, uint64_t from = 0);
    const MatchStats& stats() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

// A pattern compiled on the spot (PCRE2 only): rule tests, templates filled per message, config patterns.
class SinglePattern
{
public:
    static Result<SinglePattern> compile(const Pattern& pattern); // BadRule, detail "message at offset N"
    SinglePattern(SinglePattern&&) noexcept;
    SinglePattern& operator=(SinglePattern&&) noexcept;
    ~SinglePattern();
    // Const and thread-safe.
    std::vector<Match> find(std::string_view input, size_t limit = 1) const;
    bool matches(std::string_view input) const { return !find(input, 1).empty(); }

private:
    struct Data;
    explicit SinglePattern(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace assay::rules
