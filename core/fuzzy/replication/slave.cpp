// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/replication/coldsyncmark.h"
#include "core/fuzzy/replication/exchange.h"
#include "core/fuzzy/replication/httpcrypt.h"
#include "core/fuzzy/replication/replication.h"
#include "core/fuzzy/replication/updatebody.h"

#include <algorithm>
#include <mutex>
#include <thread>

namespace assay::fuzzy {
namespace {

constexpr std::string_view updatePath = "/update_v1/";

HttpMessage replyOf(const char* status)
{
    HttpMessage reply;
    reply.start = std::string("HTTP/1.1 ") + status;
    reply.headers = {{"Connection", "close"}};
    return reply;
}

// The name of the source: what follows the last slash; "" when the address is another one.
std::string sourceOf(const HttpMessage& request)
{
    const std::string_view target = request.target();
    if (request.method() != "POST" || !target.starts_with(updatePath))
        return {};
    std::string name(target.substr(target.rfind('/') + 1));
    return name == "local" || name.size() > 255 ? std::string() : name;
}

} // namespace

struct ReplicationSlave::Data
{
    std::shared_ptr<LocalStorage> storage;
    SlaveOptions options;
    std::optional<TcpSocket> listener;
    StopSignal stop;
    mutable std::mutex mutex;
    std::map<std::string, ReplicationState> sources;
    std::jthread thread;

