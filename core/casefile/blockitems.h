// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/storeditems.h"
#include "core/scan/orderedrun.h"

namespace assay {

// What is computed from: empty when it cannot be read.
struct ItemBytes
{
    ItemKind kind = ItemKind::Message;
    std::string bytes;
};

// Computes something from the bytes of rows, on all workers, and delivers it in order. Progress counts rows. Cancelled:
// not all were delivered.
template <typename Computed>
Result<void> computeRows(StoredItems& stored, const ItemTable& items, std::span<const uint32_t> rows,
    const std::function<Computed(ItemBytes item)>& compute, const std::function<void(Computed&)>& deliver,
    IndexReport& report, const RunContext& context)
{
    std::optional<Error> failed;
    size_t next = 0, delivered = 0;
    OrderedRun<ItemBytes, Computed> run(
        [&](ItemBytes& piece, uint64_t& size) {
            if (next == rows.size() || failed)
                return false;
            const auto detail = stored.read(items.row(rows[next++]).id);
            if (!detail) {
                failed = detail.error();
                return false;
            }
            auto bytes = stored.load(**detail);
            piece.kind = (*detail)->record.kind;
            piece.bytes = bytes ? std::move(*bytes) : std::string();
            size = piece.bytes.size();
            report.bytes += size;
            return true;
        },
        [&](ItemBytes piece, unsigned) { return compute(std::move(piece)); },
        [&](std::vector<Computed>& batch) {
            for (Computed& computed : batch)
                deliver(computed);
            delivered += batch.size();
            context.advance(batch.size());
            return true;
        },
        OrderedRunOptions{256, uint64_t{32} << 20, 64, 0.1});
    run.run(context);
    if (failed)
        return *failed;
    if (delivered != rows.size())
        return Error{ErrorCode::Cancelled, {}, {}};
    report.items += rows.size();
    return {};
}

} // namespace assay
