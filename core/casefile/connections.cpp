// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/connections.h"

namespace assay {

Result<Connections::Lease> Connections::take()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            Lease lease(this, std::move(m_idle.back()));
            m_idle.pop_back();
            return lease;
        }
    }
    auto opened = store::Database::open(m_file, m_mode);
    if (!opened)
        return opened.error();
    return Lease(this, std::make_unique<store::Database>(std::move(*opened)));
}

void Connections::giveBack(std::unique_ptr<store::Database> database)
{
    constexpr size_t mostIdle = 4;
    const std::lock_guard lock(m_mutex);
    if (m_idle.size() < mostIdle)
        m_idle.push_back(std::move(database));
}

} // namespace assay