    Result<void> readVersions();
    void run();
    void serve(const TcpSocket& socket, const IpAddress& peer);
    HttpMessage answer(HttpMessage outer);
    HttpMessage take(const std::string& source, std::string_view body);
    Result<void> store(const std::string& source, const Update& update, bool isGap);
};

ReplicationSlave::ReplicationSlave(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

ReplicationSlave::~ReplicationSlave()
{
    m_data->stop.raise();
    m_data->thread = {};
    (void)m_data->storage->flush(); // what does not get into the file stays in its journal
}

Result<std::unique_ptr<ReplicationSlave>> ReplicationSlave::start(
    std::shared_ptr<LocalStorage> storage, SlaveOptions options)
{
    const auto address = IpAddress::parse(options.address);
    if (!address)
        return Error{ErrorCode::BadArgument, options.address, "is no address"};
    if (storage->options().readOnly)
        return Error{ErrorCode::ReadOnly, storage->title(), "a slave has to write"};
    auto data = std::make_unique<Data>();
    data->storage = std::move(storage);
    data->options = std::move(options);
    if (const auto read = data->readVersions(); !read)
        return read.error();
    auto listener = TcpSocket::listen(Endpoint::of(*address, data->options.port));
    if (!listener)
        return listener.error();
    data->listener.emplace(std::move(*listener));
    Data* const kept = data.get();
    kept->thread = std::jthread([kept] { kept->run(); });
    return std::unique_ptr<ReplicationSlave>(new ReplicationSlave(std::move(data)));
}

Result<void> ReplicationSlave::Data::readVersions()
{
    if (const auto flushed = storage->flush(); !flushed)
        return flushed.error();
    const auto statistics = storage->statistics();
    if (!statistics)
        return statistics.error();
    for (const SourceVersion& source : statistics->sources) {
        if (source.name == "local")
            continue;
        const auto mark = storage->setting(coldSyncMark(source.name));
        if (!mark)
            return mark.error();
        ReplicationState& state = sources[source.name];
        state.peer = source.name;
        state.ownVersion = state.peerVersion = source.version;
        state.last = source.last;
        state.health = mark->empty() ? ReplicationHealth::Unknown : ReplicationHealth::ColdSyncNeeded;
    }
    return {};
}

void ReplicationSlave::Data::run()
{
    while (true) {
        Endpoint peer;
        const auto socket = listener->accept(peer, stop);
        if (stop.isRaised())
            return;
        if (socket)
            serve(*socket, peer.address());
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(100)); // out of descriptors: let some come back
    }
}

void ReplicationSlave::Data::serve(const TcpSocket& socket, const IpAddress& peer)
{
    const Deadline deadline = std::chrono::steady_clock::now() + options.timeout;
    const auto& masters = options.masters;
    const bool isMaster =
        std::any_of(masters.begin(), masters.end(), [&](const IpNetwork& network) { return network.contains(peer); });
    HttpMessage reply = replyOf("403 Forbidden");
    if (isMaster) {
        auto request = readHttp(socket, options.maxBody, deadline, stop);
        if (request)
            reply = answer(std::move(*request));
        else
            reply =
                replyOf(request.error().code == ErrorCode::LimitExceeded ? "413 Payload Too Large" : "400 Bad Request");
    }
    (void)socket.write(formatHttp(reply), deadline, stop); // who left does not hear it
}

// In the open to who could not read it otherwise.
HttpMessage ReplicationSlave::Data::answer(HttpMessage outer)
{
    auto opened = openHttpRequest(std::move(outer), options.keypair);
    if (!opened)
        return replyOf("403 Forbidden");
    if (options.masterKey && opened->peer != *options.masterKey)
        return replyOf("403 Unknown pubkey");
    const std::string source = sourceOf(opened->message);
    const HttpMessage inner = source.empty() ? replyOf("404 Not Found") : take(source, opened->message.body);
    return sealHttpReply(inner, opened->shared);
}

HttpMessage ReplicationSlave::Data::take(const std::string& source, std::string_view body)
{
    auto update = decodeUpdate(body);
    const std::lock_guard lock(mutex);
    constexpr size_t maxSources = 1000; // names that a master may make up
    if (!sources.contains(source) && sources.size() >= maxSources)
        return replyOf("403 Too many sources");
    ReplicationState& state = sources[source];
    state.peer = source;
    const auto refuse = [&](const char* status, const char* why) {
        ++state.refused;
        state.fault = why;
        return replyOf(status);
    };
    if (!update || (!update->isWhole && update->changes.empty()))
        return refuse("400 Bad Request", "an update could not be read");
    HttpMessage reply = replyOf("200 OK");
    if (update->revision <= state.ownVersion) {
        (void)refuse("200 OK", "an update was stale: the source has this version already");
        reply.headers.emplace_back("X-Update", "stale");
        return reply;
    }
    for (StorageChange& change : update->changes) {
        const auto flag = options.flags.find(change.flag);
        change.flag = flag == options.flags.end() ? change.flag : flag->second;
    }
    const bool isGap = update->revision - state.ownVersion > 1 || !update->isWhole;
    if (const auto stored = store(source, *update, isGap); !stored)
        return refuse("500 Failed", "an update could not be stored");
    ++state.updates;
    state.changes += update->changes.size();
    state.ownVersion = state.peerVersion = update->revision;
    state.last = static_cast<int64_t>(::time(nullptr));
    state.fault.clear();
    if (isGap || state.health == ReplicationHealth::ColdSyncNeeded) {
        state.health = ReplicationHealth::ColdSyncNeeded;
        state.fault = "updates were missed";
        reply.headers.emplace_back("X-Update", "cold sync needed");
    } else {
        state.health = ReplicationHealth::InSync;
    }
    return reply;
}

// The mark first: a program that is killed in between asks for a cold sync too often rather than never.
Result<void> ReplicationSlave::Data::store(const std::string& source, const Update& update, bool isGap)
{
    if (isGap) {
        const auto marked = storage->setSetting(coldSyncMark(source), std::to_string(update.revision));
        if (!marked)
            return marked;
    }
    return storage->changeFrom(source, update.revision, update.changes);
}

std::string ReplicationSlave::address() const
{
    return m_data->listener->local().toString();
}

uint16_t ReplicationSlave::port() const
{
    return m_data->listener->local().port();
}

std::vector<ReplicationState> ReplicationSlave::states() const
{
    const std::lock_guard lock(m_data->mutex);
    std::vector<ReplicationState> states;
    for (const auto& [name, state] : m_data->sources)
        states.push_back(state);
    return states;
}

} // namespace assay::fuzzy
