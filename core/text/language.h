// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay {

// The language of a text (UTF-8) as ISO 639-1, by script and by the share of frequent words; empty when the text is too
// short or nothing stands out. Reads the first 64 KiB. Deterministic, small, for display and routing, not for proof.
std::string guessLanguage(std::string_view text);

} // namespace assay
