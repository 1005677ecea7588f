// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// Little-endian numbers; 0 where `bytes` is too short.
uint16_t littleEndian16(std::string_view bytes, size_t offset);
uint32_t littleEndian32(std::string_view bytes, size_t offset);
uint64_t littleEndian64(std::string_view bytes, size_t offset);

// UTF-16LE as UTF-8; lone surrogates become U+FFFD.
std::string utf8FromUtf16(std::string_view bytes);
std::string base64(std::string_view bytes); // one line
std::string base64Lines(std::string_view bytes); // lines of 76, CR LF behind each

} // namespace assay
