// SPDX-License-Identifier: GPL-3.0-or-later
// Files as the registry of models needs them: what a call has stored is on the disk when it returns.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::train {

// WriteFailed, DiskFull, PermissionDenied, ReadOnly ...: of a failed change at `path`, from errno.
Error changeError(const std::filesystem::path& path);
Result<void> syncFile(const std::filesystem::path& path);
Result<void> syncDirectory(const std::filesystem::path& path);
// Makes a directory and those above it, and syncs where their names stand.
Result<void> makeDirectories(const std::filesystem::path& path);
// Readers see the old text or the new one, also after a power cut.
Result<void> replaceText(const std::filesystem::path& path, std::string_view text);
// Nothing is there: done.
Result<void> removeText(const std::filesystem::path& path);
// A regular file of at most `limit` bytes; nullopt when there is none, or it is something else.
std::optional<std::string> readSmallText(const std::filesystem::path& path, size_t limit);
// The same bytes under another name: a hard link, or a copy where that cannot be. `from` must be a regular file.
Result<void> linkOrCopy(const std::filesystem::path& from, const std::filesystem::path& to);

bool isRealDirectory(const std::filesystem::path& path); // no link to one
// Names in a directory, ascending, the first 100,000; empty when it cannot be read.
std::vector<std::string> namesIn(const std::filesystem::path& directory);

} // namespace assay::train
