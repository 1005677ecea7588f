// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// Logs of web servers; their items are the request sets of the log, kept in a spool.
extern const Reader accessLogReader;

} // namespace assay
