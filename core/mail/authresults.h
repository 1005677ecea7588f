// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/headerblock.h"
#include "core/mail/message.h"

#include <string_view>
#include <vector>

namespace assay {

// The results that one Authentication-Results value states (RFC 8601: authserv-id, version, "none", method versions,
// reason=, properties, comments, quoted values, folds). Unknown methods are kept as Other. Never fails.
std::vector<AuthResult> parseAuthenticationResults(std::string_view raw);
// The result of a Received-SPF value (RFC 7208 9.1); `server` is its receiver.
std::optional<AuthResult> parseReceivedSpf(std::string_view raw);

// All results of a header block in order. A result is by the user's own server when its authserv-id is an own host or,
// where no own hosts are given, when it stands above the first Received field with a public address.
std::vector<AuthResult> authenticationOf(
    const HeaderBlock& block, const std::vector<ReceivedHop>& received, const MailOptions& options);

} // namespace assay
