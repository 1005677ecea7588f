// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/replication/exchange.h"
#include "core/fuzzy/replication/httpcrypt.h"
#include "core/fuzzy/replication/replication.h"
#include "core/fuzzy/replication/updatebody.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <thread>

namespace assay::fuzzy {
namespace {

constexpr uint64_t maxReply = 64 << 10;
constexpr std::chrono::seconds firstPause{1}, longestPause{60};

struct OutgoingUpdate
{
    uint32_t revision = 0;
    uint64_t changes = 0;
    std::string body;
};
using SharedUpdate = std::shared_ptr<const OutgoingUpdate>;

// Sends updates to one slave, one after the other, and again when it fails.
class SlaveLink
{
public:
    SlaveLink(SlaveAddress slave, const MasterOptions& options, uint32_t version)
        : m_slave(std::move(slave))
        , m_options(options)
    {
        m_state.peer = m_slave.host + ":" + std::to_string(m_slave.port);
        m_state.ownVersion = version;
        m_thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    ~SlaveLink()
    {
        m_stop.raise();
        m_thread = {};
    }
    SlaveLink(const SlaveLink&) = delete;
    SlaveLink& operator=(const SlaveLink&) = delete;

    void add(SharedUpdate update)
    {
        const std::lock_guard lock(m_mutex);
        m_state.ownVersion = update->revision;
        m_waiting.push_back(std::move(update));
        if (m_waiting.size() > m_options.maxWaiting + 1) { // the first may be on its way
            m_waiting.erase(m_waiting.begin() + 1);
            m_hasGap = true;
        }
        m_changed.notify_all();
    }

    ReplicationState state() const
    {
        const std::lock_guard lock(m_mutex);
        ReplicationState state = m_state;
        if (m_hasGap)
            state.health = ReplicationHealth::ColdSyncNeeded;
        else if (!state.fault.empty())
            state.health = ReplicationHealth::Failing;
        else if (state.updates == 0)
            state.health = ReplicationHealth::Unknown;
        else
            state.health = state.lag() == 0 ? ReplicationHealth::InSync : ReplicationHealth::Behind;
        return state;
    }

    bool waitUntilSent(Deadline deadline)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_until(lock, deadline, [&] { return m_waiting.empty(); });
    }

private:
    void run(const std::stop_token& stop)
    {
        std::chrono::seconds pause = firstPause;
        std::unique_lock lock(m_mutex);
        while (true) {
            m_changed.wait(lock, stop, [&] { return !m_waiting.empty(); });
            if (stop.stop_requested() || m_stop.isRaised())
                return;
            const SharedUpdate update = m_waiting.front();
            lock.unlock();
            const auto reply = send(*update, RunContext(stop, nullptr, 1));
            lock.lock();
            if (reply) {
                take(*update, *reply);
                m_waiting.pop_front();
                pause = firstPause;
                m_changed.notify_all();
                continue;
            }
            m_state.fault = reply.error().detail.empty() ? reply.error().toString() : reply.error().detail;
            m_changed.wait_for(lock, stop, pause, [] { return false; });
            pause = std::min(pause * 2, longestPause);
        }
    }

    void take(const OutgoingUpdate& update, const HttpMessage& reply)
    {
        m_state.fault.clear();
        m_state.last = static_cast<int64_t>(::time(nullptr));
        m_state.peerVersion = std::max(update.revision, m_state.peerVersion);
        // Only our own slaves tell how they stand.
        const std::string_view verdict = reply.header("X-Update");
        m_hasGap = m_hasGap || verdict == "cold sync needed";
        if (verdict == "stale") {
            ++m_state.refused;
            return;
        }
        ++m_state.updates;
        m_state.changes += update.changes;
    }

