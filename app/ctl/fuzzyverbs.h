// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"
#include "core/fuzzy/hashoptions.h"

#include <string>
#include <vector>

namespace assay::ctl {

// Verbs about fuzzy hashes.
Verb fuzzyHashVerb();
Verb fuzzyClustersVerb();
Verb fuzzyServeVerb();
Verb fuzzyStatVerb();
Verb fuzzyKeypairVerb();
Verb fuzzySyncVerb();
Verb fuzzyExpireVerb();
Verb fuzzyImportVerb();
Verb fuzzyExportVerb();
Verb fuzzyCheckVerb();
Verb fuzzyAddVerb();
Verb fuzzyDelVerb();
Verb fuzzyRulesVerb();
Verb fuzzyConditionsVerb();

// Options of everything that computes hashes; put them into the verb's list.
inline constexpr OptionSpec fuzzyAlgorithmOption{
    "--algorithm", "NAME", "mumhash (default), xxhash, fasthash or siphash", false};
inline constexpr OptionSpec fuzzyKeyOption{"--fuzzy-key", "K", "key of the digests (default: rspamd)", false};
inline constexpr OptionSpec fuzzyShinglesKeyOption{
    "--fuzzy-shingles-key", "K", "key of the shingles (default: rspamd)", false};
inline constexpr OptionSpec fuzzyMinBytesOption{
    "--min-bytes", "N", "leave out parts with less decoded data (1024; 0: none)", false};
inline constexpr OptionSpec fuzzyMinLengthOption{
    "--min-length", "N", "words from which on a text has shingles (64)", false};
inline constexpr OptionSpec fuzzyMimeTypesOption{
    "--mime-types", "LIST", "masks of attachment types, parted by commas (application/*)", false};
inline constexpr OptionSpec fuzzyShortTextOption{
    "--short-text-direct-hash", "0|1", "hash short texts as a whole (1)", false};
inline constexpr OptionSpec fuzzyLocaleOption{
    "--word-break-locale", "NAME", "en_US_POSIX (default) or root, as the other side has it", false};

// Every file: operands in their order, folders with all below them by name.
std::vector<std::string> fuzzyFiles(const std::vector<std::string>& operands);
// What the arguments say; BadArgument when a value is off.
Result<fuzzy::HashOptions> fuzzyHashOptions(const Arguments& arguments);

} // namespace assay::ctl
