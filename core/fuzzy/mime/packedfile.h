// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace assay::fuzzy {

// The kind of archive by its signature and directory, where the declared type or the file name says so too: "zip",
// "rar", "7z", "gz", and "docx", "xlsx", "pptx", "jar", "apk" for what is packed as zip. Empty when it is none.
std::string_view packedFileKind(
    std::string_view data, std::string_view type, std::string_view subtype, std::string_view fileName);

} // namespace assay::fuzzy
