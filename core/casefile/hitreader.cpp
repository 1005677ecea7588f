// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/hitreader.h"

#include "core/casefile/hitblob.h"

#include <algorithm>

namespace assay {
namespace {

Result<void> prepareOnce(store::Database& database, std::optional<store::Statement>& statement, std::string_view sql)
{
    if (statement)
        return {};
    auto prepared = database.prepare(sql);
    if (!prepared)
        return prepared.error();
    statement.emplace(std::move(*prepared));
    return {};
}

} // namespace

Result<const Symbol*> HitReader::symbol(uint32_t row)
{
    if (const auto known = m_symbols.find(row); known != m_symbols.end())
        return &known->second;
    const auto prepared =
        prepareOnce(m_database, m_symbol, "SELECT detector,name,grp,description FROM symbol WHERE id=?1");
    if (!prepared)
        return prepared.error();
    const auto there = m_symbol->bind(1, int64_t{row}).step();
    if (!there)
        return there.error();
    if (!*there)
        return Error{ErrorCode::BadData, "symbol " + std::to_string(row), "is missing from the case"};
    Symbol& symbol = m_symbols[row];
    symbol.detector = static_cast<DetectorKind>(m_symbol->number(0));
    symbol.name = m_symbol->text(1);
    symbol.group = m_symbol->text(2);
    symbol.description = m_symbol->text(3);
    m_symbol->reset();
    return &symbol;
}

Result<std::vector<StoredHit>> HitReader::describe(std::string_view data)
{
    auto hits = unpackHits(data);
    if (!hits)
        return hits.error();
    std::vector<StoredHit> described;
    for (Hit& hit : *hits) {
        const auto known = symbol(hit.symbol.value);
        if (!known)
            return known.error();
        described.push_back(StoredHit{**known, hit.count, hit.score, std::move(hit.options), std::move(hit.evidence),
            std::move(hit.matches), std::move(hit.output)});
    }
    std::sort(described.begin(), described.end(), [](const StoredHit& a, const StoredHit& b) {
        return a.score != b.score ? a.score > b.score : a.symbol.name < b.symbol.name;
    });
    return described;
}

Result<std::vector<StoredHit>> HitReader::read(ScanId scan, ItemId item)
{
    const auto prepared = prepareOnce(m_database, m_hits, "SELECT data FROM scan_hits WHERE id=?1");
    if (!prepared)
        return prepared.error();
    const auto there = m_hits->bind(1, int64_t{scan.value} << 32 | item.value).step();
    if (!there)
        return there.error();
    if (!*there)
        return std::vector<StoredHit>();
    auto hits = describe(m_hits->blob(0));
    m_hits->reset();
    return hits;
}

} // namespace assay
