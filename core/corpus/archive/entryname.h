// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

struct EntryName
{
    std::string name; // '/' between folders, relative, without "." and ".."; never empty
    bool wasBad = false; // it led outside, named a drive, or held control characters
};

// The name of an archive entry as it may be shown and used for a path below a chosen folder.
EntryName cleanEntryName(std::string_view stored);

} // namespace assay
