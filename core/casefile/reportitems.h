// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/hitreader.h"
#include "core/casefile/itemreader.h"

#include <map>

namespace assay {

// The items of a snapshot as exporters want them, one at a time. One thread; lives no longer than the database stays
// where it is.
class ReportItems final : private report::ReportItem
{
public:
    static Result<ReportItems> create(
        store::Database& database, std::shared_ptr<SpoolStore> spools, const CaseSnapshot& snapshot);
    // The item of a row; good until the next call.
    Result<const report::ReportItem*> at(uint32_t row);

private:
    ReportItems(
        store::Database& database, std::shared_ptr<SpoolStore> spools, const CaseSnapshot& snapshot, ItemReader reader)
        : m_database(database)
        , m_spools(std::move(spools))
        , m_snapshot(snapshot)
        , m_reader(std::move(reader))
        , m_hits(database)
    {
    }
    ItemId id() const override { return m_detail->id; }
    ItemKind kind() const override { return m_detail->record.kind; }
    std::string source() const override;
    std::string name() const override { return m_detail->record.name; }
    uint64_t offset() const override { return m_detail->record.offset; }
    uint64_t bytes() const override { return m_detail->record.length; }
    const MessageSummary& summary() const override { return m_detail->summary; }
    std::optional<Sha256> sha256() const override { return m_detail->sha256; }
    DefectSet defects() const override;
    std::optional<double> score() const override;
    Action action() const override;
    Result<std::vector<HitText>> hits() const override;
    std::string_view labelName() const override;
    std::string labelAuthor() const override;
    int64_t labelledAt() const override;
    bool isBookmarked() const override;
    std::vector<std::string> tags() const override;
    Result<std::string> note() const override;
    Result<std::string> rawBytes() const override;
    Result<std::shared_ptr<const Message>> message() const override;
    std::optional<TrafficNumbers> traffic() const override { return m_detail->traffic; }
    std::string_view prediction() const override;
    Result<std::shared_ptr<const traffic::RequestSet>> requestSet() const override;

    Result<ItemLoader*> loader() const;
    bool isScanned() const;
    bool hasMarks() const;

    store::Database& m_database;
    std::shared_ptr<SpoolStore> m_spools;
    const CaseSnapshot& m_snapshot;
    ItemReader m_reader;
    const ItemDetail* m_detail = nullptr;
    uint32_t m_row = 0;
    // What is read when it is asked for.
    mutable HitReader m_hits;
    mutable std::map<uint32_t, ItemLoader> m_loaders; // by source
};

} // namespace assay
