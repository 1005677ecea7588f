// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/remotestorage.h"

#include "core/fuzzy/wire/exchange.h"

#include <atomic>
#include <charconv>
#include <ctime>
#include <mutex>

namespace assay::fuzzy {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds addressKept{60}; // before a name is looked up again

StorageReply storageReply(const Reply& reply, const Blake2b512& asked)
{
    StorageReply result;
    result.probability = reply.probability;
    result.digest = asked;
    if (result.isFound()) {
        result.weight = reply.value;
        result.flag = reply.flag;
        result.digest = reply.digest;
        result.time = reply.time;
    } else if (reply.value == static_cast<int>(Refusal::Skipped)
        || reply.value == static_cast<int>(Refusal::Forbidden)) {
        result.refusal = static_cast<Refusal>(reply.value);
    } else if (reply.value != 0) {
        result.refusal = Refusal::Failed;
    }
    return result;
}

Request requestFor(const HashQuery& query)
{
    Request request;
    request.hash = query;
    return request;
}

Request requestFor(const StorageChange& change)
{
    Request request = requestFor(change.hash);
    request.command = static_cast<uint8_t>(change.kind);
    request.flag = change.flag;
    request.value = change.weight;
    return request;
}

std::optional<uint16_t> parsePort(std::string_view text)
{
    uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failure != std::errc() || end != text.data() + text.size() || port == 0)
        return std::nullopt;
    return port;
}

} // namespace

Result<RemoteOptions> parseServer(std::string_view text)
{
    const Error error{ErrorCode::BadArgument, std::string(text), "give HOST, HOST:PORT or [ADDRESS]:PORT"};
    RemoteOptions options;
    std::string_view host = text, port;
    bool hasPort = false;
    if (text.substr(0, 1) == "[") {
        const size_t close = text.find(']');
        if (close == std::string_view::npos)
            return error;
        host = text.substr(1, close - 1);
        port = text.substr(close + 1);
        hasPort = !port.empty();
        if (!IpAddress::parse(host) || (hasPort && port[0] != ':'))
            return error;
        port = port.substr(hasPort ? 1 : 0);
    } else if (const size_t colon = text.find(':'); colon != std::string_view::npos && colon == text.rfind(':')) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
        hasPort = true;
    } else if (colon != std::string_view::npos && !IpAddress::parse(text)) {
        return error; // several colons: only an address of IPv6 has them
    }
    const auto number = hasPort ? parsePort(port) : options.port;
    if (host.empty() || host.size() > 255 || host.find_first_of(" \t\r\n/") != std::string_view::npos || !number)
        return error;
    options.host = host;
    options.port = *number;
    return options;
}

struct RemoteStorage::Data
{
    explicit Data(RemoteOptions chosen)
        : options(std::move(chosen))
    {
    }

    Result<void> run(size_t count, const Exchange::MakeRequest& make, const Exchange::TakeReply& take,
        bool mayBePartial, const RunContext& context);

    Error silent(std::string detail) const { return {ErrorCode::ReadFailed, title(), std::move(detail)}; }
    std::string title() const
    {
        const bool isV6 = options.host.find(':') != std::string::npos;
        return (isV6 ? "[" + options.host + "]" : options.host) + ":" + std::to_string(options.port);
    }

    const RemoteOptions options;
    std::atomic<int64_t> lastAnswer{0};

private:
    Result<void> prepare();
    Result<Endpoint> address(const RunContext& context);
    Result<void> checkUp();
    void note(bool wasAnswered);

    std::mutex m_mutex; // never held while waiting for the network
    std::optional<Session> m_session; // made once, then only read
    std::optional<Endpoint> m_address;
    Clock::time_point m_addressUntil;
    unsigned m_silentCalls = 0;
    Clock::time_point m_downUntil;
};

Result<void> RemoteStorage::Data::prepare()
{
    const std::lock_guard lock(m_mutex);
    if (!options.serverKey || m_session)
        return {};
    const Keypair own = Keypair::generate();
    const auto shared = sharedKey(own.secretKey, *options.serverKey);
    if (!shared)
        return Error{ErrorCode::BadArgument, keyText(*options.serverKey), "no key of a server"};
    m_session = Session{own.publicKey, *options.serverKey, *shared};
    return {};
}

