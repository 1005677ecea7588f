// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/casefile/importstore.h"
#include "core/casefile/writegate.h"

#include <chrono>
#include <map>
#include <stop_token>

namespace assay {

// One import: takes what a reader finds, reads each item back for its summary and hash (in parallel, in order), and
// commits in batches of growing size. Lives for one call on one thread.
class Importer : private SourceSink
{
public:
    // `user`: who imports, for the audit log.
    Importer(store::Database& database, WriteGate& gate, std::string user, std::filesystem::path source,
        const AddOptions& options, const RunContext& context, const AddObserver& observer);
    Result<AddReport> run();

private:
    struct Open // a container that may still get items
    {
        Container container;
        uint32_t row = 0;
        uint64_t items = 0;
        bool hasEnded = false;
    };
    struct Pending
    {
        uint32_t container = 0; // as the reader numbers them
        ItemRecord record;
    };

    uint32_t beginContainer(const Container& container) override;
    void items(std::span<const ItemRecord> items) override;
    void endContainer(uint32_t number, const Container& container) override;

    Result<void> readAlongside();
    void flush();
    std::vector<ItemReading> readPending();
    Result<void> storePending(const std::vector<ItemReading>& readings);
    Result<void> storeItem(Open& open, const ItemRecord& record, const ItemReading& reading);
    Result<void> closeEnded();
    void stopWith(Error error);
    Result<AddReport> finish(const Result<void>& read);
    Result<void> closeSource(SourceState state);

    std::filesystem::path m_source;
    const AddOptions& m_options;
    const RunContext& m_context;
    const AddObserver& m_observer;
    std::stop_source m_stop; // stops the reader when the case cannot take more
    store::Database& m_database;
    WriteGate& m_gate;
    std::string m_user;
    ItemLoader m_loader;
    ImportStore m_store;
    std::map<uint32_t, Open> m_open;
    uint32_t m_containers = 0;
    std::vector<Pending> m_pending;
    size_t m_batch = 100; // items of the next commit; grows
    std::chrono::steady_clock::time_point m_lastFlush;
    AddReport m_report;
};

} // namespace assay
