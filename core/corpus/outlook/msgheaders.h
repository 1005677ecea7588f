// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/outlook/properties.h"

#include <string>

namespace assay {

// The header fields of an Outlook message, CR LF behind each, without MIME-Version and Content-*: those that came with
// the message, completed from its properties.
std::string msgHeaders(const CompoundFile& file, uint32_t storage, const MapiProperties& message);

// The usable fields of a kept header block: lines that are no fields, and fields about the body, are left out.
std::string cleanTransportHeaders(std::string_view kept);

} // namespace assay
