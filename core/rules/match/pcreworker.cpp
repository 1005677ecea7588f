// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/pcreworker.h"

#include "core/rules/match/pcrelibrary.h"

#include <algorithm>
#include <cassert>
#include <vector>

namespace assay::rules {

namespace {

constexpr size_t jitStackStart = 32 * 1024;
constexpr size_t jitStackMaximum = 8 * 1024 * 1024;
constexpr uint32_t heapLimitKiB = 64 * 1024;

// Match data and context of one library, made when the first pattern of that library runs.
template <typename Library>
class Runner
{
public:
    explicit Runner(uint64_t matchLimit)
        : m_matchLimit(matchLimit)
    {
    }
    ~Runner()
    {
        Library::matchDataFree(m_matchData);
        Library::matchContextFree(m_context);
        Library::jitStackFree(m_jitStack);
    }
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    // The library's result: above 0 (or 0 when groups did not fit) for a match.
    int run(const PcreProgram& program, const typename Library::Code* code, const typename Library::Unit* input,
        size_t length, size_t from, size_t lastStart, uint32_t options)
    {
        if (!prepare(program.groupCount()))
            return PCRE2_ERROR_NOMEMORY;
        Library::setOffsetLimit(m_context, lastStart == PcreWorker::anywhere ? PCRE2_UNSET : lastStart);
        // The fast path leaves out the check for valid UTF-8, which input of UTF patterns needs.
        if (program.hasJit()) {
            const int result = program.utf()
                ? Library::match(code, input, length, from, options, m_matchData, m_context)
                : Library::jitMatch(code, input, length, from, options, m_matchData, m_context);
            if (result != PCRE2_ERROR_JIT_STACKLIMIT)
                return result;
        }
        return Library::match(code, input, length, from, options | PCRE2_NO_JIT, m_matchData, m_context);
    }

    const size_t* ovector() const { return Library::ovector(m_matchData); }

private:
    bool prepare(uint32_t groups)
    {
        if (!m_context && !makeContext())
            return false;
        if (m_matchData && groups < m_pairs)
            return true;
        Library::matchDataFree(m_matchData);
        m_pairs = std::max(groups + 1, uint32_t{32});
        m_matchData = Library::matchDataCreate(m_pairs, nullptr);
        return m_matchData != nullptr;
    }

    bool makeContext()
    {
        m_context = Library::matchContextCreate(nullptr);
        if (!m_context)
            return false;
        m_jitStack = Library::jitStackCreate(jitStackStart, jitStackMaximum, nullptr);
        if (m_jitStack)
            Library::jitStackAssign(m_context, nullptr, m_jitStack);
        Library::setMatchLimit(m_context, static_cast<uint32_t>(std::min<uint64_t>(m_matchLimit, UINT32_MAX)));
        Library::setHeapLimit(m_context, heapLimitKiB);
        return true;
    }

    uint64_t m_matchLimit;
    typename Library::MatchContext* m_context = nullptr;
    typename Library::JitStack* m_jitStack = nullptr;
    typename Library::MatchData* m_matchData = nullptr;
    uint32_t m_pairs = 0;
};

bool isLimit(int result)
{
    return result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT || result == PCRE2_ERROR_HEAPLIMIT
        || result == PCRE2_ERROR_NOMEMORY || result == PCRE2_ERROR_RECURSELOOP;
}

} // namespace

struct PcreWorker::Data
{
    explicit Data(uint64_t matchLimit)
        : narrow(matchLimit)
        , wide(matchLimit)
    {
    }

    const std::vector<uint32_t>& wideInput()
    {
        if (!widened) {
            units.resize(input.size() + 1);
            std::transform(input.begin(), input.end(), units.begin(), [](char c) { return static_cast<uint8_t>(c); });
            widened = true;
        }
        return units;
    }

    Runner<Pcre8> narrow;
    Runner<Pcre32> wide;
    std::string_view input;
    std::vector<uint32_t> units; // the input as 32-bit units, if `widened`
    bool widened = false;
    uint64_t limitReached = 0;
};

PcreWorker::PcreWorker(uint64_t matchLimit)
    : m_data(std::make_unique<Data>(matchLimit))
{
}
PcreWorker::~PcreWorker() = default;
PcreWorker::PcreWorker(PcreWorker&&) noexcept = default;

void PcreWorker::setInput(std::string_view input)
{
    m_data->input = input.data() ? input : std::string_view("");
    m_data->widened = false;
}

PcreWorker::Found PcreWorker::search(const PcreProgram& program, size_t from, size_t lastStart, bool notEmptyAtFrom)
{
    const std::string_view input = m_data->input;
    if (from > input.size())
        return {};
    const uint32_t options = notEmptyAtFrom ? PCRE2_NOTEMPTY_ATSTART : 0;
    const int result = program.wide()
        ? m_data->wide.run(
            program, program.wideCode(), m_data->wideInput().data(), input.size(), from, lastStart, options)
        : m_data->narrow.run(program, program.code(), reinterpret_cast<const uint8_t*>(input.data()), input.size(),
            from, lastStart, options);
    if (result < 0) {
        m_data->limitReached += isLimit(result);
        return {};
    }
    const size_t* ovector = program.wide() ? m_data->wide.ovector() : m_data->narrow.ovector();
    // \K inside a look-ahead may put the start behind the end.
    return {true, std::min(ovector[0], ovector[1]), ovector[1]};
}

uint32_t PcreWorker::count(const PcreProgram& program, uint32_t limit)
{
    uint32_t count = 0;
    size_t from = 0;
    bool afterEmpty = false;
    while (count < limit) {
        const Found found = search(program, from, anywhere, afterEmpty);
        if (!found || found.end < from)
            break;
        ++count;
        afterEmpty = found.begin == found.end;
        from = found.end;
    }
    return count;
}

std::vector<Match> PcreWorker::matches(const PcreProgram& program, size_t limit, size_t from)
{
    std::vector<Match> result;
    bool afterEmpty = false;
    while (result.size() < limit) {
        const Found found = search(program, from, anywhere, afterEmpty);
        if (!found || found.end < from)
            break;
        Match match{found.begin, found.end - found.begin, {}};
        const size_t* ovector = program.wide() ? m_data->wide.ovector() : m_data->narrow.ovector();
        for (const auto& [name, group] : program.groupNames()) {
            const size_t begin = ovector[2 * group], end = ovector[2 * group + 1];
            if (begin <= end && end <= m_data->input.size())
                match.captures.emplace_back(name, m_data->input.substr(begin, end - begin));
        }
        result.push_back(std::move(match));
        afterEmpty = found.begin == found.end;
        from = found.end;
    }
    return result;
}

uint64_t PcreWorker::limitReached() const
{
    return m_data->limitReached;
}

} // namespace assay::rules
