// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/containerwriter.h"

#include <algorithm>

namespace assay {
namespace {

constexpr uint64_t firstBatchBytes = 64 << 10;
constexpr size_t maxBatch = 4096;

} // namespace

ContainerWriter::ContainerWriter(SourceSink& sink, Container container)
    : m_sink(sink)
    , m_container(std::move(container))
    , m_number(sink.beginContainer(m_container))
{
}

ContainerWriter::~ContainerWriter()
{
    end();
}

void ContainerWriter::add(ItemRecord item, uint64_t position)
{
    item.container = m_number;
    m_batch.push_back(std::move(item));
    ++m_container.items;
    if (m_batch.size() >= m_batchSize || (!m_firstSent && position >= firstBatchBytes))
        flush();
}

void ContainerWriter::flush()
{
    if (m_batch.empty())
        return;
    m_sink.items(m_batch);
    if (m_firstSent)
        m_batchSize = std::min(m_batchSize * 2, maxBatch);
    m_firstSent = true;
    m_batch.clear();
}

void ContainerWriter::end()
{
    if (m_ended)
        return;
    m_ended = true;
    flush();
    m_sink.endContainer(m_number, m_container);
}

} // namespace assay
