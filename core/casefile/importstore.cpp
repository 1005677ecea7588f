// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/importstore.h"

#include "core/casefile/trafficjson.h"
#include "core/text/utf8.h"

#include <ctime>

namespace assay {
namespace {

// Longest texts kept for lists; the message itself has the rest.
constexpr size_t longestText = 2000;

std::string_view cut(std::string_view text)
{
    return utf8Prefix(text, longestText);
}

bool isWorthAMark(DefectSet defects)
{
    for (const Defect defect : defects.list()) {
        if (defectSeverity(defect) != DefectSeverity::Info)
            return true;
    }
    return false;
}

constexpr const char* insertItem =
    "INSERT INTO item(id,container,kind,entry_offset,message_offset,length,split_defects,"
    "defects,name,flags,subject,sender,sender_address,recipient,message_id,date,"
    "date_zone,date_from_received,ip,sha256,traffic)"
    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)";
constexpr const char* insertContainer =
    "INSERT INTO container(source,folder,path,format,size,modified_ns,device,inode,first_item)"
    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)";
constexpr const char* updateContainerSql =
    "UPDATE container SET format=?2, items=?3, rejected_borders=?4, defects=?5, message=?6 WHERE id=?1";
constexpr const char* countFolder = "UPDATE folder SET items=items+?2, defect_items=defect_items+?3 WHERE id=?1";

int64_t stored(uint64_t value)
{
    return static_cast<int64_t>(value);
}

} // namespace

Result<uint32_t> ImportStore::beginSource(const std::filesystem::path& path, const AddOptions& options)
{
    const auto next = m_database.number("SELECT coalesce(max(id)+1,0) FROM item");
    if (!next)
        return next.error();
    m_nextItem = static_cast<uint32_t>(*next);
    m_firstItem = ItemId{m_nextItem};
    auto insert =
        m_database.prepare("INSERT INTO source(path,state,added_at,mbox_needs_empty_line,mbox_variant,traffic,replaces)"
                           "VALUES(?1,0,?2,?3,?4,?5,?6)");
    if (!insert)
        return insert.error();
    const std::string name = path.string();
    insert->bindBlob(1, name).bind(2, int64_t{std::time(nullptr)});
    insert->bind(3, int64_t{options.read.mboxNeedsEmptyLine}).bindText(4, options.read.forcedMboxVariant);
    const std::string traffic = toJson(options.read.traffic);
    const auto inserted = insert->bindText(5, traffic).bind(6, int64_t{options.replaces}).run();
    if (!inserted)
        return inserted.error();
    m_source = static_cast<uint32_t>(m_database.lastRowId());
    const auto prepared = prepare();
    if (!prepared)
        return prepared.error();
    return m_source;
}

Result<void> ImportStore::prepare()
{
    const std::pair<std::optional<store::Statement>*, const char*> all[] = {{&m_insertItem, insertItem},
        {&m_insertContainer, insertContainer}, {&m_updateContainer, updateContainerSql}, {&m_countFolder, countFolder}};
    for (const auto& [statement, sql] : all) {
        auto prepared = m_database.prepare(sql);
        if (!prepared)
            return prepared.error();
        statement->emplace(std::move(*prepared));
    }
    return {};
}

Result<void> ImportStore::endSource(SourceState state, const std::optional<Error>& error)
{
    auto update =
        m_database.prepare("UPDATE source SET state=?2, error_code=?3, error_subject=?4, error_detail=?5 WHERE id=?1");
    if (!update)
        return update.error();
    update->bind(1, int64_t{m_source}).bind(2, static_cast<int64_t>(state));
    if (error)
        update->bind(3, static_cast<int64_t>(error->code)).bindText(4, error->subject).bindText(5, error->detail);
    return update->run();
}

void ImportStore::removeSource()
{
    // Left behind when this fails too: an empty source, marked as broken off at the next opening.
    (void)m_database.execute("DELETE FROM source WHERE id=" + std::to_string(m_source));
}

Result<void> ImportStore::begin()
{
    auto transaction = store::Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    m_transaction.emplace(std::move(*transaction));
    m_batch = {};
    m_folderBatch.clear();
    return {};
}

Result<uint32_t> ImportStore::folderOf(const Container& container)
{
    const auto known = m_folders.find(container.folder);
    if (known != m_folders.end())
        return known->second;
    auto insert = m_database.prepare("INSERT INTO folder(source,path,format) VALUES(?1,?2,?3)");
    if (!insert)
        return insert.error();
    const auto inserted =
        insert->bind(1, int64_t{m_source}).bindText(2, container.folder).bindText(3, container.format).run();
    if (!inserted)
        return inserted.error();
    const auto id = static_cast<uint32_t>(m_database.lastRowId());
    m_folders.emplace(container.folder, id);
    return id;
}

