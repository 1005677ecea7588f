// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/feedback/labelstore.h"
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/rule/fuzzyrule.h"

#include <memory>

namespace assay {

// What is to be learned; an operation always names one storage and one flag.
struct LearnRequest
{
    std::string storage; // name of a rule of the case
    bool forget = false; // delete instead of learn
    uint8_t flag = 0;
    int32_t weight = 1;
    bool texts = true, images = true, attachments = true; // kinds of hashes that take part
    std::vector<std::string> mimeTypes; // masks of attachments instead of the rule's own; empty: the rule's
    std::optional<uint32_t> minBytes; // instead of the rule's own
    bool conditions = true; // ask those of the rule
    // Conditions, their default and the script are these instead of the stored ones: a dry run of an edited rule.
    // planLearning() takes it; learn() refuses such a plan (BadArgument).
    std::shared_ptr<const fuzzy::FuzzyRule> draft = nullptr;
};

enum class LearnOutcome : uint8_t {
    New, // not stored yet
    Known, // stored under the flag: its weight grows
    Reflagged, // stored under another flag: moves, weight replaced
    Denied, // by a condition
    NoContent, // no part is long enough
    Gone, // forget: was stored
    Absent, // forget: was not stored
    Failed // unreadable, or refused by the storage
};
std::string_view learnOutcomeName(LearnOutcome outcome); // "new", "known" ...

struct PlannedHash
{
    fuzzy::PartHash hash;
    LearnOutcome outcome = LearnOutcome::New;
    int32_t weightBefore = 0, weightAfter = 0;
    uint8_t flagBefore = 0, flagAfter = 0;
    // Digest that an earlier item of the same plan brings already: counted once, weights add up.
    bool isRepeated = false;
};

struct PlannedItem
{
    ItemId item;
    LearnOutcome outcome = LearnOutcome::New; // of its first hash, or why there is none
    std::string reason; // denied by which condition; English or the condition's own text
    uint8_t flag = 0; // where it goes: that of the request, or of a condition
    bool isReflagged = false; // a condition sent it to another flag
    std::vector<PlannedHash> hashes;
};

struct LearnTotals
{
    uint64_t items = 0, allowed = 0, denied = 0, reflagged = 0, withoutContent = 0, failed = 0;
    uint64_t hashes = 0, newHashes = 0, knownHashes = 0, movedHashes = 0, goneHashes = 0; // distinct digests
    bool operator==(const LearnTotals&) const = default;
};

// What learning would do, hash by hash: nothing is stored yet. Immutable.
struct LearnPlan
{
    LearnRequest request;
    std::vector<PlannedItem> items; // in the order asked
    LearnTotals totals;
};

// What learning did. With a local storage the totals equal those of the plan; where the storage changed meanwhile the
// plan is made again and `totals` tell the truth.
struct LearnReport
{
    feedback::Operation operation; // can be undone when the storage is local
    LearnTotals totals;
    bool isUndoable = false;
    bool isReplanned = false; // the storage changed since the plan was made: `totals` are others than the plan's
};

// One thing the case remembers about a stored hash: who learned it from which item.
struct HashOrigin
{
    uint64_t operation = 0;
    ItemId item;
    std::string part;
    std::string author, query; // query: it was learned for
    int64_t at = 0;
    uint8_t flag = 0;
    int32_t weight = 0; // that was added
    bool forgotten = false;
};

} // namespace assay
