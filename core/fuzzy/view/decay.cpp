// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/decay.h"

#include "core/fuzzy/hash/wordhash.h"

#include <cmath>
#include <limits>

namespace assay::fuzzy {

Decay::Verdict Decay::judge(std::string_view word, size_t stored, size_t end)
{
    if (m_running) {
        m_state = m_state * 2862933555777941757U + 3037000493U;
        return m_state > m_keepBelow ? Verdict::Skip : Verdict::Keep;
    }
    if (word.size() >= sizeof(uint64_t))
        m_state = mumStep(m_state, readLittleEndian64(word.data()));
    if (m_limit == 0 || stored <= m_limit || end >= m_textLength)
        return Verdict::Keep;
    m_state = mumFinish(m_state);
    constexpr double wordLength = 6.0;
    const double share = std::floor(m_limit / (static_cast<double>(m_textLength - end) / wordLength) * 10) / 10.0;
    constexpr uint64_t all = std::numeric_limits<uint64_t>::max();
    m_keepBelow = share >= 1.0 ? all : static_cast<uint64_t>(share * static_cast<double>(all));
    m_running = true;
    return Verdict::Begin;
}

} // namespace assay::fuzzy
