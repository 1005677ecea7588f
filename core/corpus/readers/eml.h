// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// A file that holds one message: recognised by a header line in its first 64 KiB, behind an optional byte order mark,
// empty lines and one From line. A From line in the first bytes does not count as part of the message.
extern const Reader emlReader;

} // namespace assay
