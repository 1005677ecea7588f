// SPDX-License-Identifier: GPL-3.0-or-later
// What tells whether the labels of a batch changed since it was submitted.
#include "core/casefile/batchstore.h"

namespace assay {
namespace {

constexpr std::string_view selectLabels =
    "SELECT l.item,l.label,l.at,l.confidence,coalesce(a.name,'') FROM label l LEFT JOIN author a ON a.id=l.author "
    "WHERE l.label<>0 AND l.item BETWEEN ?1 AND ?2 ORDER BY l.item";

class Digest
{
public:
    void add(ItemId item, feedback::LabelId label, int64_t at, uint8_t confidence, std::string_view author)
    {
        char numbers[4 + 1 + 8 + 1];
        std::memcpy(numbers, &item.value, 4);
        numbers[4] = static_cast<char>(label);
        std::memcpy(numbers + 5, &at, 8);
        numbers[13] = static_cast<char>(confidence);
        m_hash.add({numbers, sizeof numbers});
        m_hash.add(author);
        m_hash.add({"\0", 1});
    }
    std::string finish() { return toHex(m_hash.finish()); }

private:
    Sha256Stream m_hash;
};

// Steps through the labels of these items (ascending); `visitor` returns false to stop.
template <typename Visitor>
Result<void> visitLabels(store::Database& database, std::span<const ItemId> items, const Visitor& visitor)
{
    if (items.empty())
        return {};
    auto rows = database.prepare(selectLabels);
    if (!rows)
        return rows.error();
    rows->bind(1, int64_t{items.front().value}).bind(2, int64_t{items.back().value});
    auto wanted = items.begin();
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        const ItemId item{static_cast<uint32_t>(rows->number(0))};
        while (wanted != items.end() && *wanted < item)
            ++wanted;
        if (wanted == items.end())
            break;
        if (*wanted == item && !visitor(item, *rows))
            break;
    }
    return {};
}

} // namespace

Result<std::string> labelsDigest(store::Database& database, std::span<const ItemId> items)
{
    Digest digest;
    const auto visited = visitLabels(database, items, [&](ItemId item, const store::Statement& row) {
        digest.add(item, static_cast<feedback::LabelId>(row.number(1)), row.number(2),
            static_cast<uint8_t>(row.number(3)), row.text(4));
        return true;
    });
    if (!visited)
        return visited.error();
    return digest.finish();
}

std::string labelsDigest(const CaseSnapshot& snapshot, std::span<const ItemId> items)
{
    const feedback::LabelColumns& labels = *snapshot.labels;
    Digest digest;
    for (const ItemId item : items) {
        const size_t row = snapshot.items->find(item);
        if (row < labels.labels.size() && labels.labels[row] != feedback::noLabel)
            digest.add(
                item, labels.labels[row], labels.at[row], labels.confidence[row], labels.authors[labels.author[row]]);
    }
    return digest.finish();
}

Result<ItemId> firstLabelled(store::Database& database, std::span<const ItemId> items)
{
    ItemId first;
    const auto visited = visitLabels(database, items, [&](ItemId item, const store::Statement&) {
        first = item;
        return false;
    });
    if (!visited)
        return visited.error();
    return first;
}

} // namespace assay
