// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// Formats that are known but not read: Outlook data files (.pst, .ost) and TNEF (winmail.dat). A chosen file of them
// fails with Unsupported and what to do instead; one inside a folder becomes a container with ArchiveUnsupported.
extern const Reader pstReader;
extern const Reader tnefReader;

} // namespace assay
