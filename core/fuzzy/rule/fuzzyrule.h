// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/fuzzy/hashoptions.h"
#include "core/fuzzy/storage/localstorage.h"
#include "core/fuzzy/wire/remotestorage.h"

#include <string>
#include <vector>

namespace assay::fuzzy {

// How a weight becomes a share of the full score.
enum class Curve : uint8_t {
    Tanh, // tanh(e * weight / threshold), as rspamd 3.4: 0.9913 at the threshold
    Linear // 0 up to the threshold, full from twice the threshold on
};
std::string_view curveName(Curve curve); // "tanh", "linear"

enum class FlagMeaning : uint8_t { Deny, Suspicious, Allow };
std::string_view flagMeaningName(FlagMeaning meaning); // "black", "grey", "white"

// One list within a storage: what a flag number means.
struct FlagRule
{
    uint8_t flag = 0;
    std::string symbol;
    std::string description;
    FlagMeaning meaning = FlagMeaning::Deny;
    double threshold = 20; // "max_score" of rspamd: the weight that counts in full
    double score = 0; // of the symbol at a full match; negative for FlagMeaning::Allow
    bool readOnly = false; // never learned to from here
    bool operator==(const FlagRule&) const = default;
};

// When a message may be learned: evaluated top-down, the first that matches decides; none: as the last line says.
struct LearnCondition
{
    enum class Act : uint8_t { Allow, Deny, Flag };
    std::string query; // of the one query language
    Act act = Act::Deny;
    uint8_t flag = 0; // for Flag: learn to this one instead
    std::string reason; // for people; "" shows the query
    bool operator==(const LearnCondition&) const = default;
};

// A storage and how it is used: what a rule of rspamd's fuzzy_check module says, kept in the case.
struct FuzzyRule
{
    std::string name; // unique in a case: "local"
    std::string file; // path of a local storage; empty: `server`
    std::string server; // "host:port"
    std::string serverKey; // base32 public key; empty: plain

    HashOptions hashes;
    std::string symbol = "FUZZY_UNKNOWN"; // of flags that `flags` does not name ...
    double threshold = 20, score = 5; // ... with these
    bool skipUnknown = false; // ... or no symbol at all for them
    std::vector<FlagRule> flags; // by flag
    Curve curve = Curve::Tanh;
    double weightThreshold = 0; // results below this share give no hit
    std::vector<std::string> skipHashes; // hex digests that are never looked up
    bool readOnly = false; // never learned to
    bool enabled = true; // takes part in scans
    ExpiryPolicy expiry; // of a local storage
    std::vector<LearnCondition> conditions;
    bool learnByDefault = true; // when no condition matches
    std::string script; // Lua learn_condition; empty: none. Asked after the conditions
    std::chrono::milliseconds timeout{1000};
    unsigned retransmits = 3;

    bool isLocal() const { return !file.empty(); }
    // nullptr when the flag is not named.
    const FlagRule* findFlag(uint32_t flag) const;
    bool operator==(const FuzzyRule&) const = default;
};

// One JSON object; unknown members are kept out and ignored. BadData names the member.
std::string toJson(const FuzzyRule& rule);
Result<FuzzyRule> fuzzyRuleFromJson(std::string_view text);

// Opens what a rule names; one object for one file within this program, however many rules and users name it.
Result<std::shared_ptr<FuzzyStorage>> openStorage(const FuzzyRule& rule, const RunContext& context = {});

} // namespace assay::fuzzy
