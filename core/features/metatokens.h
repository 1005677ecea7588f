// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::features {

inline constexpr size_t metatokenCount = 26;
using Metatokens = std::array<double, metatokenCount>;

// What rspamd counts in one text part.
struct TextPartCounts
{
    uint64_t length = 0; // bytes of the text, of HTML what is visible
    uint64_t spaces = 0; // bytes 0x20
    uint64_t doubleSpaces = 0; // spaces behind a space
    uint64_t nonSpaces = 0;
    uint64_t asciiCharacters = 0;
    uint64_t nonAsciiCharacters = 0;
    uint64_t capitalLetters = 0;
    uint64_t digits = 0;
    bool isUtf8 = false; // the charset was known, or none was needed
    uint64_t words = 0;
    uint64_t shortWords = 0; // stems of up to 3 bytes
    uint64_t stemLengths = 0; // sum over the words, bytes
};

// The counts that metatokens are computed from; plain numbers, so that any reading of a message may fill them
// (core/fuzzy/view has rspamd's).
struct MetatokenInput
{
    uint64_t messageSize = 0; // bytes
    uint32_t images = 0;
    uint32_t jpegImages = 0;
    uint32_t pngImages = 0;
    uint32_t largeImages = 0; // width + height above 256
    uint32_t smallImages = 0; // the others of known size
    uint32_t parts = 0; // MIME parts, containers too
    uint32_t attachments = 0;
    uint32_t mimeRecipients = 0; // in To, Cc, Bcc
    uint32_t smtpRecipients = 0; // of the envelope
    uint32_t received = 0; // Received headers, without those that the reader made up
    uint32_t receivedWithoutBy = 0;
    uint32_t receivedSecure = 0; // TLS or authenticated
    double receivedSeconds = 0; // sum over consecutive Received headers of the absolute time difference
    uint32_t urls = 0;
    std::vector<TextPartCounts> textParts;
};

enum class MetatokenMode {
    Compatible, // as rspamd 3.4 computes them, its mistake with words included: needed to reproduce its scores
    Fixed // average length and share of short words told apart
};

// 26 finite numbers in rspamd's order. The modes differ in numbers 17 and 18 (counted from 0).
Metatokens metatokens(const MetatokenInput& input, MetatokenMode mode);

// rspamd's names in that order, put right where it names a neighbour (2 and 3, 17 and 18).
const std::array<std::string_view, metatokenCount>& metatokenNames();

} // namespace assay::features
