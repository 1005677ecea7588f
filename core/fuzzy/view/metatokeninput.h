// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/features/metatokens.h"
#include "core/fuzzy/fuzzyhasher.h"

namespace assay::fuzzy {

// The counts of rspamd's metatokens, from its reading of the message; `bytes` is what `message` was read from. There is
// no envelope in a file, so smtpRecipients stays 0. Relative links are not completed.
features::MetatokenInput metatokenInput(std::string_view bytes, const FuzzyMessage& message);
features::MetatokenInput metatokenInput(std::string_view bytes);

} // namespace assay::fuzzy