Result<Endpoint> RemoteStorage::Data::address(const RunContext& context)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_address && Clock::now() < m_addressUntil)
            return *m_address;
    }
    const auto found = resolve(options.host, options.port, options.timeout * (options.retransmits + 1), context);
    if (found) {
        const std::lock_guard lock(m_mutex);
        m_address = *found;
        m_addressUntil = Clock::now() + addressKept;
    }
    return found;
}

Result<void> RemoteStorage::Data::checkUp()
{
    const std::lock_guard lock(m_mutex);
    if (m_silentCalls < options.maxErrors || Clock::now() >= m_downUntil)
        return {};
    const auto left = std::chrono::ceil<std::chrono::seconds>(m_downUntil - Clock::now());
    return silent("gave no answer " + std::to_string(m_silentCalls) + " times; asked again in "
        + std::to_string(left.count()) + " s");
}

void RemoteStorage::Data::note(bool wasAnswered)
{
    const std::lock_guard lock(m_mutex);
    if (wasAnswered) {
        lastAnswer = std::time(nullptr);
        m_silentCalls = 0;
        return;
    }
    m_address.reset(); // it may have moved
    if (++m_silentCalls >= options.maxErrors)
        m_downUntil = Clock::now() + options.reviveTime;
}

Result<void> RemoteStorage::Data::run(size_t count, const Exchange::MakeRequest& make, const Exchange::TakeReply& take,
    bool mayBePartial, const RunContext& context)
{
    if (count == 0)
        return {};
    if (const auto ready = prepare(); !ready)
        return ready;
    if (const auto up = checkUp(); !up)
        return up;
    const auto to = address(context);
    if (!to)
        return to.error();
    auto socket = UdpSocket::connected(*to);
    if (!socket)
        return silent(socket.error().detail);
    Exchange exchange(
        *socket, m_session ? &*m_session : nullptr, {options.timeout, options.retransmits, options.inFlight});
    const auto answered = exchange.run(count, make, take, context);
    if (!answered) {
        const bool isCancelled = answered.error().code == ErrorCode::Cancelled;
        return isCancelled ? Error{ErrorCode::Cancelled, title(), {}} : silent(answered.error().detail);
    }
    note(*answered > 0);
    if (*answered == count || (*answered > 0 && mayBePartial))
        return {};
    return silent("no answer to " + std::to_string(count - *answered) + " of " + std::to_string(count) + " commands");
}

RemoteStorage::RemoteStorage(RemoteOptions options)
    : m_data(std::make_unique<Data>(std::move(options)))
{
}

RemoteStorage::~RemoteStorage() = default;

std::string RemoteStorage::title() const
{
    return m_data->title();
}

Result<std::vector<StorageReply>> RemoteStorage::check(std::span<const HashQuery> queries, const RunContext& context)
{
    std::vector<StorageReply> replies(queries.size());
    const auto done = m_data->run(
        queries.size(), [&](size_t i) { return requestFor(queries[i]); },
        [&](size_t i, const Reply& reply) { replies[i] = storageReply(reply, queries[i].digest); }, false, context);
    if (!done)
        return done.error();
    return replies;
}

Result<std::vector<Refusal>> RemoteStorage::change(std::span<const StorageChange> changes, const RunContext& context)
{
    std::vector<Refusal> refusals(changes.size(), Refusal::Failed); // until they are answered
    const auto done = m_data->run(
        changes.size(), [&](size_t i) { return requestFor(changes[i]); },
        [&](size_t i, const Reply& reply) {
            const StorageReply told = storageReply(reply, changes[i].hash.digest);
            refusals[i] = told.isFound() || told.refusal != Refusal::None ? told.refusal : Refusal::Failed;
        },
        true, context);
    if (!done)
        return done.error();
    return refusals;
}

Result<uint64_t> RemoteStorage::count(const RunContext& context)
{
    Reply told;
    Request request;
    request.command = static_cast<uint8_t>(Command::Stat);
    const auto done = m_data->run(
        1, [&](size_t) { return request; }, [&](size_t, const Reply& reply) { told = reply; }, false, context);
    if (!done)
        return done.error();
    if (told.probability > 0.5F)
        return told.flag;
    const bool isForbidden = told.value == static_cast<int>(Refusal::Forbidden);
    return Error{isForbidden ? ErrorCode::PermissionDenied : ErrorCode::ReadFailed, title(),
        "answered with code " + std::to_string(told.value)};
}

int64_t RemoteStorage::lastAnswer() const
{
    return m_data->lastAnswer;
}

} // namespace assay::fuzzy
