// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/batches.h"
#include "tests/core/casefile/labelcase.h"

#include <nlohmann/json.hpp>

namespace assay::test {

// A case with made-up mail of 2024-01-01 and what batches need.
class BatchCase : public LabelCase
{
protected:
    static constexpr feedback::LabelId spam = 1, ham = 2, phish = 3, unsure = 5;
    static constexpr int64_t morning = 1'704'099'600; // 2024-01-01 09:00 UTC; the mail is of 10:00

    static feedback::BatchContext context(feedback::Reason reason = feedback::Reason::FalsePositive)
    {
        feedback::BatchContext context;
        context.name = "Monday";
        context.reason = reason;
        context.start = morning;
        context.stop = morning + 2 * 3600;
        context.notes = "found by hand";
        return context;
    }
    static feedback::BatchScope scope(std::string query)
    {
        feedback::BatchScope scope;
        scope.query = std::move(query);
        return scope;
    }
    BatchId create(const feedback::BatchContext& about, const feedback::BatchScope& scope)
    {
        const auto id = m_case->createBatch(about, scope);
        EXPECT_TRUE(id.ok()) << id.error().toString();
        return id ? *id : BatchId();
    }
    // A batch of items 0 ... count - 1, all labelled.
    BatchId labelled(uint32_t count, feedback::LabelId label = ham)
    {
        give(range(0, count), label);
        feedback::BatchScope items;
        items.added = LabelCase::items(range(0, count));
        return create(context(), items);
    }
    static std::vector<uint32_t> range(uint32_t first, uint32_t end)
    {
        std::vector<uint32_t> rows;
        for (uint32_t row = first; row < end; ++row)
            rows.push_back(row);
        return rows;
    }
    std::shared_ptr<const CaseSnapshot> now() const { return *m_case->snapshot(); }
    feedback::BatchState state(BatchId id) const { return m_case->batch(id)->info.state; }
    SubmitReceipt submit(BatchId id, const SubmitOptions& options = {})
    {
        const auto receipt = m_case->submitBatch(id, *now(), options, plainContext());
        EXPECT_TRUE(receipt.ok()) << receipt.error().toString();
        return receipt ? *receipt : SubmitReceipt();
    }
    std::filesystem::path outbox() const { return m_case->folder() / "outbox"; }
    std::filesystem::path inbox() const { return m_case->folder() / "inbox"; }
    static nlohmann::json readJson(const std::filesystem::path& file)
    {
        return nlohmann::json::parse(*readFile(file), nullptr, false);
    }
};

} // namespace assay::test
