// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/commandgate.h"

#include <mutex>

namespace assay::fuzzy {

// What one thread of a server counted. Lock it for a batch of commands, then count them.
class ServerCounters
{
public:
    explicit ServerCounters(const ServerOptions& options);

    std::mutex& mutex() { return m_mutex; }
    // With the mutex held:
    void count(const Request& request, const Reply& reply, const IpAddress& client, size_t key);
    void countInvalid(const IpAddress& client);
    void countDelayed() { ++m_total.delayedHashes; }

    // Locks; adds what was counted here.
    void addTo(ServerStatistics& statistics);

private:
    using ByAddress = LruMap<IpAddress, CommandCounts, AddressHash>;
    struct Key
    {
        std::string name;
        CommandCounts counts;
        ByAddress clients;
    };

    std::mutex m_mutex;
    ServerStatistics m_total; // its plain numbers
    std::vector<Key> m_keys;
    ByAddress m_clients;
    LruMap<IpAddress, uint64_t, AddressHash> m_errors;
};

} // namespace assay::fuzzy
