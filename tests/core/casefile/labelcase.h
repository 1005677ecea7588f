// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay::test {

// A case with made-up mail that can be closed and opened again.
class LabelCase : public testing::Test
{
protected:
    // `items` messages in one mbox.
    void fill(unsigned items)
    {
        const auto box = m_dir.write("in.mbox", sampleBox(items));
        m_case = std::move(*Case::create(file()));
        m_case->setUser("ann");
        ASSERT_TRUE(m_case->add(box, {}, plainContext()).ok());
    }
    void reopen()
    {
        m_case.reset();
        auto opened = Case::open(file());
        ASSERT_TRUE(opened.ok()) << opened.error().toString();
        m_case = std::move(*opened);
        m_case->setUser("ann");
    }
    std::filesystem::path file() const { return m_dir.path() / "t.assay"; }

    feedback::Operation give(std::vector<uint32_t> rows, feedback::LabelId label, const std::string& author = {})
    {
        feedback::LabelRequest request;
        request.label = label;
        request.author = author;
        return done(m_case->label(items(rows), request));
    }
    static feedback::Operation done(const Result<feedback::Operation>& operation)
    {
        EXPECT_TRUE(operation.ok()) << operation.error().toString();
        return operation ? *operation : feedback::Operation();
    }
    static std::vector<ItemId> items(const std::vector<uint32_t>& rows)
    {
        std::vector<ItemId> ids;
        for (const uint32_t row : rows)
            ids.push_back(ItemId{row});
        return ids;
    }
    std::shared_ptr<const feedback::LabelColumns> columns(std::shared_ptr<const CaseSnapshot> previous = nullptr) const
    {
        const auto snapshot = m_case->snapshot(std::move(previous));
        return snapshot ? (*snapshot)->labels : nullptr;
    }
    std::vector<feedback::LabelId> labels() const { return columns()->labels; }

    TemporaryDir m_dir;
    std::unique_ptr<Case> m_case;
};

} // namespace assay::test
