// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "core/store/sqliteerror.h"

#include <sqlite3.h>
#include <utility>

namespace assay::store {

Statement::Statement(const std::filesystem::path* path, sqlite3* handle, sqlite3_stmt* statement)
    : m_path(path)
    , m_handle(handle)
    , m_statement(statement)
{
}

Statement::Statement(Statement&& other) noexcept
    : m_path(other.m_path)
    , m_handle(other.m_handle)
    , m_statement(std::exchange(other.m_statement, nullptr))
    , m_bindResult(other.m_bindResult)
{
}

Statement& Statement::operator=(Statement&& other) noexcept
{
    if (this != &other) {
        sqlite3_finalize(m_statement);
        m_path = other.m_path;
        m_handle = other.m_handle;
        m_statement = std::exchange(other.m_statement, nullptr);
        m_bindResult = other.m_bindResult;
    }
    return *this;
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement& Statement::bind(int index, int64_t value)
{
    m_bindResult |= sqlite3_bind_int64(m_statement, index, value);
    return *this;
}

Statement& Statement::bind(int index, double value)
{
    m_bindResult |= sqlite3_bind_double(m_statement, index, value);
    return *this;
}

Statement& Statement::bindText(int index, std::string_view value)
{
    // A null pointer would bind NULL instead of the empty text.
    const char* data = value.data() ? value.data() : "";
    m_bindResult |= sqlite3_bind_text64(m_statement, index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bindBlob(int index, std::string_view value)
{
    const char* data = value.data() ? value.data() : "";
    m_bindResult |= sqlite3_bind_blob64(m_statement, index, data, value.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bindNull(int index)
{
    m_bindResult |= sqlite3_bind_null(m_statement, index);
    return *this;
}

Result<bool> Statement::step()
{
    if (m_bindResult != SQLITE_OK)
        return sqliteError(std::exchange(m_bindResult, SQLITE_OK), m_handle, *m_path);
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(m_statement);
        return false;
    }
    Error error = sqliteError(code, m_handle, *m_path);
    sqlite3_reset(m_statement);
    return error;
}

Result<void> Statement::run()
{
    const auto row = step();
    if (!row)
        return row.error();
    reset();
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

int64_t Statement::number(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

std::string_view Statement::text(int column) const
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return text ? std::string_view(text, static_cast<size_t>(sqlite3_column_bytes(m_statement, column)))
                : std::string_view();
}

std::string_view Statement::blob(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    return bytes ? std::string_view(bytes, static_cast<size_t>(sqlite3_column_bytes(m_statement, column)))
                 : std::string_view();
}

} // namespace assay::store