    Result<HttpMessage> send(const OutgoingUpdate& update, const RunContext& context)
    {
        const Deadline deadline = std::chrono::steady_clock::now() + m_options.timeout;
        const auto endpoint = resolve(m_slave.host, m_slave.port, m_options.timeout, context);
        if (!endpoint)
            return endpoint.error();
        HttpMessage inner;
        inner.start = "POST /update_v1/" + m_slave.name + " HTTP/1.1";
        inner.headers = {{"Content-Type", "application/octet-stream"}};
        inner.body = update.body;
        CryptoKey shared = {};
        const auto outer = sealHttpRequest(inner, m_options.keypair, m_slave.key, shared);
        if (!outer)
            return Error{ErrorCode::BadArgument, {}, "the key of the slave cannot be used"};
        const auto socket = TcpSocket::connect(*endpoint, deadline, m_stop);
        if (!socket)
            return socket.error();
        if (const auto written = socket->write(formatHttp(*outer), deadline, m_stop); !written)
            return written.error();
        auto reply = readHttp(*socket, maxReply, deadline, m_stop);
        if (!reply)
            return reply.error();
        if (reply->status() != 200)
            return Error{ErrorCode::PermissionDenied, {}, "the slave refused: " + reply->start};
        auto opened = openHttpReply(std::move(*reply), shared);
        if (!opened || opened->status() != 200)
            return Error{ErrorCode::BadData, {}, opened ? "the slave refused: " + opened->start : "a forged reply"};
        return std::move(*opened);
    }

    const SlaveAddress m_slave;
    const MasterOptions& m_options;
    StopSignal m_stop;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<SharedUpdate> m_waiting;
    bool m_hasGap = false;
    ReplicationState m_state;
    std::jthread m_thread;
};

Result<void> checkSlave(const SlaveAddress& slave)
{
    const bool isNamed = !slave.name.empty() && slave.name.size() <= 255 && slave.name != "local"
        && slave.name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
            == slave.name.npos;
    if (isNamed && !slave.host.empty() && slave.port != 0)
        return {};
    return Error{ErrorCode::BadArgument, slave.host, "a slave needs a host, a port and a name of letters and digits"};
}

} // namespace

struct ReplicationMaster::Data
{
    std::shared_ptr<LocalStorage> storage;
    MasterOptions options;
    std::vector<std::unique_ptr<SlaveLink>> links;
};

ReplicationMaster::ReplicationMaster(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

ReplicationMaster::~ReplicationMaster()
{
    m_data->storage->setFlushObserver({});
}

Result<std::unique_ptr<ReplicationMaster>> ReplicationMaster::start(
    std::shared_ptr<LocalStorage> storage, MasterOptions options)
{
    if (options.slaves.empty())
        return Error{ErrorCode::BadArgument, storage->title(), "no slave is named"};
    const auto statistics = storage->statistics();
    if (!statistics)
        return statistics.error();
    uint32_t version = 0;
    for (const SourceVersion& source : statistics->sources)
        version = source.name == "local" ? source.version : version;
    auto data = std::make_unique<Data>();
    data->storage = std::move(storage);
    data->options = std::move(options);
    for (const SlaveAddress& slave : data->options.slaves) {
        if (const auto checked = checkSlave(slave); !checked)
            return checked.error();
        data->links.push_back(std::make_unique<SlaveLink>(slave, data->options, version));
    }
    Data* const kept = data.get();
    kept->storage->setFlushObserver([kept](const FlushReport& report, std::span<const StorageChange> changes) {
        const auto update = std::make_shared<const OutgoingUpdate>(
            OutgoingUpdate{report.version, changes.size(), encodeUpdate(report.version, changes)});
        for (const auto& link : kept->links)
            link->add(update);
    });
    return std::unique_ptr<ReplicationMaster>(new ReplicationMaster(std::move(data)));
}

std::vector<ReplicationState> ReplicationMaster::states() const
{
    std::vector<ReplicationState> states;
    for (const auto& link : m_data->links)
        states.push_back(link->state());
    return states;
}

bool ReplicationMaster::waitUntilSent(std::chrono::milliseconds timeout)
{
    const Deadline deadline = std::chrono::steady_clock::now() + timeout;
    return std::all_of(
        m_data->links.begin(), m_data->links.end(), [&](const auto& link) { return link->waitUntilSent(deadline); });
}

std::string_view replicationHealthName(ReplicationHealth health)
{
    static constexpr std::string_view names[] = {"unknown", "in sync", "behind", "cold sync needed", "failing"};
    return names[static_cast<size_t>(health)];
}

} // namespace assay::fuzzy
