// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/storeditems.h"

namespace assay {

Result<std::unique_ptr<StoredItems>> StoredItems::open(Connections& connections)
{
    auto database = connections.take();
    if (!database)
        return database.error();
    auto reader = ItemReader::create(**database);
    if (!reader)
        return reader.error();
    return std::unique_ptr<StoredItems>(new StoredItems(connections, std::move(*database), std::move(*reader)));
}

Result<std::string> StoredItems::load(const ItemDetail& detail, uint64_t limit)
{
    if (!m_loader || m_source != detail.sourceId) {
        const auto source = readStoredSource(*m_database, detail.sourceId, m_spools);
        if (!source)
            return source.error();
        m_loader.emplace(source->path, source->options);
        m_source = detail.sourceId;
    }
    return m_loader->load(detail.container, detail.record, limit);
}

} // namespace assay
