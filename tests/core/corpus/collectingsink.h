// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"

#include <vector>

namespace assay::test {

// Keeps everything that readSource() delivers, and checks that it comes in a valid order.
class CollectingSink : public SourceSink
{
public:
    uint32_t beginContainer(const Container& container) override;
    void items(std::span<const ItemRecord> batch) override;
    void endContainer(uint32_t number, const Container& container) override;

    std::vector<Container> containers;
    std::vector<ItemRecord> found;
    std::vector<size_t> batchSizes;
    unsigned open = 0;

    DefectSet allDefects() const; // of containers and items
    std::vector<std::string> names() const;
};

struct ReadOutcome
{
    CollectingSink sink;
    Result<void> result;
};

ReadOutcome readAll(const std::filesystem::path& path, const ReadOptions& options = {});
// The stored bytes of every item; a failure fails the test.
std::vector<std::string> loadAll(const std::filesystem::path& path, const CollectingSink& sink);

} // namespace assay::test
