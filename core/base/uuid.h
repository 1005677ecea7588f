// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// UUIDs (RFC 4122) as lower-case text of 36 characters.
using UuidBytes = std::array<uint8_t, 16>;
std::string uuidText(const UuidBytes& bytes);
// Version 4, of random bytes of the operating system.
std::string randomUuid();
// Version 5: of a name within a namespace, the same everywhere and always.
std::string namedUuid(const UuidBytes& space, std::string_view name);

} // namespace assay
