// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <filesystem>

struct sqlite3;

namespace assay::store {

// What an extended result code of SQLite means to us. `handle` may be null.
Error sqliteError(int code, sqlite3* handle, const std::filesystem::path& file);

} // namespace assay::store
