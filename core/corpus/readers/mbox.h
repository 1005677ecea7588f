// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// A file of many messages, each behind a From line; see core/corpus/mbox for the rules.
extern const Reader mboxReader;

} // namespace assay
