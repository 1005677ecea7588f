// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

// rspamd's base32: alphabet of z-base-32, least significant bits first; reading takes either case.
std::string toBase32(std::string_view bytes);
std::optional<std::string> fromBase32(std::string_view text);

} // namespace assay
