// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/base32.h"

#include "core/base/ascii.h"

#include <cstdint>

namespace assay {
namespace {

constexpr std::string_view alphabet = "ybndrfg8ejkmcpqxot1uwisza345h769";

} // namespace

std::string toBase32(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() * 8 + 4) / 5);
    uint32_t held = 0;
    unsigned bits = 0;
    for (const char byte : bytes) {
        held |= static_cast<uint32_t>(static_cast<uint8_t>(byte)) << bits;
        for (bits += 8; bits >= 5; bits -= 5) {
            text += alphabet[held & 31];
            held >>= 5;
        }
    }
    if (bits > 0)
        text += alphabet[held & 31];
    return text;
}

std::optional<std::string> fromBase32(std::string_view text)
{
    std::string bytes;
    uint32_t held = 0;
    unsigned bits = 0;
    for (const char letter : text) {
        const size_t value = alphabet.find(asciiLower(letter));
        if (value == std::string_view::npos)
            return std::nullopt;
        if (bits >= 8) {
            bytes += static_cast<char>(held & 0xFF);
            held >>= 8;
            bits -= 8;
        }
        held |= static_cast<uint32_t>(value) << bits;
        bits += 5;
    }
    if (bits > 0)
        bytes += static_cast<char>(held & 0xFF);
    return bytes;
}

} // namespace assay
