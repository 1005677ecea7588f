// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message.h"

#include <cstdint>
#include <string_view>

namespace assay {

// What a message has, as bits of ItemMark: attachments, HTML, remote content, hidden text, archives with a password,
// encryption, signatures.
uint64_t factsOf(const Message& message);

// Whether an archive (zip, rar, 7z, or an Office file with a password) cannot be opened without one, by its headers.
bool needsPassword(std::string_view archive);
// Whether HTML loads something over the network when it is shown.
bool loadsRemoteContent(std::string_view html);

} // namespace assay
