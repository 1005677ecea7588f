// SPDX-License-Identifier: GPL-3.0-or-later
// Saved views and the query history of a case.
#include "core/casefile/casedata.h"

#include "core/base/json.h"

namespace assay {
namespace {

constexpr size_t mostViews = 1000;
constexpr size_t longestQuery = 8192; // that the query language reads

Result<void> insertViews(store::Database& database, std::span<const SavedView> views)
{
    const auto removed = database.execute("DELETE FROM saved_view");
    if (!removed)
        return removed;
    auto insert = database.prepare("INSERT INTO saved_view(position,name,query,key,color,columns,sorting) "
                                   "VALUES(?1,?2,?3,?4,?5,?6,?7)");
    if (!insert)
        return insert.error();
    for (size_t i = 0; i < views.size(); ++i) {
        const SavedView& view = views[i];
        insert->bind(1, static_cast<int64_t>(i)).bindText(2, view.name).bindText(3, view.query);
        insert->bind(4, int64_t{view.key}).bindText(5, view.color).bindText(6, view.columns);
        const auto inserted = insert->bindText(7, view.order).run();
        if (!inserted)
            return inserted;
    }
    return {};
}

Result<void> insertQuery(store::Database& database, std::string_view text)
{
    for (const char* sql : {"DELETE FROM query_history WHERE text=?1", "INSERT INTO query_history(text) VALUES(?1)"}) {
        auto statement = database.prepare(sql);
        if (!statement)
            return statement.error();
        const auto done = statement->bindText(1, text).run();
        if (!done)
            return done;
    }
    return database.execute(
        "DELETE FROM query_history WHERE id NOT IN (SELECT id FROM query_history ORDER BY id DESC LIMIT 200)");
}

} // namespace

Result<std::vector<SavedView>> Case::savedViews() const
{
    std::vector<SavedView> views;
    if (!m_data->hasLabels())
        return views;
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto rows = (*database)->prepare("SELECT name,query,key,color,columns,sorting FROM saved_view ORDER BY position");
    if (!rows)
        return rows.error();
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        SavedView& view = views.emplace_back();
        view.name = rows->text(0);
        view.query = rows->text(1);
        view.key = static_cast<int>(rows->number(2));
        view.color = rows->text(3);
        view.columns = rows->text(4);
        view.order = rows->text(5);
    }
    return views;
}

Result<void> Case::setSavedViews(std::span<const SavedView> views)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed;
    if (views.size() > mostViews)
        return Error{ErrorCode::LimitExceeded, "saved views", "a case holds at most 1,000"};
    return m_data->change([&](store::Database& database) -> Result<void> {
        const auto stored = insertViews(database, views);
        if (!stored)
            return stored;
        store::AuditEntry entry;
        entry.action = "save views";
        entry.count = views.size();
        JsonWriter names;
        names.beginArray();
        for (const SavedView& view : views)
            names.value(view.name);
        entry.after = names.endArray().take();
        return m_data->audit(database, std::move(entry));
    });
}

Result<std::vector<std::string>> Case::queryHistory() const
{
    std::vector<std::string> queries;
    if (!m_data->hasLabels())
        return queries;
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto rows = (*database)->prepare("SELECT text FROM query_history ORDER BY id DESC LIMIT 200");
    if (!rows)
        return rows.error();
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        queries.emplace_back(rows->text(0));
    }
    return queries;
}

Result<void> Case::rememberQuery(std::string_view text)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed;
    if (text.empty())
        return {};
    if (text.size() > longestQuery)
        return Error{ErrorCode::BadArgument, "query", "is longer than 8 KiB"};
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const auto pass = m_data->gate.enterFirst();
    auto transaction = store::Transaction::begin(**database);
    if (!transaction)
        return transaction.error();
    const auto stored = insertQuery(**database, text);
    return stored ? transaction->commit() : stored;
}

} // namespace assay
