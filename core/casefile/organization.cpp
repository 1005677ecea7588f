// SPDX-License-Identifier: GPL-3.0-or-later
// The UUID that stands for a case.
#include "core/base/uuid.h"
#include "core/casefile/batchstore.h"

namespace assay {
namespace {

constexpr std::string_view key = "organization_uuid";

Result<std::string> readOrganization(store::Database& database)
{
    auto row = database.prepare("SELECT value FROM setting WHERE key=?1");
    if (!row)
        return row.error();
    const auto there = row->bindText(1, key).step();
    if (!there)
        return there.error();
    return *there ? std::string(row->text(0)) : std::string();
}

} // namespace

Result<std::string> ensureOrganization(store::Database& database)
{
    auto known = readOrganization(database);
    if (!known || !known->empty())
        return known;
    const std::string uuid = randomUuid();
    auto insert = database.prepare("INSERT INTO setting VALUES(?1,?2)");
    if (!insert)
        return insert.error();
    const auto inserted = insert->bindText(1, key).bindText(2, uuid).run();
    if (!inserted)
        return inserted.error();
    return uuid;
}

Result<std::string> Case::organization() const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    return readOrganization(**database);
}

} // namespace assay
