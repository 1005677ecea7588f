// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/pcreprogram.h"

namespace assay::rules {

// What the PCRE2 side of one worker needs to run: match data, JIT stacks that grow on demand, limits. One thread.
class PcreWorker
{
public:
    explicit PcreWorker(uint64_t matchLimit);
    ~PcreWorker();
    PcreWorker(PcreWorker&&) noexcept;

    // A match, or none.
    struct Found
    {
        bool found = false;
        size_t begin = 0, end = 0;
        explicit operator bool() const { return found; }
    };
    static constexpr size_t anywhere = SIZE_MAX;

    // The bytes that the next searches look at; they must stay until then.
    void setInput(std::string_view input);
    // The leftmost match that starts in [from, lastStart] and is not the empty match at `from` when `notEmptyAtFrom`.
    Found search(const PcreProgram& program, size_t from, size_t lastStart = anywhere, bool notEmptyAtFrom = false);
    // Walks the non-overlapping leftmost matches in the way of Perl's //g: after an empty match the next one may not be
    // empty at the same place. Returns how many there are, at most `limit`.
    uint32_t count(const PcreProgram& program, uint32_t limit);
    // As count(), with places and named groups, starting at `from`.
    std::vector<Match> matches(const PcreProgram& program, size_t limit, size_t from);

    // Searches given up because they reached a limit, since the worker was made.
    uint64_t limitReached() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace assay::rules
