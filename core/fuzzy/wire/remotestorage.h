// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/storage/fuzzystorage.h"
#include "core/fuzzy/wire/keypair.h"

#include <chrono>
#include <memory>

namespace assay::fuzzy {

struct RemoteOptions
{
    std::string host = "127.0.0.1"; // name or address
    uint16_t port = 11335;
    std::optional<PublicKey> serverKey; // encrypts when given
    std::chrono::milliseconds timeout{1000}; // of one attempt
    unsigned retransmits = 3; // attempts after the first, with the same tag
    unsigned inFlight = 16; // commands on their way at once
    unsigned maxErrors = 4; // calls without any answer before the server counts as down ...
    std::chrono::seconds reviveTime{60}; // ... for so long: calls fail at once then
};

// "HOST", "HOST:PORT", "[V6]:PORT"; BadArgument otherwise.
Result<RemoteOptions> parseServer(std::string_view text);

// A storage server of rspamd (or of Assay) over UDP, plain or encrypted. No socket is opened before the first call.
class RemoteStorage final : public FuzzyStorage
{
public:
    explicit RemoteStorage(RemoteOptions options);
    ~RemoteStorage() override;

    std::string title() const override;
    bool isLocal() const override { return false; }
    Result<std::vector<StorageReply>> check(
        std::span<const HashQuery> queries, const RunContext& context = {}) override;
    Result<std::vector<Refusal>> change(
        std::span<const StorageChange> changes, const RunContext& context = {}) override;
    Result<uint64_t> count(const RunContext& context = {}) override;
    // Unix time of the last answer; 0: none yet.
    int64_t lastAnswer() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace assay::fuzzy
