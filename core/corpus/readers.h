// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/reader.h"

#include <span>

namespace assay {

// Every format that Assay reads, in the order in which they are tried.
std::span<const Reader* const> readers();

// Reads a stream with the first reader that knows it. Something that none knows becomes a container with NotAMessage
// when its place says that it should be mail, and nothing otherwise. An error when
// cancelled, and Unsupported for a chosen file that is known but not read.
Result<void> readStream(HeadStream& stream, Place place, ReadRun& run);

// The message that a reader which marks its items Converted makes of a container; `format` is the container's.
Result<std::string> convertedMessage(std::string_view format, ByteStream& stream);

} // namespace assay
