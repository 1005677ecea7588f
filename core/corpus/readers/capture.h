// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// Captures of packets; their items are request sets and the messages that were sent over SMTP, kept in a spool.
extern const Reader captureReader;

} // namespace assay
