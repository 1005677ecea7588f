// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/indexfiles.h"
#include "core/casefile/regexcache.h"
#include "core/casefile/storeditems.h"
#include "core/index/scansegment.h"
#include "core/query/evaluate.h"

namespace assay {

// Rows of a snapshot that are answered together.
struct RowUnit
{
    uint32_t firstRow = 0, rows = 0;
    std::shared_ptr<const Segment> segment; // null: not in the index, or not any more
};

// What one question shares between its units and threads: the snapshot, compiled patterns, readers of items. Any
// thread.
class Question
{
public:
    Question(Connections& connections, SegmentCache& cache, IndexFiles files, const CaseSnapshot& snapshot);
    const CaseSnapshot& snapshot() const { return m_snapshot; }
    // Every row belongs to one of them; ascending.
    const std::vector<RowUnit>& units() const { return m_units; }
    RegexCache& regexes() { return m_regexes; }

    std::filesystem::path caseFolder() const { return m_files.folder().parent_path(); }

    // A reader lent to one thread for a while.
    class Lease
    {
    public:
        Lease(Question& question, std::unique_ptr<StoredItems> items)
            : m_question(&question)
            , m_items(std::move(items))
        {
        }
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease();
        StoredItems& operator*() const { return *m_items; }

    private:
        Question* m_question;
        std::unique_ptr<StoredItems> m_items;
    };
    Result<Lease> reader();

    // The index of a unit that has none, made by reading its items.
    Result<std::shared_ptr<const Segment>> makeSegment(const RowUnit& unit, const RunContext& context);
    // Of a single row, with nothing left out.
    Result<std::shared_ptr<const Segment>> makeExactSegment(uint32_t row);
    // The index of the newest scan for a unit; null before the first scan. `fresh`: made from the database, whatever
    // file there is.
    Result<std::shared_ptr<const ScanSegment>> scanSegment(
        const RowUnit& unit, const RunContext& context, bool fresh = false);
    Result<std::string> note(uint32_t row);
    // Rows that are copies of an earlier one, over the whole snapshot.
    Result<const query::RowSet*> duplicates(const RunContext& context);

private:
    Connections& m_connections;
    SegmentCache& m_cache;
    IndexFiles m_files;
    const CaseSnapshot& m_snapshot;
    std::vector<RowUnit> m_units;
    RegexCache m_regexes;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<StoredItems>> m_idle;
    std::mutex m_duplicatesMutex;
    std::optional<query::RowSet> m_duplicates;
};

} // namespace assay
