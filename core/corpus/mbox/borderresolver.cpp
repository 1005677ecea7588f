// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/mbox/borderresolver.h"

#include <algorithm>

namespace assay {
namespace {

// Line ends between the body that a Content-Length counts and the border, in bytes: at most two of CR LF.
constexpr uint64_t maxGap = 4;

bool meets(uint64_t target, const BorderCandidate& candidate)
{
    return target >= candidate.gapBegin && target <= candidate.offset;
}

} // namespace

BorderResolver::BorderResolver(bool needsEmptyLine, std::optional<uint64_t> size)
    : m_needsEmptyLine(needsEmptyLine)
    , m_size(size)
{
}

void BorderResolver::add(const BorderCandidate& candidate)
{
    m_waiting.push_back(candidate);
    m_lastAdded = candidate.offset;
    advance(candidate.offset);
}

BorderCandidate* BorderResolver::last()
{
    if (!m_waiting.empty())
        return &m_waiting.back();
    return m_current && m_current->offset == m_lastAdded ? &*m_current : nullptr;
}

void BorderResolver::advance(uint64_t scanned)
{
    while (step(scanned, nullptr) == Step::Next) { }
}

void BorderResolver::finish(const BorderCandidate& end)
{
    while (step(end.offset, &end) == Step::Next) { }
}

bool BorderResolver::isBorder(const BorderCandidate& candidate) const
{
    const bool open = candidate.atStart || candidate.emptyBefore || candidate.holeBefore;
    if (candidate.dated)
        return open || !m_needsEmptyLine;
    return open && !m_datedBorder;
}

BorderResolver::Step BorderResolver::step(uint64_t scanned, const BorderCandidate* end)
{
    if (m_closed)
        return Step::Wait;
    if (m_current && !m_current->headerRead && !end)
        return Step::Wait;
    if (m_current) {
        if (const auto target = lengthTarget())
            return stepByLength(*target, scanned, end);
    }
    return stepByRule(end);
}

// Where the current message ends by its Content-Length, unless that is refused.
std::optional<uint64_t> BorderResolver::lengthTarget()
{
    if (m_lengthRefused || (!m_current->contentLength && !m_current->badContentLength))
        return std::nullopt;
    const std::optional<uint64_t>& body = m_current->bodyOffset;
    const std::optional<uint64_t>& length = m_current->contentLength;
    m_lengthRefused = !body || !length || *length > UINT64_MAX - *body;
    if (m_lengthRefused)
        return std::nullopt;
    return *body + *length;
}

BorderResolver::Step BorderResolver::stepByRule(const BorderCandidate* end)
{
    if (m_waiting.empty()) {
        if (end && m_current) {
            closeCurrent(*end, std::nullopt);
            m_closed = true;
        }
        return Step::Wait;
    }
    const BorderCandidate candidate = m_waiting.front();
    m_waiting.pop_front();
    if (!isBorder(candidate)) {
        ++m_rejected;
        return Step::Next;
    }
    if (m_current)
        closeCurrent(candidate, std::nullopt);
    begin(candidate);
    return Step::Next;
}

// The current message has a Content-Length that ends at `target`.
BorderResolver::Step BorderResolver::stepByLength(uint64_t target, uint64_t scanned, const BorderCandidate* end)
{
    const bool beyond = m_size && target > *m_size;
    const bool full = m_waiting.size() >= maxWaiting;
    if (scanned < target && !end && !beyond && !full)
        return Step::Wait;
    auto border = std::lower_bound(m_waiting.begin(), m_waiting.end(), target,
        [](const BorderCandidate& candidate, uint64_t offset) { return candidate.offset < offset; });
    while (border != m_waiting.end() && meets(target, *border) && !isBorder(*border))
        ++border;
    if (border != m_waiting.end() && meets(target, *border)) {
        const BorderCandidate next = *border;
        const auto inside = static_cast<uint64_t>(border - m_waiting.begin());
        m_waiting.erase(m_waiting.begin(), border + 1);
        m_rejected += inside;
        ++m_lengthsUsed;
        closeCurrent(next, target);
        begin(next);
        return Step::Next;
    }
    if (end && meets(target, *end)) {
        m_rejected += m_waiting.size();
        m_waiting.clear();
        ++m_lengthsUsed;
        closeCurrent(*end, target);
        m_closed = true;
        return Step::Wait;
    }
    // A border that the length could meet begins at most maxGap bytes behind its end.
    const bool passed = scanned > maxGap && target < scanned - maxGap;
    if (!end && !beyond && !passed && !full)
        return Step::Wait;
    m_lengthRefused = true;
    return Step::Next;
}

void BorderResolver::begin(const BorderCandidate& candidate)
{
    if (!m_current)
        m_firstBorder = candidate.offset;
    m_current = candidate;
    ++m_borders;
    m_lengthRefused = false;
    m_datedBorder = m_datedBorder || candidate.dated;
}

void BorderResolver::closeCurrent(const BorderCandidate& next, std::optional<uint64_t> target)
{
    MboxEntry entry;
    entry.offset = m_current->offset;
    entry.messageOffset = m_current->messageOffset;
    uint64_t messageEnd = next.endBefore;
    if (target)
        messageEnd = std::min(messageEnd, *target);
    messageEnd = std::max(messageEnd, entry.messageOffset);
    entry.length = messageEnd - entry.messageOffset;
    if (entry.length == 0)
        entry.defects.add(Defect::Empty);
    if (m_lengthRefused)
        entry.defects.add(Defect::MboxBadContentLength);
    if (next.holeBefore)
        entry.defects.add(Defect::NulInBody);
    m_entries.push_back(entry);
}

} // namespace assay
