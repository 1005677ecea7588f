// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/store/database.h"

#include <functional>
#include <optional>

namespace assay::store {

// One line of the audit log.
struct AuditEntry
{
    uint64_t number = 0; // from 1, without gaps
    int64_t at = 0; // seconds since 1970 UTC
    std::string user, action, object; // "label", "query is:unlabelled"
    uint64_t count = 0; // items or things affected
    std::string before, after; // short texts, JSON where there is more than one value
    std::string query;
    std::string program; // "assay 0.3"
    Sha256 hash = {}; // SHA-256 over the hash of the entry before and the fields of this one
};

struct AuditReport
{
    uint64_t entries = 0;
    std::optional<uint64_t> firstBroken; // number of the first entry that does not follow
    std::string reason; // why, English
};

// Append-only, hash-chained log in a case (tables audit, audit_head). An entry is written inside the transaction of the
// change that it tells of. The chain shows entries that were changed, removed or moved by something else than Assay;
// who can write the file and computes all hashes anew is not found out.
class AuditLog
{
public:
    explicit AuditLog(Database& database)
        : m_database(database)
    {
    }
    // Inside an open transaction of the caller; number and hash are filled in, time and program when they are empty.
    Result<void> append(AuditEntry entry);
    // Reads in order, from number `from`; the visitor returns false to stop.
    Result<void> visit(uint64_t from, const std::function<bool(const AuditEntry&)>& visitor) const;
    Result<AuditReport> verify() const;

private:
    Database& m_database;
};

} // namespace assay::store
