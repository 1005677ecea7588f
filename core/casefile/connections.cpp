// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/connections.h"

namespace assay {

Connections::Connections(std::filesystem::path file, store::OpenMode mode)
    : m_file(std::move(file))
    , m_mode(mode)
{
    std::filesystem::path folder = m_file;
    folder += ".d";
    m_spools = std::make_shared<SpoolStore>(folder / "spool", m_mode == store::OpenMode::ReadWrite);
}

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
