// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/scanworker.h"

#include <algorithm>
#include <hs/hs_runtime.h>

namespace assay::rules {

namespace {

// Ends are exact but for `$` and \b, which the library may report a byte off.
constexpr uint64_t windowSlack = 2;
// A pattern that hits all over the place is searched everywhere at once.
constexpr size_t maximumWindows = 64;

int hitCallback(unsigned position, unsigned long long, unsigned long long end, unsigned, void* context)
{
    static_cast<ScanWorker*>(context)->onHit(position, end);
    return 0;
}

int bareCallback(unsigned, unsigned long long, unsigned long long, unsigned, void*)
{
    return 0;
}

} // namespace

ScanWorker::ScanWorker(const MatcherData& matcher, ScanMode mode)
    : counts(matcher.patterns.size(), 0)
    , m_matcher(matcher)
    , m_mode(mode)
    , m_pcre(matcher.options.matchLimit)
    , m_prepared(matcher.classes.size(), nullptr)
{
    stats.patterns = matcher.patterns.size();
    size_t largest = 0;
    for (const MatcherClass& patternClass : matcher.classes)
        largest = std::max(largest, patternClass.patterns.size());
    m_triggerIndex.resize(largest, 0);
}

void ScanWorker::clearCounts()
{
    std::fill(counts.begin(), counts.end(), 0);
}

uint32_t ScanWorker::missing(PatternId id) const
{
    const uint32_t cap = m_matcher.options.maxHitsPerPattern;
    const uint32_t maxHits = m_matcher.patterns[id.value].pattern.maxHits;
    const uint32_t wanted = maxHits == 0 ? cap : std::min(cap, maxHits);
    return wanted - std::min(wanted, counts[id.value]);
}

void ScanWorker::add(PatternId id, uint32_t matches)
{
    counts[id.value] += matches;
    stats.matches += matches;
}

const ClassDatabase* ScanWorker::databaseOf(const MatcherClass& patternClass, size_t classIndex)
{
    if (m_mode == ScanMode::PcreAlone)
        return nullptr;
    const ClassDatabase* database = patternClass.database.load(std::memory_order_acquire);
    if (database && m_prepared[classIndex] != database) {
        if (!m_scratch.prepareFor(*database))
            return nullptr;
        m_prepared[classIndex] = database;
    }
    return database;
}

void ScanWorker::scan(PatternClassId patternClass, std::span<const std::string_view> inputs)
{
    m_class = &m_matcher.classes[patternClass.value];
    m_database = databaseOf(*m_class, patternClass.value);
    if (m_mode == ScanMode::Bare) {
        for (const std::string_view input : inputs)
            scanBare(input);
    } else if (m_database) {
        for (const std::string_view input : inputs)
            scanWithDatabase(input);
        for (const uint32_t position : m_database->others())
            countWithPcre(m_class->patterns[position], inputs);
    } else {
        for (const PatternId id : m_class->patterns)
            countWithPcre(id, inputs);
    }
    stats.limitReached = m_pcre.limitReached();
}

void ScanWorker::scanWithDatabase(std::string_view input)
{
    setInput(input);
    m_triggerCount = 0;
    const bool scanned = !m_database->handle()
        || (m_input.size() <= UINT32_MAX
            && hs_scan(m_database->handle(), m_input.data(), static_cast<unsigned>(m_input.size()), 0,
                   m_scratch.handle(), hitCallback, this)
                == HS_SUCCESS);
    stats.totalBytes += m_input.size();
    if (!scanned)
        triggerAll();
    m_byShape.clear();
    m_database->shapes().find(m_input, m_shapeMemory, m_byShape);
    for (const uint32_t position : m_byShape)
        triggerOf(position);
    for (size_t i = 0; i < m_triggerCount; ++i)
        confirm(m_triggers[i]);
}

void ScanWorker::scanBare(std::string_view input)
{
    if (!m_database || input.size() > UINT32_MAX)
        return;
    if (m_database->handle())
        hs_scan(m_database->handle(), input.data() ? input.data() : "", static_cast<unsigned>(input.size()), 0,
            m_scratch.handle(), bareCallback, nullptr);
    m_byShape.clear();
    m_database->shapes().find(input, m_shapeMemory, m_byShape);
    stats.totalBytes += input.size();
}

// For an input that the library will not scan: PCRE2 decides on every pattern of the database.
void ScanWorker::triggerAll()
{
    m_triggerCount = 0;
    std::vector<char> other(m_class->patterns.size(), 0);
    for (const uint32_t position : m_database->others())
        other[position] = 1;
    for (uint32_t position = 0; position < other.size(); ++position) {
        if (!other[position])
            triggerOf(position);
    }
}

void ScanWorker::setInput(std::string_view input)
{
    m_input = input.data() ? input : std::string_view("");
    m_pcre.setInput(m_input);
}

ScanWorker::Trigger& ScanWorker::triggerOf(uint32_t position)
{
    const uint32_t index = m_triggerIndex[position];
    if (index < m_triggerCount && m_triggers[index].position == position)
        return m_triggers[index];
    m_triggerIndex[position] = static_cast<uint32_t>(m_triggerCount);
    if (m_triggerCount == m_triggers.size())
        m_triggers.emplace_back();
    Trigger& trigger = m_triggers[m_triggerCount++];
    trigger.position = position;
    trigger.windows.clear();
    return trigger;
}

void ScanWorker::onHit(uint32_t position, uint64_t end)
{
    if (position >= m_class->patterns.size())
        return;
    const PatternId id = m_class->patterns[position];
    const ClassDatabase::Member& member = m_database->members()[position];
    if (!member.confirm) {
        if (counts[id.value] == 0)
            add(id, 1);
        return;
    }
    if (missing(id) == 0)
        return;
    Trigger& trigger = triggerOf(position);
    if (member.maxWidth == PatternVerdict::unbounded || trigger.windows.size() > maximumWindows)
        return;
    const uint64_t reach = member.maxWidth + windowSlack;
    const Window window{end > reach ? end - reach : 0, end + windowSlack};
    // Hits arrive in the order of their ends, so windows of one pattern do too.
    if (!trigger.windows.empty() && window.begin <= trigger.windows.back().end)
        trigger.windows.back().end = std::max(trigger.windows.back().end, window.end);
    else
        trigger.windows.push_back(window);
}

void ScanWorker::confirm(const Trigger& trigger)
{
    const PatternId id = m_class->patterns[trigger.position];
    const PcreProgram* program = m_matcher.patterns[id.value].program();
    const uint32_t limit = missing(id);
    if (!program || limit == 0)
        return;
    ++stats.prefilterHits;
    ++stats.pcreScans;
    const bool whole = trigger.windows.empty() || trigger.windows.size() > maximumWindows;
    uint64_t bytes = whole ? m_input.size() : 0;
    for (const Window& window : trigger.windows)
        bytes += whole ? 0 : std::min<uint64_t>(window.end, m_input.size()) - window.begin;
    stats.pcreBytes += bytes;
    stats.totalBytes += bytes;
    const uint32_t found = whole ? m_pcre.count(*program, limit) : countInWindows(*program, trigger.windows, limit);
    stats.prefilterConfirmed += found > 0;
    add(id, found);
}

// As PcreWorker::count(), looking only where matches can start: the same matches in the same order.
uint32_t ScanWorker::countInWindows(const PcreProgram& program, const std::vector<Window>& windows, uint32_t limit)
{
    uint32_t count = 0;
    uint64_t from = 0;
    bool afterEmpty = false;
    size_t next = 0;
    while (count < limit && next < windows.size()) {
        const uint64_t begin = std::max(from, windows[next].begin);
        if (begin > windows[next].end || begin > m_input.size()) {
            ++next;
            continue;
        }
        const PcreWorker::Found found = m_pcre.search(program, begin, windows[next].end, afterEmpty && begin == from);
        if (!found || found.end < begin) {
            ++next;
            continue;
        }
        ++count;
        afterEmpty = found.begin == found.end;
        from = found.end;
    }
    return count;
}

// One pattern over all inputs, so that its machine code stays in the processor's cache.
void ScanWorker::countWithPcre(PatternId id, std::span<const std::string_view> inputs)
{
    const PcreProgram* program = inputs.empty() ? nullptr : m_matcher.patterns[id.value].program();
    if (!program)
        return;
    for (const std::string_view input : inputs) {
        const uint32_t limit = missing(id);
        if (limit == 0)
            return;
        setInput(input);
        ++stats.pcreScans;
        stats.pcreBytes += m_input.size();
        stats.totalBytes += m_input.size();
        add(id, m_pcre.count(*program, limit));
    }
}

std::vector<Match> ScanWorker::find(PatternId id, std::string_view input, size_t limit, uint64_t from)
{
    const PcreProgram* program = m_matcher.patterns[id.value].program();
    if (!program || from > input.size())
        return {};
    m_pcre.setInput(input);
    std::vector<Match> found = m_pcre.matches(*program, limit, from);
    stats.limitReached = m_pcre.limitReached();
    return found;
}

} // namespace assay::rules
