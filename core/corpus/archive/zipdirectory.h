// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/stream/bytestream.h"

namespace assay {

// Reads the central directory of a zip (zip64 too) and the local headers and compares where the entries lie. Zip
// readers trust the directory, so entries that share bytes can make petabytes of some megabytes. Returns
// ArchiveOverlappingEntries, ArchiveTooManyEntries, ArchiveTruncated (no directory), ArchiveCorrupt; the first
// `maxEntries` entries are looked at. `zip` must be able to seek; its position afterwards is anywhere.
DefectSet checkZipDirectory(ByteStream& zip, uint64_t maxEntries);

} // namespace assay
