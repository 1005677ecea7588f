// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/headerblock.h"
#include "core/mail/summary.h"

#include <string>
#include <string_view>

namespace assay {

// The summary of a block that was scanned already.
MessageSummary summarizeBlock(const HeaderBlock& block, const MailOptions& options);

// The first id of a Message-ID value with its angle brackets; the whole value when it has none.
std::string messageIdOf(std::string_view raw);

} // namespace assay
