// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/traffic/spool.h"
#include "core/store/database.h"

#include <memory>
#include <mutex>
#include <vector>

namespace assay {

// Connections to one case file, lent to one call each. Any thread.
class Connections
{
public:
    Connections(std::filesystem::path file, store::OpenMode mode);

    // A connection for one call; goes back at the end of its life.
    class Lease
    {
    public:
        Lease(Connections* pool, std::unique_ptr<store::Database> database)
            : m_pool(pool)
            , m_database(std::move(database))
        {
        }
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease()
        {
            if (m_database)
                m_pool->giveBack(std::move(m_database));
        }
        store::Database& operator*() const { return *m_database; }
        store::Database* operator->() const { return m_database.get(); }

    private:
        Connections* m_pool;
        std::unique_ptr<store::Database> m_database;
    };
    Result<Lease> take();
    store::OpenMode mode() const { return m_mode; }
    // Where the request sets of the case are kept.
    const std::shared_ptr<SpoolStore>& spools() const { return m_spools; }

private:
    void giveBack(std::unique_ptr<store::Database> database);
    std::filesystem::path m_file;
    store::OpenMode m_mode;
    std::shared_ptr<SpoolStore> m_spools;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<store::Database>> m_idle;
};

} // namespace assay
