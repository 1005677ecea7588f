// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/rowfeed.h"

#include <new>
#include <sqlite3.h>

namespace assay::store {
namespace {

// What SQLite keeps of the table and of a reading of it; the library's part comes first.
struct FeedTable
{
    sqlite3_vtab base;
    const RowFeed* feed;
};
struct FeedCursor
{
    sqlite3_vtab_cursor base;
    size_t at;
};

const RowFeed& feedOf(const sqlite3_vtab_cursor* cursor)
{
    return *reinterpret_cast<const FeedTable*>(cursor->pVtab)->feed;
}

int connectTable(sqlite3* handle, void* feed, int, const char* const*, sqlite3_vtab** table, char**)
{
    const int code = sqlite3_declare_vtab(handle, "CREATE TABLE feed(a INTEGER, b INTEGER, c INTEGER)");
    if (code != SQLITE_OK)
        return code;
    auto* made = new (std::nothrow) FeedTable{{}, static_cast<const RowFeed*>(feed)};
    *table = made ? &made->base : nullptr;
    return made ? SQLITE_OK : SQLITE_NOMEM;
}

int disconnectTable(sqlite3_vtab* table)
{
    delete reinterpret_cast<FeedTable*>(table);
    return SQLITE_OK;
}

int chooseIndex(sqlite3_vtab*, sqlite3_index_info*)
{
    return SQLITE_OK; // there is one way: from the first to the last
}

int openCursor(sqlite3_vtab*, sqlite3_vtab_cursor** cursor)
{
    auto* made = new (std::nothrow) FeedCursor{{}, 0};
    *cursor = made ? &made->base : nullptr;
    return made ? SQLITE_OK : SQLITE_NOMEM;
}

int closeCursor(sqlite3_vtab_cursor* cursor)
{
    delete reinterpret_cast<FeedCursor*>(cursor);
    return SQLITE_OK;
}

int beginRows(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**)
{
    reinterpret_cast<FeedCursor*>(cursor)->at = 0;
    return SQLITE_OK;
}

int nextRow(sqlite3_vtab_cursor* cursor)
{
    ++reinterpret_cast<FeedCursor*>(cursor)->at;
    return SQLITE_OK;
}

int isAtEnd(sqlite3_vtab_cursor* cursor)
{
    return reinterpret_cast<FeedCursor*>(cursor)->at >= feedOf(cursor).rows().size() ? 1 : 0;
}

int readColumn(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column)
{
    const size_t at = reinterpret_cast<FeedCursor*>(cursor)->at;
    sqlite3_result_int64(context, feedOf(cursor).rows()[at][static_cast<size_t>(column)]);
    return SQLITE_OK;
}

int readRowId(sqlite3_vtab_cursor* cursor, sqlite3_int64* id)
{
    *id = static_cast<sqlite3_int64>(reinterpret_cast<FeedCursor*>(cursor)->at);
    return SQLITE_OK;
}

// Without xCreate: the table is there by its name and cannot be made in a file.
sqlite3_module makeModule()
{
    sqlite3_module module = {};
    module.xConnect = connectTable;
    module.xBestIndex = chooseIndex;
    module.xDisconnect = disconnectTable;
    module.xOpen = openCursor;
    module.xClose = closeCursor;
    module.xFilter = beginRows;
    module.xNext = nextRow;
    module.xEof = isAtEnd;
    module.xColumn = readColumn;
    module.xRowid = readRowId;
    return module;
}

} // namespace

Result<std::unique_ptr<RowFeed>> RowFeed::attach(Database& database, const std::string& name)
{
    static const sqlite3_module module = makeModule();
    std::unique_ptr<RowFeed> feed(new RowFeed);
    const int code = sqlite3_create_module_v2(database.m_handle, name.c_str(), &module, feed.get(), nullptr);
    if (code != SQLITE_OK)
        return database.error(code);
    return feed;
}

} // namespace assay::store
