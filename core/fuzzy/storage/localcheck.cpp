// SPDX-License-Identifier: GPL-3.0-or-later
// How a local storage answers checks.
#include "core/fuzzy/storage/localstoragedata.h"
#include "core/fuzzy/storage/matching.h"

namespace assay::fuzzy {
namespace {

constexpr size_t maxIdleReaders = 8;

StorageReply missOf(const HashQuery& query, float probability = 0)
{
    StorageReply reply;
    reply.digest = query.digest;
    reply.probability = probability;
    return reply;
}

StorageReply hitOf(const StoredRow& row, float probability, bool isExact)
{
    StorageReply reply;
    reply.weight = row.weight;
    reply.flag = row.flag;
    reply.probability = probability;
    reply.digest = row.digest;
    reply.time = isExact ? 0 : static_cast<uint32_t>(row.time); // the peer tells no time of exact matches
    return reply;
}

bool isMatch(const ShingleMatch& match)
{
    return match.id != noOwner && match.probability > 0.5F;
}

} // namespace

std::optional<StorageReply> LocalStorage::Data::replyFromIndex(const HashQuery& query, int64_t now)
{
    if (!isIndexed.load(std::memory_order_acquire))
        return std::nullopt;
    StorageReply reply = missOf(query);
    if (const auto row = index.find(query.digest)) {
        if (!isOverAge(row->flag, row->time, now))
            reply = hitOf(*row, 1, true);
    } else if (query.shingles) {
        reply = index.withOwners(*query.shingles, [&](const ShingleOwners& owners, const auto& rowOf) {
            const ShingleMatch match = selectMatch(owners, options.compatSelection);
            const StoredRow* best = isMatch(match) ? rowOf(match.id) : nullptr;
            if (!best)
                return missOf(query, std::min(match.probability, 0.5F));
            return isOverAge(best->flag, best->time, now) ? missOf(query) : hitOf(*best, match.probability, false);
        });
    }
    // An index that was given up meanwhile may have been empty when it was asked.
    if (!isIndexed.load(std::memory_order_acquire))
        return std::nullopt;
    return reply;
}

Result<StorageReply> LocalStorage::Data::replyFromFile(const HashQuery& query, int64_t now)
{
    auto reader = takeReader();
    if (!reader)
        return reader.error();
    StorageFile& source = **reader;
    const auto exact = source.find(query.digest);
    if (!exact)
        return exact.error();
    StorageReply reply = missOf(query);
    if (*exact) {
        if (!isOverAge((*exact)->flag, (*exact)->time, now))
            reply = hitOf(**exact, 1, true);
    } else if (query.shingles) {
        const auto owners = source.owners(*query.shingles);
        if (!owners)
            return owners.error();
        const ShingleMatch match = selectMatch(*owners, options.compatSelection);
        const auto row = source.row(isMatch(match) ? match.id : noOwner); // which no row has
        if (!row)
            return row.error();
        if (!*row)
            reply.probability = std::min(match.probability, 0.5F);
        else if (!isOverAge((*row)->flag, (*row)->time, now))
            reply = hitOf(**row, match.probability, false);
    }
    giveReader(std::move(*reader));
    return reply;
}

Result<std::unique_ptr<StorageFile>> LocalStorage::Data::takeReader()
{
    {
        const std::lock_guard lock(readersMutex);
        if (!readers.empty()) {
            auto reader = std::move(readers.back());
            readers.pop_back();
            return reader;
        }
    }
    return StorageFile::open(path, true);
}

void LocalStorage::Data::giveReader(std::unique_ptr<StorageFile> reader)
{
    const std::lock_guard lock(readersMutex);
    if (readers.size() < maxIdleReaders)
        readers.push_back(std::move(reader));
}

StorageReply LocalStorage::checkOne(const HashQuery& query)
{
    const int64_t now = m_data->now();
    if (const auto reply = m_data->replyFromIndex(query, now))
        return *reply;
    const auto reply = m_data->replyFromFile(query, now);
    if (reply)
        return *reply;
    ++m_data->readErrors;
    return missOf(query);
}

Result<std::vector<StorageReply>> LocalStorage::check(std::span<const HashQuery> queries, const RunContext& context)
{
    std::vector<StorageReply> replies;
    replies.reserve(queries.size());
    const int64_t now = m_data->now();
    for (const HashQuery& query : queries) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, title(), {}};
        if (const auto reply = m_data->replyFromIndex(query, now)) {
            replies.push_back(*reply);
            continue;
        }
        const auto reply = m_data->replyFromFile(query, now);
        if (!reply)
            return reply.error();
        replies.push_back(*reply);
    }
    return replies;
}

Result<uint64_t> LocalStorage::count(const RunContext&)
{
    if (m_data->isIndexed)
        return m_data->index.count();
    auto reader = m_data->takeReader();
    if (!reader)
        return reader.error();
    const auto count = (*reader)->count();
    if (count)
        m_data->giveReader(std::move(*reader));
    return count;
}

} // namespace assay::fuzzy
