// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"
#include "core/fuzzy/storage/localstorage.h"
#include "core/fuzzy/wire/keypair.h"

#include <array>
#include <map>

namespace assay::fuzzy {

struct RateLimit
{
    double rate = 0; // checks a second; 0: no limit
    double burst = 0;
    unsigned networkBits = 24; // of IPv4 clients that share a bucket; IPv6: four times that, at least 64
    size_t maxBuckets = 2000;
    std::chrono::seconds bucketTtl{3600};
    std::vector<IpNetwork> whitelist;
    bool logOnly = false;
};

// What a key pair of the server is allowed and called.
struct ServerKey
{
    Keypair keypair;
    std::string name; // for people
    bool readOnly = false;
    std::vector<uint8_t> allowedFlags, forbiddenFlags; // of writes; empty: all, none
    int64_t expires = 0; // Unix time; 0: never
    double rate = 0; // commands a second; 0: no limit
};

struct ServerOptions
{
    std::string address = "127.0.0.1";
    uint16_t port = 11335; // 0: one that is free
    std::vector<ServerKey> keys; // the last one also tries what names no known key
    bool encryptedOnly = false;
    bool readOnly = false;
    std::vector<IpNetwork> allowUpdate; // addresses that may write; empty: see allowUpdateKeys
    std::vector<std::string> allowUpdateKeys; // Keypair::id; asked only while allowUpdate is empty
    std::vector<IpNetwork> blocked; // never answered
    std::vector<Blake2b512> skipHashes; // never learned: writes are answered 401
    std::chrono::seconds delay{0}; // younger hashes are not told yet, except to the whitelist
    std::vector<IpNetwork> delayWhitelist;
    RateLimit rateLimit;
    unsigned threads = 1;
};

struct CommandCounts
{
    uint64_t checked = 0, matched = 0, added = 0, deleted = 0, errors = 0;
};

// Counters since the start, as the peer's fuzzystat has them. Arrays: [protocol version 3, version 4].
struct ServerStatistics
{
    uint64_t stored = 0, invalidRequests = 0, delayedHashes = 0;
    std::array<uint64_t, 2> checked = {}, shingles = {}, found = {};
    struct Key
    {
        CommandCounts counts;
        std::map<std::string, CommandCounts> ips; // the 1,024 seen last
    };
    std::map<std::string, Key> keys; // by Keypair::shortId
    std::map<std::string, CommandCounts> ips; // of all clients, keyed or not
    std::map<std::string, uint64_t> errorIps; // invalid requests
    int64_t startedAt = 0;
    std::string lastFault; // why the storage did not take changes the last time it refused any; empty: never
};
enum class StatisticsOrder { Checked, Matched, Errors, Ip };
struct StatisticsText
{
    bool rawNumbers = false, withKeys = true, withIps = true;
    StatisticsOrder order = StatisticsOrder::Checked;
};
// In the words of the peer's `fuzzystat`; `storage` is what it calls the storage.
std::string statisticsText(
    const ServerStatistics& statistics, std::string_view storage, const StatisticsText& how = {});
// What the peer's workers tell about themselves.
std::string statisticsJson(const ServerStatistics& statistics);

// Serves a storage over UDP. Runs on threads of its own from start() to the destructor; survives floods and garbage in
// constant memory.
class FuzzyServer
{
public:
    // BadArgument, PermissionDenied or Locked (address in use) name the address.
    static Result<std::unique_ptr<FuzzyServer>> start(std::shared_ptr<LocalStorage> storage, ServerOptions options);
    ~FuzzyServer(); // stops and flushes
    FuzzyServer(const FuzzyServer&) = delete;
    FuzzyServer& operator=(const FuzzyServer&) = delete;

    std::string address() const; // "127.0.0.1:11335"
    uint16_t port() const;
    ServerStatistics statistics() const;

private:
    struct Data;
    explicit FuzzyServer(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace assay::fuzzy
