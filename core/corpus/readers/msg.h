// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// Outlook .msg: an Internet message is made of it and marked Converted.
extern const Reader msgReader;

} // namespace assay
