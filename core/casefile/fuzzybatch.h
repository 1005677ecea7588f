// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casedata.h"
#include "core/casefile/hashstate.h"
#include "core/feedback/operations.h"

namespace assay {

// One change of a storage as the case keeps it. It is written (begun) before the storage is touched and closed when the
// storage has it: a killed program leaves nothing, or what the next opening finishes.
struct FuzzyBatch
{
    enum class State : uint8_t { Begun = 0, Done = 1, BrokenOff = 2 };
    int64_t id = 0;
    feedback::OperationKind kind = feedback::OperationKind::Fuzzy; // or Undo, Redo
    uint64_t operation = 0; // once it is done
    uint64_t undoes = 0; // operation that an Undo or Redo is about
    std::string storage; // name of the rule
    std::string place; // file or server
    bool isLocal = true;
    std::string action, text, totals, query; // of the operation and its audit entry
    std::string author;
    int64_t at = 0;
    uint64_t changed = 0, unchanged = 0; // items of a learning, else hashes
    feedback::EventRange events;
};

struct FuzzyEvent
{
    Blake2b512 digest = {};
    EventState before, after;
    struct Origin
    {
        ItemId item;
        std::string part;
        uint8_t flag = 0;
        int32_t weight = 0;
    };
    std::vector<Origin> origins; // of a learning
};

// Batches that were begun and not closed, oldest first.
Result<std::vector<FuzzyBatch>> openBatches(store::Database& database);
// That of an operation; NotFound when it has none.
Result<FuzzyBatch> batchOfOperation(store::Database& database, uint64_t operation);
// Its events in their order, without origins; BadData when they are damaged.
Result<std::vector<FuzzyEvent>> readEvents(store::Database& database, const FuzzyBatch& batch);
// Who learned a digest from which items to a place, oldest first.
Result<std::vector<HashOrigin>> readOrigins(
    store::Database& database, std::string_view place, const Blake2b512& digest);

} // namespace assay
