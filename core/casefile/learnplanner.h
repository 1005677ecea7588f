// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casedata.h"
#include "core/casefile/learnoutcomes.h"
#include "core/casefile/storeditems.h"
#include "core/fuzzy/learn/learnscript.h"

namespace assay {

// What a storage has of the digests of those that take part: a local file as it is flushed, a server by what it
// answers.
Result<KnownHashes> knownHashes(
    fuzzy::FuzzyStorage& storage, std::span<const PlannedItem> items, const RunContext& context);

// BadArgument or ReadOnly when the rule does not allow the request.
Result<void> checkRequest(const fuzzy::FuzzyRule& rule, const LearnRequest& request);

// Hashes items block by block: read one after another, hashed in parallel, asked of the script in order.
class LearnHasher
{
public:
    static Result<LearnHasher> create(
        Connections& connections, const fuzzy::FuzzyRule& rule, const LearnRequest& request);
    // Fills in outcome, reason, flag and hashes of the items, which come with their verdicts.
    Result<void> run(
        std::vector<PlannedItem>& items, std::span<const ConditionVerdict> verdicts, const RunContext& context);

private:
    struct Loaded
    {
        PlannedItem* item = nullptr;
        std::string bytes;
    };
    LearnHasher(std::unique_ptr<StoredItems> stored, const fuzzy::FuzzyRule& rule, const LearnRequest& request);
    Loaded load(PlannedItem& item);
    void moveTo(PlannedItem& item, uint8_t flag) const;
    void hash(Loaded& loaded) const;
    void askScript(Loaded& loaded);

    std::unique_ptr<StoredItems> m_stored;
    fuzzy::FuzzyHasher m_hasher;
    const fuzzy::FuzzyRule* m_rule; // both outlive it
    const LearnRequest* m_request;
    std::unique_ptr<fuzzy::LearnScript> m_script; // none: null
};

} // namespace assay
