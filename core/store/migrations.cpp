// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

namespace assay::store {

Result<FileVersion> fileVersion(const Database& database)
{
    const auto id = database.number("PRAGMA application_id");
    if (!id)
        return id.error();
    const auto version = database.number("PRAGMA user_version");
    if (!version)
        return version.error();
    return FileVersion{static_cast<int32_t>(*id), static_cast<int>(*version)};
}

Result<FileVersion> checkVersion(const Database& database, const Schema& schema)
{
    const auto found = fileVersion(database);
    if (!found)
        return found.error();
    if (found->applicationId != schema.applicationId)
        return Error{ErrorCode::BadData, database.path().string(), "it is another kind of database"};
    const int known = static_cast<int>(schema.steps.size());
    if (found->version > known)
        return Error{ErrorCode::NewerVersion, database.path().string(),
            "version " + std::to_string(found->version) + ", this program knows up to " + std::to_string(known)};
    if (found->version < 1)
        return Error{ErrorCode::BadData, database.path().string(), "its version is missing"};
    return *found;
}

Result<void> migrate(Database& database, const Schema& schema)
{
    const auto found = fileVersion(database);
    if (!found)
        return found.error();
    for (size_t step = static_cast<size_t>(found->version); step < schema.steps.size(); ++step) {
        auto transaction = Transaction::begin(database);
        if (!transaction)
            return transaction.error();
        const auto changed = database.execute(schema.steps[step]);
        if (!changed)
            return changed.error();
        const auto marked = database.execute("PRAGMA application_id=" + std::to_string(schema.applicationId)
            + ";PRAGMA user_version=" + std::to_string(step + 1));
        if (!marked)
            return marked.error();
        const auto committed = transaction->commit();
        if (!committed)
            return committed.error();
    }
    return {};
}

} // namespace assay::store
