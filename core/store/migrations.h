// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <span>

namespace assay::store {

// The identity of a kind of file and the way from each of its versions to the next.
struct Schema
{
    int32_t applicationId = 0;
    std::span<const char* const> steps; // SQL; step i leads from version i to version i + 1
};

// What a file says about itself.
struct FileVersion
{
    int32_t applicationId = 0;
    int version = 0; // user_version
};
Result<FileVersion> fileVersion(const Database& database);

// BadData when the file is of another kind, NewerVersion when a later program wrote it.
Result<FileVersion> checkVersion(const Database& database, const Schema& schema);
// Runs the steps that are missing, each in a transaction of its own: a crash leaves one version or the other.
// The file must be new and empty, or pass checkVersion().
Result<void> migrate(Database& database, const Schema& schema);

} // namespace assay::store
