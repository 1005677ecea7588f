// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

namespace assay {

// One layer of gzip, bzip2, xz or zstd around any other format, by magic bytes.
extern const Reader compressedReader;

} // namespace assay
