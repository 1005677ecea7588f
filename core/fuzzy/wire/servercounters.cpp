// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/servercounters.h"

namespace assay::fuzzy {
namespace {

constexpr size_t keptAddresses = 1024; // as many as the peer keeps

void add(CommandCounts& to, const CommandCounts& from)
{
    to.checked += from.checked;
    to.matched += from.matched;
    to.added += from.added;
    to.deleted += from.deleted;
    to.errors += from.errors;
}

void countCommand(CommandCounts& counts, const Request& request, const Reply& reply)
{
    const bool isMatched = reply.probability > 0.5F;
    if (!isMatched && reply.value != 0) {
        ++counts.errors;
    } else if (request.is(Command::Check)) {
        ++counts.checked;
        counts.matched += isMatched;
    } else if (isMatched) {
        counts.added += request.is(Command::Write);
        counts.deleted += request.is(Command::Delete);
    }
}

} // namespace

ServerCounters::ServerCounters(const ServerOptions& options)
    : m_clients(keptAddresses)
    , m_errors(keptAddresses)
{
    for (const ServerKey& key : options.keys)
        m_keys.push_back({key.keypair.shortId(), {}, ByAddress(keptAddresses)});
}

void ServerCounters::count(const Request& request, const Reply& reply, const IpAddress& client, size_t key)
{
    const size_t version = request.version == 3 ? 0 : 1;
    ++m_total.checked[version];
    m_total.shingles[version] += request.hash.shingles.has_value();
    m_total.found[version] += reply.probability > 0.5F;
    countCommand(m_clients[client], request, reply);
    if (key == noKey)
        return;
    countCommand(m_keys[key].counts, request, reply);
    countCommand(m_keys[key].clients[client], request, reply);
}

void ServerCounters::countInvalid(const IpAddress& client)
{
    ++m_total.invalidRequests;
    ++m_errors[client];
}

void ServerCounters::addTo(ServerStatistics& statistics)
{
    const std::lock_guard lock(m_mutex);
    statistics.invalidRequests += m_total.invalidRequests;
    statistics.delayedHashes += m_total.delayedHashes;
    for (size_t version = 0; version < 2; ++version) {
        statistics.checked[version] += m_total.checked[version];
        statistics.shingles[version] += m_total.shingles[version];
        statistics.found[version] += m_total.found[version];
    }
    for (const Key& key : m_keys) {
        ServerStatistics::Key& of = statistics.keys[key.name];
        add(of.counts, key.counts);
        key.clients.visit(
            [&](const IpAddress& client, const CommandCounts& counts) { add(of.ips[client.toString()], counts); });
    }
    m_clients.visit(
        [&](const IpAddress& client, const CommandCounts& counts) { add(statistics.ips[client.toString()], counts); });
    m_errors.visit([&](const IpAddress& client, uint64_t errors) { statistics.errorIps[client.toString()] += errors; });
}

} // namespace assay::fuzzy
