// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/segmentmaker.h"

#include "core/scan/orderedrun.h"

namespace assay {
namespace {

// From here on little is taken into the segment that is being made; such items are read when they are asked about.
constexpr uint64_t mostSegmentBytes = uint64_t{384} << 20;
constexpr ItemValueLimits limitsWhenFull{64, 4096, 0};

std::string pathOf(const ItemDetail& detail)
{
    std::string path = detail.source.string();
    if (!detail.container.path.empty())
        path += "/" + detail.container.path;
    return path;
}

struct Piece
{
    ItemDetail detail;
    Result<std::string> bytes = std::string();
};

} // namespace

ItemValues readValues(const ItemDetail& detail, Result<std::string> bytes, const ItemValueLimits& limits)
{
    const KnownItem known{pathOf(detail), detail.sha256 ? toHex(*detail.sha256) : std::string(), detail.defects};
    if (!bytes)
        return valuesOf(detail.summary, known);
    if (detail.record.kind == ItemKind::Message)
        return valuesOf(Message::parse(std::move(*bytes)), known, limits);
    const auto set = traffic::RequestSet::parse(std::move(*bytes));
    return set ? valuesOf(*set, known, limits) : valuesOf(detail.summary, known);
}

Result<std::string> SegmentMaker::make(const IndexIdentity& identity, const RunContext& context)
{
    SegmentBuilder builder;
    std::optional<Error> failed;
    std::atomic<bool> isFull{false};
    uint32_t next = identity.firstRow;
    OrderedRun<Piece, ItemValues> run(
        [&](Piece& piece, uint64_t& size) {
            if (next == identity.firstRow + identity.rows || failed)
                return false;
            const auto detail = m_stored.read(m_items.row(next++).id);
            if (!detail) {
                failed = detail.error();
                return false;
            }
            piece.detail = **detail;
            piece.bytes = m_stored.load(piece.detail);
            size = piece.bytes ? piece.bytes->size() : 0;
            m_bytes += size;
            return true;
        },
        [&](Piece piece, unsigned) {
            const ItemValueLimits limits = isFull.load(std::memory_order_relaxed) ? limitsWhenFull : ItemValueLimits();
            return readValues(piece.detail, std::move(piece.bytes), limits);
        },
        [&](std::vector<ItemValues>& batch) {
            for (const ItemValues& values : batch)
                builder.add(values);
            if (builder.bytes() > mostSegmentBytes)
                isFull.store(true, std::memory_order_relaxed);
            context.advance(batch.size());
            return true;
        },
        OrderedRunOptions{256, uint64_t{32} << 20, 64, 0.1});
    run.run(context);
    if (failed)
        return *failed;
    if (builder.rows() != identity.rows)
        return Error{ErrorCode::Cancelled, "index", {}};
    return builder.finish(identity);
}

} // namespace assay
