// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/corpus/collectingsink.h"

#include <gtest/gtest.h>

namespace assay::test {

uint32_t CollectingSink::beginContainer(const Container& container)
{
    containers.push_back(container);
    ++open;
    return static_cast<uint32_t>(containers.size() - 1);
}

void CollectingSink::items(std::span<const ItemRecord> batch)
{
    batchSizes.push_back(batch.size());
    for (const ItemRecord& item : batch) {
        EXPECT_LT(item.container, containers.size());
        found.push_back(item);
    }
}

void CollectingSink::endContainer(uint32_t number, const Container& container)
{
    ASSERT_LT(number, containers.size());
    ASSERT_GT(open, 0u);
    --open;
    containers[number] = container;
    uint64_t count = 0;
    for (const ItemRecord& item : found)
        count += item.container == number;
    EXPECT_EQ(count, container.items);
}

DefectSet CollectingSink::allDefects() const
{
    DefectSet all;
    for (const Container& container : containers)
        all.add(container.defects);
    for (const ItemRecord& item : found)
        all.add(item.defects);
    return all;
}

std::vector<std::string> CollectingSink::names() const
{
    std::vector<std::string> list;
    for (const ItemRecord& item : found)
        list.push_back(item.name);
    return list;
}

ReadOutcome readAll(const std::filesystem::path& path, const ReadOptions& options)
{
    CollectingSink sink;
    auto result = readSource(path, options, sink, RunContext());
    EXPECT_EQ(sink.open, 0u);
    return {std::move(sink), std::move(result)};
}

std::vector<std::string> loadAll(const std::filesystem::path& path, const CollectingSink& sink)
{
    ItemLoader loader(path, {});
    std::vector<std::string> messages;
    for (const ItemRecord& item : sink.found) {
        auto bytes = loader.load(sink.containers[item.container], item);
        EXPECT_TRUE(bytes.ok()) << bytes.error().toString();
        messages.push_back(bytes ? *bytes : std::string());
        EXPECT_EQ(messages.back().size(), item.length);
    }
    return messages;
}

} // namespace assay::test
