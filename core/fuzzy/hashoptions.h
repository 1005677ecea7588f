// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/hash/keys.h"
#include "core/fuzzy/hash/wordhash.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::fuzzy {

// Which rules end words. The peer takes them from the locale of its process, and about a quarter of all messages hash
// otherwise under the other: two storages match only when both used the same.
enum class WordBreakLocale : uint8_t {
    Posix, // en_US_POSIX: LANG unset, C or C.UTF-8
    Root // any other locale
};

// What a rule of the peer sets; the defaults are the peer's own.
struct HashOptions
{
    Algorithm algorithm = Algorithm::Mumhash;
    std::string fuzzyKey{defaultKey};
    std::string shinglesKey{defaultKey};
    uint32_t minBytes = 1024; // of decoded data; 0: no limit
    uint32_t minHeight = 500; // of images, in pixels; 0: no limit
    uint32_t minWidth = 500;
    uint32_t minLength = 64; // words from which on a text has shingles; never below 32
    double textMultiplier = 4.0; // of the bytes of short texts, before they are compared with minBytes
    std::vector<std::string> mimeTypes = {"application/*"}; // masks with * and ? for attachments
    bool scanArchives = true;
    bool shortTextDirectHash = true;
    bool textShingles = true;
    bool skipImages = false;
    bool noSubject = false; // the subject is no part of short texts
    WordBreakLocale wordBreakLocale = WordBreakLocale::Posix;
    uint32_t wordsDecay = 600; // words after which long texts are thinned

    bool operator==(const HashOptions&) const = default;
};

} // namespace assay::fuzzy