Result<uint32_t> ImportStore::addContainer(const Container& container)
{
    const auto folder = folderOf(container);
    if (!folder)
        return folder.error();
    m_insertContainer->bind(1, int64_t{m_source}).bind(2, int64_t{*folder}).bindBlob(3, container.path);
    m_insertContainer->bindText(4, container.format).bind(5, stored(container.stamp.size));
    m_insertContainer->bind(6, container.stamp.modifiedNs).bind(7, stored(container.stamp.device));
    m_insertContainer->bind(8, stored(container.stamp.inode)).bind(9, int64_t{m_nextItem});
    const auto inserted = m_insertContainer->run();
    if (!inserted)
        return inserted.error();
    const auto row = static_cast<uint32_t>(m_database.lastRowId());
    m_places[row] = ContainerPlace{*folder, m_nextItem};
    return row;
}

Result<void> ImportStore::updateContainer(uint32_t row, const Container& container, uint64_t items)
{
    m_updateContainer->bind(1, int64_t{row}).bindText(2, container.format).bind(3, stored(items));
    m_updateContainer->bind(4, stored(container.rejectedBorders)).bind(5, stored(container.defects.bits()));
    m_updateContainer->bindText(6, container.message);
    m_places.erase(row);
    return m_updateContainer->run();
}

void ImportStore::bindSummary(const MessageSummary& summary)
{
    m_insertItem->bindText(11, cut(summary.subject)).bindText(12, cut(summary.from));
    m_insertItem->bindText(13, cut(summary.fromAddress)).bindText(14, cut(summary.to));
    m_insertItem->bindText(15, cut(summary.messageId));
    if (summary.date) {
        m_insertItem->bind(16, summary.date->seconds).bind(17, int64_t{summary.date->offsetMinutes});
        m_insertItem->bind(18, int64_t{summary.dateFromReceived});
    } else {
        m_insertItem->bindNull(16).bindNull(17).bindNull(18);
    }
    m_address = summary.sourceIp ? summary.sourceIp->toString() : std::string();
    if (summary.sourceIp)
        m_insertItem->bindText(19, m_address);
    else
        m_insertItem->bindNull(19);
}

Result<void> ImportStore::addItem(
    uint32_t containerRow, uint64_t ordinal, const ItemRecord& record, const ItemReading& reading)
{
    if (m_nextItem == ItemId::noneValue)
        return Error{ErrorCode::LimitExceeded, m_database.path().string(), "a case holds at most 4,294,967,294 items"};
    const ContainerPlace& place = m_places[containerRow];
    DefectSet defects = record.defects;
    defects.add(reading.summary.defects);
    m_insertItem->bind(1, int64_t{m_nextItem})
        .bind(2, int64_t{containerRow})
        .bind(3, static_cast<int64_t>(record.kind));
    m_insertItem->bind(4, stored(record.offset)).bind(5, stored(record.messageOffset)).bind(6, stored(record.length));
    m_insertItem->bind(7, stored(record.defects.bits())).bind(8, stored(defects.bits()));
    const bool isNumbered = record.name == std::to_string(ordinal) && m_nextItem == place.firstItem + ordinal;
    if (isNumbered)
        m_insertItem->bindNull(9);
    else
        m_insertItem->bindBlob(9, record.name);
    if (record.flags.empty())
        m_insertItem->bindNull(10);
    else
        m_insertItem->bindText(10, record.flags);
    bindSummary(reading.summary);
    if (reading.error)
        m_insertItem->bindNull(20);
    else
        m_insertItem->bindBlob(20, {reinterpret_cast<const char*>(reading.sha256.data()), reading.sha256.size()});
    if (reading.traffic)
        m_insertItem->bindBlob(21, packTrafficNumbers(*reading.traffic));
    else
        m_insertItem->bindNull(21);
    const auto inserted = m_insertItem->run();
    if (!inserted)
        return inserted.error();
    ++m_nextItem;
    ++m_batch.items;
    m_batch.bytes += record.length;
    FolderCounts& folder = m_folderBatch[place.folder];
    ++folder.items;
    folder.defectItems += isWorthAMark(defects) ? 1 : 0;
    return {};
}

Result<void> ImportStore::commit()
{
    for (const auto& [folder, counts] : m_folderBatch) {
        m_countFolder->bind(1, int64_t{folder}).bind(2, stored(counts.items)).bind(3, stored(counts.defectItems));
        const auto counted = m_countFolder->run();
        if (!counted)
            return counted.error();
    }
    const auto counted = m_database.execute("UPDATE source SET items=items+" + std::to_string(m_batch.items)
        + ", bytes=bytes+" + std::to_string(m_batch.bytes) + " WHERE id=" + std::to_string(m_source));
    if (!counted)
        return counted.error();
    const auto committed = m_transaction->commit();
    if (!committed)
        return committed.error();
    m_transaction.reset();
    m_committed.items += m_batch.items;
    m_committed.bytes += m_batch.bytes;
    return {};
}

void ImportStore::rollBack()
{
    m_transaction.reset();
    m_batch = {};
}

} // namespace assay
