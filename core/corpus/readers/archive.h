// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// tar and zip: each entry is read like a file; archives inside archives to a limit. Nothing is written to disk.
extern const Reader tarReader;
extern const Reader zipReader;

} // namespace assay
