// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/base/runcontext.h"
#include "core/fuzzy/hash/shingles.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::fuzzy {

// One hash as storages are asked about it.
struct HashQuery
{
    Blake2b512 digest = {};
    std::optional<Shingles> shingles;
};

// Why a storage did not take or answer a command; the numbers of the wire.
enum class Refusal : uint16_t {
    None = 0,
    Skipped = 401, // the hash is on the storage's list of hashes never to be learned
    Forbidden = 403, // no right to write, encryption required, over the rate limit
    Failed = 500
};

// Answer about one hash.
struct StorageReply
{
    bool isFound() const { return probability > 0.5F; }

    int32_t weight = 0; // of the stored hash
    uint32_t flag = 0;
    float probability = 0; // 1: the very digest; else (k - 1) / 32 of k shingles in common
    Blake2b512 digest = {}; // of the stored hash; on a miss the one asked about
    uint32_t time = 0; // seconds since 1970 when the hash was last written; 0: not told
    Refusal refusal = Refusal::None;
};

enum class ChangeKind : uint8_t { Write = 1, Delete = 2 }; // as on the wire

// Learns or forgets one hash. Deleting asks neither for the flag nor for the weight.
struct StorageChange
{
    ChangeKind kind = ChangeKind::Write;
    HashQuery hash;
    uint8_t flag = 0;
    int32_t weight = 1; // added to what the hash has under the same flag; replaces it under another
};

// Hashes with flags and weights: a local file or a server. Any thread, several calls at once.
// Errors of a file are those of Case (DiskFull, BadData ...); of a server: NotFound (unknown host), ReadFailed (no
// answer in time; names the server), BadData (answers that cannot be read), Cancelled.
class FuzzyStorage
{
public:
    virtual ~FuzzyStorage() = default;

    // For people: file name, or host and port.
    virtual std::string title() const = 0;
    virtual bool isLocal() const = 0;

    // One reply for each query, in their order. What was accepted but not flushed yet is not seen.
    virtual Result<std::vector<StorageReply>> check(
        std::span<const HashQuery> queries, const RunContext& context = {}) = 0;
    // One answer for each change, in their order; None: accepted, and safe even if this program is killed (a local
    // file), or as safe as the server makes it. Visible to checks after the next flush.
    virtual Result<std::vector<Refusal>> change(
        std::span<const StorageChange> changes, const RunContext& context = {}) = 0;
    // Hashes stored.
    virtual Result<uint64_t> count(const RunContext& context = {}) = 0;
};

} // namespace assay::fuzzy
