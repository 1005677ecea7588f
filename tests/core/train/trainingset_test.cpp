// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainingset.h"
#include "tests/core/models/madedata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <limits>

namespace assay::train {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// One column of each kind of values, and a cloud.
TrainingSet sample(size_t rows)
{
    models::Matrix table = models::test::cloud(rows, 20, 4);
    const auto add = [&](const char* name, const std::function<double(size_t)>& value) {
        models::Matrix wider;
        wider.names = table.names;
        wider.names.emplace_back(name);
        wider.rows = rows;
        for (size_t r = 0; r < rows; ++r) {
            const auto row = table.row(r);
            wider.values.insert(wider.values.end(), row.begin(), row.end());
            wider.values.push_back(value(r));
        }
        table = std::move(wider);
    };
    add("flag", [](size_t r) { return static_cast<double>(r % 2); });
    add("small", [](size_t r) { return r % 7 == 0 ? missing : static_cast<double>(r % 255); });
    add("short", [](size_t r) { return r % 5 == 0 ? missing : static_cast<double>(r) * 100 - 32767; });
    add("large, \"quoted\"", [](size_t r) { return static_cast<double>(r) * 65536.0 - 2147483647.0; });
    add("half", [](size_t r) { return static_cast<double>(r) + 0.5; });
    add("third", [](size_t r) { return static_cast<double>(r) / 3; });
    add("same", [](size_t) { return 0.1; });
    add("never", [](size_t) { return missing; });
    add("zeros", [](size_t r) { return r % 2 ? 0.0 : -0.0; });
    std::vector<uint8_t> labels;
    for (size_t r = 0; r < rows; ++r)
        labels.push_back(static_cast<uint8_t>(r % 3));
    TrainingSet set = makeTrainingSet(std::move(table), std::move(labels));
    for (size_t r = 0; r < rows; ++r) {
        set.weights[r] = 0.5F * static_cast<float>(r % 4);
        set.items[r] = 1000 + r;
        set.groups[r] = UINT64_MAX - r / 2;
        set.times[r] = 1'700'000'000 - static_cast<int64_t>(r);
        set.confirmed.push_back(r % 10 == 0 ? 1 : 0);
    }
    set.description = "two batches";
    set.query = "label:spam";
    set.batches = {"b1", "b2"};
    set.featureSet = "mail/1";
    set.conflicts = 3;
    return set;
}

void expectSame(const TrainingSet& a, const TrainingSet& b)
{
    EXPECT_EQ(a.rows.names, b.rows.names);
    ASSERT_EQ(a.rows.values.size(), b.rows.values.size());
    for (size_t i = 0; i < a.rows.values.size(); ++i) {
        const double x = a.rows.values[i], y = b.rows.values[i];
        if (models::isMissing(x))
            EXPECT_TRUE(std::isnan(y));
        else
            EXPECT_EQ(std::memcmp(&x, &y, sizeof x), 0) << x << " " << y;
    }
    EXPECT_EQ(a.labels, b.labels);
    EXPECT_EQ(a.weights, b.weights);
    EXPECT_EQ(a.items, b.items);
    EXPECT_EQ(a.times, b.times);
    EXPECT_EQ(a.confirmed, b.confirmed);
}

TEST(TrainingSet, FileKeepsEveryBit)
{
    const test::TemporaryDir dir;
    const TrainingSet set = sample(300);
    ASSERT_TRUE(checkTrainingSet(set));
    ASSERT_TRUE(saveTrainingSet(dir.path() / "set", set));
    const auto again = loadTrainingSet(dir.path() / "set");
    ASSERT_TRUE(again) << again.error().toString();
    expectSame(set, *again);
    EXPECT_EQ(again->groups, set.groups);
    EXPECT_EQ(again->description, set.description);
    EXPECT_EQ(again->query, set.query);
    EXPECT_EQ(again->batches, set.batches);
    EXPECT_EQ(again->featureSet, set.featureSet);
    EXPECT_EQ(again->conflicts, 3u);
    EXPECT_EQ(trainingSetToBytes(*again), trainingSetToBytes(set));
    EXPECT_EQ(fingerprintOf(*again), fingerprintOf(set));
    TrainingSet other = set;
    other.labels[5] = other.labels[5] == 1 ? 0 : 1;
    EXPECT_NE(fingerprintOf(other), fingerprintOf(set));
    EXPECT_EQ(loadTrainingSet(dir.path() / "nothing").error().code, ErrorCode::NotFound);
}

TEST(TrainingSet, FlagsTakeOneByte)
{
    models::Matrix table;
    table.rows = 1000;
    for (int c = 0; c < 100; ++c)
        table.names.push_back("flag" + std::to_string(c));
    for (size_t i = 0; i < table.rows * table.columns(); ++i)
        table.values.push_back(i % 3 == 0 ? 1 : 0);
    const TrainingSet set = makeTrainingSet(std::move(table));
    EXPECT_LT(trainingSetToBytes(set).size(), 1000 * 100 + 1000 * 40);
}

TEST(TrainingSet, EveryDamageIsNoticed)
{
    const std::string good = trainingSetToBytes(sample(20));
    ASSERT_TRUE(trainingSetFromBytes(good));
    for (size_t i = 0; i < good.size(); i += 7) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x20);
        EXPECT_FALSE(trainingSetFromBytes(bad)) << "byte " << i;
        EXPECT_FALSE(trainingSetFromBytes(std::string_view(good).substr(0, i))) << "length " << i;
    }
    EXPECT_EQ(trainingSetFromBytes("hello").error().code, ErrorCode::NotRecognised);
    EXPECT_FALSE(trainingSetFromBytes(good + "x"));
}

