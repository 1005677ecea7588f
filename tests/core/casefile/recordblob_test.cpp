// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/recordblob.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

feedback::BatchRecord sample()
{
    feedback::BatchRecord record;
    record.features = {0, 1, -3, 300, 0.1, static_cast<double>(0.1F), missing, 1e300, -0.5, 1e9, 1e10, -1e-9};
    record.symbols = {{"symbol.B", 0.25}, {"symbol.A", 1}};
    return record;
}

std::string packed(const feedback::BatchRecord& record)
{
    return packRecord(record, [](const std::string& name) { return name == "symbol.A" ? 0U : 1U; });
}

TEST(RecordBlob, ComesBackAsItWas)
{
    const feedback::BatchRecord record = sample();
    feedback::BatchRecord read;
    ASSERT_TRUE(unpackRecord(packed(record), {"symbol.A", "symbol.B"}, read));
    EXPECT_EQ(read.symbols, record.symbols);
    ASSERT_EQ(read.features.size(), record.features.size());
    for (size_t i = 0; i < read.features.size(); ++i) {
        if (std::isnan(record.features[i]))
            EXPECT_TRUE(std::isnan(read.features[i])) << i;
        else
            EXPECT_EQ(read.features[i], record.features[i]) << i;
    }
}

TEST(RecordBlob, IsSmallWhereThereIsLittle)
{
    feedback::BatchRecord record;
    record.features.assign(100, 0);
    EXPECT_LE(packed(record).size(), 103u);
}

TEST(RecordBlob, DamageIsFound)
{
    const std::string data = packed(sample());
    const std::vector<std::string> names = {"symbol.A", "symbol.B"};
    for (size_t length = 0; length < data.size(); ++length) {
        feedback::BatchRecord read;
        EXPECT_FALSE(unpackRecord(std::string_view(data).substr(0, length), names, read)) << length;
    }
    feedback::BatchRecord read;
    EXPECT_FALSE(unpackRecord(data + "x", names, read));
    EXPECT_FALSE(unpackRecord(data, {"symbol.A"}, read)); // a name that is not there
    EXPECT_FALSE(unpackRecord("\x02" + data.substr(1), names, read)); // another version
    EXPECT_FALSE(unpackRecord(std::string("\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 11), names, read));
}

} // namespace
} // namespace assay
