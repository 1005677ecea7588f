// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/storeditems.h"
#include "core/scan/orderedrun.h"

namespace assay {

// Computes something from the bytes of the messages in rows [next, end), on all workers, and delivers it in order.
// What is no message or cannot be read is computed from nothing. Progress counts rows. Cancelled: not all were
// delivered.
template <typename Computed>
Result<void> computeRows(StoredItems& stored, const ItemTable& items, std::span<const uint32_t> rows,
    const std::function<Computed(std::string bytes)>& compute, const std::function<void(Computed&)>& deliver,
    IndexReport& report, const RunContext& context)
{
    struct Piece
    {
        std::string bytes;
    };
    std::optional<Error> failed;
    size_t next = 0, delivered = 0;
    OrderedRun<Piece, Computed> run(
        [&](Piece& piece, uint64_t& size) {
            if (next == rows.size() || failed)
                return false;
            const auto detail = stored.read(items.row(rows[next++]).id);
            if (!detail) {
                failed = detail.error();
                return false;
            }
            auto bytes = stored.load(**detail);
            piece.bytes = bytes && (*detail)->record.kind == ItemKind::Message ? std::move(*bytes) : std::string();
            size = piece.bytes.size();
            report.bytes += size;
            return true;
        },
        [&](Piece piece, unsigned) { return compute(std::move(piece.bytes)); },
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