TEST(TrainingSet, RefusesListsThatDoNotFit)
{
    const std::function<void(TrainingSet&)> faults[] = {
        [](TrainingSet& s) { s.labels.pop_back(); },
        [](TrainingSet& s) { s.weights.push_back(1); },
        [](TrainingSet& s) { s.items.clear(); },
        [](TrainingSet& s) { s.groups.pop_back(); },
        [](TrainingSet& s) { s.times.pop_back(); },
        [](TrainingSet& s) { s.confirmed.pop_back(); },
        [](TrainingSet& s) { s.rows.values.pop_back(); },
        [](TrainingSet& s) { s.rows.names[0] = s.rows.names[1]; },
        [](TrainingSet& s) { s.rows.names[0].clear(); },
        [](TrainingSet& s) { s.labels[3] = 3; },
        [](TrainingSet& s) { s.weights[3] = -1; },
        [](TrainingSet& s) { s.weights[3] = std::numeric_limits<float>::quiet_NaN(); },
        [](TrainingSet& s) { s.confirmed[3] = 2; },
    };
    for (const auto& fault : faults) {
        TrainingSet set = sample(20);
        fault(set);
        const auto sound = checkTrainingSet(set);
        ASSERT_FALSE(sound);
        EXPECT_EQ(sound.error().code, ErrorCode::BadData);
    }
}

TEST(TrainingSet, TableForOthersAndBack)
{
    const TrainingSet set = sample(50);
    const std::string text = trainingSetToCsv(set);
    EXPECT_EQ(text.substr(0, text.find(",f0")), "_item,_label,_weight,_group,_time,_confirmed");
    const auto again = trainingSetFromCsv(text);
    ASSERT_TRUE(again) << again.error().toString();
    expectSame(set, *again);
    for (size_t r = 0; r < set.size(); ++r) // other numbers, the same groups
        EXPECT_EQ(again->groups[r], r / 2);
    const auto plain = trainingSetFromCsv("a,b\n1,2\n3,\n");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->labels, (std::vector<uint8_t>{2, 2}));
    EXPECT_EQ(plain->items, (std::vector<uint64_t>{0, 1}));
    EXPECT_FALSE(trainingSetFromCsv("_label,b\n3,2\n"));
    EXPECT_FALSE(trainingSetFromCsv("_item,b\n-1,2\n"));
    EXPECT_FALSE(trainingSetFromCsv("_group,b\n,2\n"));
    EXPECT_FALSE(trainingSetFromCsv(""));
}

TEST(TrainingSet, SelectsRows)
{
    const TrainingSet set = sample(30);
    const std::vector<size_t> rows = {29, 3};
    const TrainingSet some = selectTrainingRows(set, rows);
    ASSERT_TRUE(checkTrainingSet(some));
    EXPECT_EQ(some.items, (std::vector<uint64_t>{1029, 1003}));
    EXPECT_EQ(some.rows.at(1, 20), set.rows.at(3, 20));
    EXPECT_EQ(some.featureSet, "mail/1");
}

} // namespace
} // namespace assay::train
