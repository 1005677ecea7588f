// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Text made from bytes of some charset.
struct ConvertedText
{
    std::string text; // valid UTF-8
    bool badBytes = false; // some bytes did not fit and became U+FFFD
};

// The name under which a charset label of mail or HTML is read ("iso-8859-1" -> "windows-1252", "x-sjis" -> the Windows
// variant of Shift_JIS); empty when the label is unknown. Case, blanks and quotes around the label do not matter. Names
// may be compared; other code should not depend on their spelling.
std::string canonicalCharset(std::string_view label);

// Converts `bytes` from `label`; an unknown label reads as windows-1252 (ask canonicalCharset before). Every bad byte
// sequence becomes U+FFFD, nothing vanishes; NUL and other controls are kept. Any thread.
ConvertedText convertToUtf8(std::string_view bytes, std::string_view label);

// Which reading bytes without a usable label get: "utf-8" when valid, else `second` when they decode cleanly in it,
// else "windows-1252".
std::string fallbackCharset(std::string_view bytes, std::string_view second = {});

} // namespace assay
