// SPDX-License-Identifier: GPL-3.0-or-later
// Loads a fuzzy storage server: `fuzzy_load HOST:PORT STEP...` prints one JSON line a step. Steps, in order:
//   learn       text hashes (32 shingles each), as many as --count
//   learn+check the same for other hashes, while a second client checks all the time
//   wait        until the server has stored what it learned, two minutes at most
//   miss, hit   checks of digests that it does not know with shingles of others; with those of what it knows
//   digest      checks of digests that it knows, without shingles
//   garbage     datagrams of random bytes, ten times --count, while a second client checks
#include "core/base/cryptobox.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/fuzzy/wire/packets.h"
#include "core/fuzzy/wire/remotestorage.h"
#include "core/fuzzy/wire/udpsocket.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <poll.h>
#include <string>
#include <thread>
#include <unordered_map>

namespace {

using namespace assay;
using namespace assay::fuzzy;
using Clock = std::chrono::steady_clock;

struct Load
{
    Endpoint server;
    std::optional<PublicKey> key;
    size_t count = 50'000;
    size_t inFlight = 16;
    std::string seed = "load";
};

struct Outcome
{
    size_t answered = 0, found = 0, lost = 0;
    double seconds = 0, slowestMs = 0;
};

uint64_t mixed(uint64_t value)
{
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
}

// The hash of the text with that number: made up, but spread like real ones.
HashQuery textHash(const std::string& seed, size_t number, bool withShingles)
{
    HashQuery hash;
    hash.digest = blake2b512(seed + std::to_string(number));
    if (withShingles) {
        uint64_t start = 0;
        std::copy_n(hash.digest.begin(), sizeof start, reinterpret_cast<uint8_t*>(&start));
        Shingles& shingles = hash.shingles.emplace();
        for (uint64_t& shingle : shingles)
            shingle = mixed(++start);
    }
    return hash;
}

// A fixed number of commands on their way at once over one socket; the next one follows each reply.
class Client
{
public:
    explicit Client(const Load& load)
        : m_load(load)
        , m_socket(std::move(*UdpSocket::connected(load.server)))
    {
        if (!load.key)
            return;
        const Keypair own = Keypair::generate();
        m_session = Session{own.publicKey, *load.key, *sharedKey(own.secretKey, *load.key)};
    }

