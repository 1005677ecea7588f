// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"

#include <vector>

namespace assay {

// Hands the items of one container to a SourceSink in batches that grow: the first ones arrive early, later ones
// cheaply.
class ContainerWriter
{
public:
    // Announces the container.
    ContainerWriter(SourceSink& sink, Container container);
    ~ContainerWriter(); // ends the container unless end() did
    ContainerWriter(const ContainerWriter&) = delete;
    ContainerWriter& operator=(const ContainerWriter&) = delete;

    // `position`: bytes read so far; decides when the first batch goes out.
    void add(ItemRecord item, uint64_t position = 0);
    void end();
    Container& container() { return m_container; }

private:
    void flush();

    SourceSink& m_sink;
    Container m_container;
    uint32_t m_number;
    std::vector<ItemRecord> m_batch;
    size_t m_batchSize = 64;
    bool m_firstSent = false;
    bool m_ended = false;
};

} // namespace assay
