// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <array>
#include <span>

namespace assay::store {

// Rows of three whole numbers in memory that statements of a connection read as a table with the columns a, b and c:
// "INSERT INTO t SELECT a, b, c FROM feed". One statement for many rows takes a quarter less time than one for each.
// Outlives the statements that name it. One thread, that of the connection.
class RowFeed
{
public:
    using Row = std::array<int64_t, 3>;

    // Makes the table `name` on the connection.
    static Result<std::unique_ptr<RowFeed>> attach(Database& database, const std::string& name);
    // What the table holds from now on; stays with the caller.
    void set(std::span<const Row> rows) { m_rows = rows; }
    std::span<const Row> rows() const { return m_rows; }

private:
    RowFeed() = default;
    std::span<const Row> m_rows;
};

} // namespace assay::store