    // `stop`: ends before the count is reached.
    Outcome run(size_t count, const std::function<Request(size_t)>& make, const std::atomic<bool>* stop = nullptr)
    {
        Outcome outcome;
        const auto start = Clock::now();
        size_t next = 0;
        const auto mayBegin = [&] { return next < count && !(stop && stop->load(std::memory_order_relaxed)); };
        while (m_sent.size() < m_load.inFlight && mayBegin())
            send(make(next++));
        while (!m_sent.empty()) {
            pollfd event = {m_socket.descriptor(), POLLIN, 0};
            if (poll(&event, 1, 1000) == 0) {
                outcome.lost += m_sent.size(); // each of them counts once, and others take their place
                m_sent.clear();
            }
            std::array<uint8_t, 256> bytes;
            for (ssize_t length;
                 (length = recv(m_socket.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0;) {
                if (take(Bytes(bytes).first(static_cast<size_t>(length)), outcome) && mayBegin())
                    send(make(next++));
            }
            while (m_sent.empty() && mayBegin())
                send(make(next++));
        }
        outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        return outcome;
    }

private:
    void send(Request request)
    {
        request.tag = ++m_tag;
        std::array<uint8_t, maxDatagram> plain, sealed;
        ConstBytes datagram = ConstBytes(plain).first(encodeRequest(request, plain));
        if (m_session)
            datagram = ConstBytes(sealed).first(sealRequest(datagram, *m_session, sealed));
        m_sent[m_tag] = Clock::now();
        ::send(m_socket.descriptor(), datagram.data(), datagram.size(), 0);
    }
    bool take(Bytes datagram, Outcome& outcome)
    {
        const auto reply = decodeReply(m_session ? unsealReply(datagram, m_session->shared) : ConstBytes(datagram));
        const auto sent = reply ? m_sent.find(reply->tag) : m_sent.end();
        if (sent == m_sent.end())
            return false;
        const double ms = std::chrono::duration<double, std::milli>(Clock::now() - sent->second).count();
        outcome.slowestMs = std::max(outcome.slowestMs, ms);
        m_sent.erase(sent);
        ++outcome.answered;
        outcome.found += reply->probability > 0.5F;
        return true;
    }

    const Load& m_load;
    UdpSocket m_socket;
    std::optional<Session> m_session;
    std::unordered_map<uint32_t, Clock::time_point> m_sent;
    uint32_t m_tag = 0;
};

Request request(Command command, HashQuery hash)
{
    Request made;
    made.command = static_cast<uint8_t>(command);
    made.hash = std::move(hash);
    if (command == Command::Write) {
        made.flag = 11;
        made.value = 1;
    }
    return made;
}

void print(const std::string& step, const Outcome& outcome)
{
    JsonWriter json;
    json.beginObject().member("step", step).member("answered", uint64_t{outcome.answered});
    json.member("found", uint64_t{outcome.found}).member("lost", uint64_t{outcome.lost});
    json.member("per_second", static_cast<double>(outcome.answered) / outcome.seconds);
    json.member("slowest_ms", outcome.slowestMs).endObject();
    std::puts(json.text().c_str());
    std::fflush(stdout);
}

// Requests are made before the clock starts.
Outcome runPrepared(const Load& load, const std::function<Request(size_t)>& make)
{
    std::vector<Request> requests;
    for (size_t i = 0; i < load.count; ++i)
        requests.push_back(make(i));
    return Client(load).run(load.count, [&](size_t i) { return requests[i]; });
}

void learnWhileChecking(const Load& load)
{
    std::atomic<bool> stop = false;
    Outcome checks;
    std::thread checker([&] {
        Load gentle = load;
        gentle.inFlight = 1;
        checks = Client(gentle).run(
            SIZE_MAX, [&](size_t i) { return request(Command::Check, textHash(load.seed, i % load.count, true)); },
            &stop);
    });
    print("learn",
        runPrepared(load, [&](size_t i) { return request(Command::Write, textHash(load.seed + "second", i, true)); }));
    stop = true;
    checker.join();
    print("check while learning", checks);
}

void waitUntilStored(const Load& load, size_t wanted)
{
    RemoteOptions options;
    options.host = load.server.address().toString();
    options.port = load.server.port();
    options.serverKey = load.key;
    RemoteStorage server(options);
    const auto start = Clock::now();
    uint64_t stored = 0;
    while (stored < wanted && Clock::now() - start < std::chrono::minutes(2)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        const auto count = server.count();
        stored = count ? *count : stored;
    }
    JsonWriter json;
    json.beginObject().member("step", "wait").member("stored", stored);
    json.member("seconds", std::chrono::duration<double>(Clock::now() - start).count()).endObject();
    std::puts(json.text().c_str());
    std::fflush(stdout);
}

// Bytes that look like commands, like encrypted ones, and like nothing.
void sendGarbage(const Load& load)
{
    constexpr size_t together = 64;
    const auto socket = UdpSocket::connected(load.server);
    std::vector<std::array<uint8_t, 420>> datagrams(together);
    std::array<iovec, together> parts;
    std::array<mmsghdr, together> messages = {};
    for (size_t sent = 0; sent < 10 * load.count; sent += together) {
        for (size_t i = 0; i < together; ++i) {
            auto& bytes = datagrams[i];
            fastRandomBytes(std::span(bytes).first(64));
            if (i % 3 == 0)
                std::copy_n("rsfe", 4, bytes.begin());
            bytes[0] = i % 3 == 1 ? 4 : bytes[0];
            parts[i] = {bytes.data(), 20 + (sent + i) % 400};
            messages[i].msg_hdr.msg_iov = &parts[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        sendmmsg(socket->descriptor(), messages.data(), together, 0);
    }
}

void checkUnderGarbage(const Load& load)
{
    std::atomic<bool> stop = false;
    Outcome checks;
    std::thread checker([&] {
        checks = Client(load).run(
            SIZE_MAX, [&](size_t i) { return request(Command::Check, textHash(load.seed, i % load.count, true)); },
            &stop);
    });
    Outcome garbage;
    const auto start = Clock::now();
    sendGarbage(load);
    garbage.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    garbage.answered = 10 * load.count; // sent, that is
    stop = true;
    checker.join();
    print("garbage sent", garbage);
    print("check under garbage", checks);
}

void runStep(const Load& load, const std::string& step, size_t& learned)
{
    if (step == "learn+check") {
        learnWhileChecking(load);
        learned += load.count;
    } else if (step == "wait") {
        waitUntilStored(load, learned);
    } else if (step == "garbage") {
        checkUnderGarbage(load);
    } else if (step == "learn") {
        learned += load.count;
        print(step, runPrepared(load, [&](size_t i) { return request(Command::Write, textHash(load.seed, i, true)); }));
    } else if (step == "miss") {
        print(step, runPrepared(load, [&](size_t i) {
            return request(Command::Check, textHash("unknown" + load.seed, i, true));
        }));
    } else if (step == "hit") {
        print(step, runPrepared(load, [&](size_t i) {
            HashQuery hash = textHash(load.seed, i, true);
            hash.digest[0] ^= 1; // as of an edited text
            return request(Command::Check, std::move(hash));
        }));
    } else if (step == "digest") {
        print(
            step, runPrepared(load, [&](size_t i) { return request(Command::Check, textHash(load.seed, i, false)); }));
    } else {
        std::fprintf(stderr, "no such step: %s\n", step.c_str());
        std::exit(64);
    }
}

} // namespace

int main(int argc, char** argv)
{
    Load load;
    std::vector<std::string> steps;
    const auto server = argc > 1 ? parseServer(argv[1]) : Result<RemoteOptions>(Error{});
    if (!server || !IpAddress::parse(server->host)) {
        std::fputs("fuzzy_load ADDRESS:PORT [--key K] [--count N] [--in-flight N] [--seed S] STEP...\n", stderr);
        return 64;
    }
    load.server = Endpoint::of(*IpAddress::parse(server->host), server->port);
    for (int i = 2; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.rfind("--", 0) != 0) {
            steps.push_back(word);
            continue;
        }
        const std::string value = ++i < argc ? argv[i] : "";
        if (word == "--key")
            load.key = parsePublicKey(value);
        else if (word == "--count")
            load.count = std::strtoul(value.c_str(), nullptr, 10);
        else if (word == "--in-flight")
            load.inFlight = std::strtoul(value.c_str(), nullptr, 10);
        else if (word == "--seed")
            load.seed = value;
    }
    size_t learned = 0;
    for (const std::string& step : steps)
        runStep(load, step, learned);
    return 0;
}
