// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace assay {

// A line that begins "From " and may be a border, with what the rules ask about it. Offsets count from the start of the
// mbox.
struct BorderCandidate
{
    uint64_t offset = 0; // of the "From "
    uint64_t messageOffset = 0; // behind the From line
    uint64_t endBefore = 0; // where the entry before it ends when the closing empty line is left out
    uint64_t gapBegin = 0; // first byte of the (up to two) line ends directly before it
    bool atStart = false; // nothing before it
    bool emptyBefore = false; // the line before is empty
    bool holeBefore = false; // a run of NULs stands before it
    bool dated = false;

    std::optional<uint64_t> bodyOffset; // behind the header block; none while unread, or without an empty line
    bool headerRead = false;
    std::optional<uint64_t> contentLength;
    bool badContentLength = false; // present, but no usable number
};

// A message of an mbox.
struct MboxEntry
{
    uint64_t offset = 0;
    uint64_t messageOffset = 0;
    uint64_t length = 0;
    DefectSet defects; // Empty, MboxBadContentLength, NulInBody (a hole was left out)
};

// Decides which candidates are borders: the date rule with its adaption to writers without dates, and Content-Length.
// A Content-Length is believed when it leads to a border or to the end; until the scan has come that far the candidates
// inside wait, so one pass over the bytes is enough.
class BorderResolver
{
public:
    BorderResolver(bool needsEmptyLine, std::optional<uint64_t> size);

    void add(const BorderCandidate& candidate);
    // The candidate added last, for its header block; null when it is no border already.
    BorderCandidate* last();
    // Decides what can be decided now that everything before `scanned` is known.
    void advance(uint64_t scanned);
    // `end` has the fields of a candidate at the end of the mbox.
    void finish(const BorderCandidate& end);

    std::vector<MboxEntry>& entries() { return m_entries; }
    uint64_t rejectedBorders() const { return m_rejected; }
    bool hasBorder() const { return m_current.has_value(); }
    uint64_t firstBorder() const { return m_firstBorder; }
    uint64_t borders() const { return m_borders; }
    uint64_t contentLengthsUsed() const { return m_lengthsUsed; }

private:
    enum class Step { Wait, Next };
    // Candidates that wait for one Content-Length; beyond this it is refused.
    static constexpr size_t maxWaiting = 100'000;

    Step step(uint64_t scanned, const BorderCandidate* end);
    Step stepByRule(const BorderCandidate* end);
    std::optional<uint64_t> lengthTarget();
    Step stepByLength(uint64_t target, uint64_t scanned, const BorderCandidate* end);
    bool isBorder(const BorderCandidate& candidate) const;
    void closeCurrent(const BorderCandidate& next, std::optional<uint64_t> target);
    void begin(const BorderCandidate& candidate);

    bool m_needsEmptyLine;
    std::optional<uint64_t> m_size;
    std::deque<BorderCandidate> m_waiting;
    std::optional<BorderCandidate> m_current;
    bool m_closed = false; // the current one was closed at the end of the mbox
    bool m_lengthRefused = false; // of the current one
    bool m_datedBorder = false; // some border had a date
    std::vector<MboxEntry> m_entries;
    uint64_t m_lastAdded = 0;
    uint64_t m_firstBorder = 0;
    uint64_t m_borders = 0;
    uint64_t m_rejected = 0;
    uint64_t m_lengthsUsed = 0;
};

} // namespace assay
