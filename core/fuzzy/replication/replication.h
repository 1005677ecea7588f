// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"
#include "core/fuzzy/storage/localstorage.h"
#include "core/fuzzy/wire/keypair.h"

#include <chrono>

namespace assay::fuzzy {

// Replication between storages, as rspamd 1.3 to 1.9 had it: after each flush a master sends what it changed to its
// slaves, over TCP and encrypted, with the version that its source "local" came to. Only learning and forgetting are
// sent; undo, imports, expiry and the changes of a storage's own masters are not. A slave that misses a version (it was
// away, or the master undid or imported) needs a cold sync: a copy of the master's file.

enum class ReplicationHealth : uint8_t {
    Unknown, // nothing heard yet
    InSync,
    Behind, // by so many versions; the next update may mend it
    ColdSyncNeeded, // updates were missed and never come again
    Failing // the last exchange failed; see the fault
};
std::string_view replicationHealthName(ReplicationHealth health); // "unknown", "in sync", "behind", ...

// How one peer stands, seen from here.
struct ReplicationState
{
    std::string peer; // master: host:port of the slave; slave: name of the source
    ReplicationHealth health = ReplicationHealth::Unknown;
    uint32_t ownVersion = 0; // master: of "local"; slave: of the source, as flushed or accepted here
    uint32_t peerVersion = 0; // master: the last that the slave took; slave: the last that the master sent
    uint64_t updates = 0, changes = 0; // since the start: taken
    uint64_t refused = 0; // stale revisions, forbidden or damaged updates
    int64_t last = 0; // Unix time of the last update that was taken
    std::string fault; // of the last failure, English; "" when the last exchange went well
    // Versions that the other side lacks.
    uint32_t lag() const { return ownVersion > peerVersion ? ownVersion - peerVersion : peerVersion - ownVersion; }
};

// A slave, from its master's side.
struct SlaveAddress
{
    std::string host; // name or address
    uint16_t port = 11335;
    PublicKey key = {}; // of the slave
    std::string name = "master"; // under which the slave keeps our version; not "local", which is the slave itself
};

struct MasterOptions
{
    std::vector<SlaveAddress> slaves;
    Keypair keypair; // "sync_keypair": what slaves know us by
    std::chrono::milliseconds timeout{10'000}; // of one update
    unsigned maxWaiting = 64; // updates kept for a slave that is slow; beyond them it needs a cold sync
};

// Sends the flushes of a storage to its slaves, on a thread for each. One a storage: it takes the storage's
// flush observer.
class ReplicationMaster
{
public:
    // BadArgument: no slave, or a name that cannot be sent.
    static Result<std::unique_ptr<ReplicationMaster>> start(
        std::shared_ptr<LocalStorage> storage, MasterOptions options);
    ~ReplicationMaster(); // what waits is given up
    ReplicationMaster(const ReplicationMaster&) = delete;
    ReplicationMaster& operator=(const ReplicationMaster&) = delete;

    // Any thread; in the order of the options.
    std::vector<ReplicationState> states() const;
    // Back when nothing waits any more, or after the timeout (false).
    bool waitUntilSent(std::chrono::milliseconds timeout);

private:
    struct Data;
    explicit ReplicationMaster(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

struct SlaveOptions
{
    std::string address = "127.0.0.1";
    uint16_t port = 11335; // 0: one that is free
    Keypair keypair; // what masters encrypt to
    std::vector<IpNetwork> masters; // who may send; empty: nobody
    std::optional<PublicKey> masterKey; // "master_key": the only key that is taken; nullopt: any
    std::map<uint8_t, uint8_t> flags; // "master_flags": flag there -> flag here
    uint64_t maxBody = uint64_t{64} << 20;
    std::chrono::milliseconds timeout{10'000}; // of one exchange
};

// Takes updates of masters into a storage. One thread; a master that stalls is left after the timeout.
class ReplicationSlave
{
public:
    // BadArgument, PermissionDenied, Locked (address in use) name the address; ReadOnly the storage.
    static Result<std::unique_ptr<ReplicationSlave>> start(std::shared_ptr<LocalStorage> storage, SlaveOptions options);
    ~ReplicationSlave(); // stops and flushes
    ReplicationSlave(const ReplicationSlave&) = delete;
    ReplicationSlave& operator=(const ReplicationSlave&) = delete;

    std::string address() const; // "127.0.0.1:11335"
    uint16_t port() const;
    // One for each source that was heard, or that the file knows, by name. Any thread.
    std::vector<ReplicationState> states() const;

private:
    struct Data;
    explicit ReplicationSlave(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

// A guided cold sync, in three steps: on the master, copy its storage (LocalStorage::copyTo, also while it is in use);
// bring the copy to the slave; there, with its storage closed, let prepareColdSync() make the copy the slave's own and
// adoptColdSync() put it in place. Afterwards the slave starts with the master's version.

struct ColdSyncReport
{
    uint64_t hashes = 0;
    uint32_t version = 0; // of the master, now that of its source here
};
// Turns a copy of a master's storage into the storage of a slave that knows the master as `source`: its version "local"
// becomes that of `source`, flags are translated, the copy gets the versions that `slaveFile` (may be absent) has of
// itself and of other sources. Changes `copy` only.
Result<ColdSyncReport> prepareColdSync(const std::filesystem::path& copy, const std::filesystem::path& slaveFile,
    std::string_view source, const std::map<uint8_t, uint8_t>& flags = {}, const RunContext& context = {});
// Replaces the slave's file by the prepared copy; the old one stays beside it as NAME.before-sync. Locked while the
// slave's storage is open for writing; accepted changes that are not flushed are flushed into the old file.
Result<void> adoptColdSync(const std::filesystem::path& copy, const std::filesystem::path& slaveFile);

} // namespace assay::fuzzy
