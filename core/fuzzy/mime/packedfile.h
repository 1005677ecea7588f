// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace assay::fuzzy {

// The kind of archive by its signature and structure, whatever its type says: "zip", "rar", "7z", "gz" (of parts with a
// file name), and "docx", "xlsx", "pptx", "jar", "apk" for what is packed as zip. Empty when it is none.
std::string_view packedFileKind(std::string_view data, bool hasName);

} // namespace assay::fuzzy
