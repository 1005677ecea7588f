// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/wire/commandgate.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

bool holds(const std::vector<uint8_t>& flags, uint8_t flag)
{
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

bool isWrite(const Request& request)
{
    // Numbers that nobody knows ask for the same right.
    return !request.is(Command::Check) && !request.is(Command::Stat) && !request.is(Command::Ping);
}

} // namespace

CommandGate::CommandGate(const ServerOptions& options)
    : m_options(options)
    , m_limiter(options.rateLimit)
    , m_keyBuckets(options.keys.size())
    , m_skipped(options.skipHashes.begin(), options.skipHashes.end())
{
    for (const ServerKey& key : options.keys) {
        const std::string id = key.keypair.id();
        m_mayKeyWrite.push_back(std::any_of(options.allowUpdateKeys.begin(), options.allowUpdateKeys.end(),
            [&](const std::string& listed) { return equalsIgnoringCase(listed, id); }));
    }
}

bool CommandGate::isBlocked(const IpAddress& client) const
{
    return !m_options.blocked.empty() && isListed(m_options.blocked, client);
}

Refusal CommandGate::refusalOf(const Request& request, const IpAddress& client, size_t key, const Moment& moment)
{
    if (key == noKey && m_options.encryptedOnly)
        return Refusal::Forbidden;
    if (key != noKey) {
        if (const Refusal refusal = refusalOfKey(request, key, moment); refusal != Refusal::None)
            return refusal;
    }
    if (isWrite(request)) {
        if (!mayWrite(client, key))
            return Refusal::Forbidden;
        if (!request.isKnown())
            return Refusal::Failed;
        const bool isSkipped = request.is(Command::Write) && m_skipped.count(request.hash.digest) > 0;
        return isSkipped ? Refusal::Skipped : Refusal::None;
    }
    if (request.is(Command::Check) && m_limiter.isOver(client, moment.steady) && !m_options.rateLimit.logOnly)
        return Refusal::Forbidden;
    return Refusal::None;
}

Refusal CommandGate::refusalOfKey(const Request& request, size_t key, const Moment& moment)
{
    const ServerKey& of = m_options.keys[key];
    if (of.expires != 0 && moment.unixTime >= of.expires)
        return Refusal::Forbidden;
    if (of.rate > 0 && !m_keyBuckets[key].take(moment.steady, of.rate, std::max(of.rate, 1.0)))
        return Refusal::Forbidden;
    if (!isWrite(request))
        return Refusal::None;
    const bool isFlagAllowed =
        (of.allowedFlags.empty() || holds(of.allowedFlags, request.flag)) && !holds(of.forbiddenFlags, request.flag);
    return of.readOnly || !isFlagAllowed ? Refusal::Forbidden : Refusal::None;
}

bool CommandGate::mayWrite(const IpAddress& client, size_t key) const
{
    if (m_options.readOnly)
        return false;
    if (!m_options.allowUpdate.empty())
        return isListed(m_options.allowUpdate, client);
    return key != noKey && m_mayKeyWrite[key];
}

bool CommandGate::isHeldBack(const StorageReply& reply, const IpAddress& client, int64_t unixTime) const
{
    const int64_t delay = m_options.delay.count();
    if (delay <= 0 || !reply.isFound() || reply.time == 0)
        return false;
    uint32_t random = 0; // clients cannot tell when a hash was learned from when it is told
    fastRandomBytes({reinterpret_cast<uint8_t*>(&random), sizeof random});
    const int64_t wanted =
        delay + static_cast<int64_t>(static_cast<double>(random) / 4294967296.0 * 0.5 * static_cast<double>(delay));
    return unixTime - static_cast<int64_t>(reply.time) < wanted && !isListed(m_options.delayWhitelist, client);
}

} // namespace assay::fuzzy
