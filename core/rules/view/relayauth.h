// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::rules {

// How the sender logged in according to a Received field ("ESMTPSA", "Postfix" ...), empty when it does not say.
// `field` has single blanks and begins with "from".
std::string relayAuthentication(std::string_view field);

} // namespace assay::rules
