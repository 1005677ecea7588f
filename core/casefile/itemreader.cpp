// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/itemreader.h"

#include "core/casefile/trafficjson.h"

#include <algorithm>

namespace assay {
namespace {

constexpr const char* selectItem =
    "SELECT container,kind,entry_offset,message_offset,length,split_defects,defects,name,flags,subject,sender,"
    "sender_address,recipient,message_id,date,date_zone,date_from_received,ip,sha256,";

uint64_t asUnsigned(int64_t value)
{
    return static_cast<uint64_t>(value);
}

} // namespace

const char* trafficColumn(store::Database& database, const char* table)
{
    return database.prepare(std::string("SELECT traffic FROM ") + table) ? "traffic" : "NULL";
}

Result<ItemReader> ItemReader::create(store::Database& database)
{
    std::string sql = selectItem;
    sql += trafficColumn(database, "item");
    auto item = database.prepare(sql + " FROM item WHERE id=?1");
    if (!item)
        return item.error();
    sql = selectContainers;
    sql += "WHERE c.id=?1";
    auto container = database.prepare(sql);
    if (!container)
        return container.error();
    return ItemReader(std::move(*item), std::move(*container));
}

Result<void> ItemReader::readContainer(uint32_t row)
{
    if (row == m_containerRow)
        return {};
    m_containerRow = UINT32_MAX;
    const auto there = m_container.bind(1, int64_t{row}).step();
    if (!there)
        return there.error();
    if (!*there)
        return Error{ErrorCode::BadData, "container " + std::to_string(row), "is missing from the case"};
    m_detail.sourceId = static_cast<uint32_t>(m_container.number(0));
    m_firstItem = static_cast<uint32_t>(m_container.number(7));
    readContainerRow(m_container, m_detail.container, m_detail.source);
    m_container.reset();
    m_containerRow = row;
    return {};
}

void ItemReader::readSummary()
{
    MessageSummary& summary = m_detail.summary;
    summary.subject = m_item.text(9);
    summary.from = m_item.text(10);
    summary.fromAddress = m_item.text(11);
    summary.to = m_item.text(12);
    summary.messageId = m_item.text(13);
    summary.date.reset();
    if (!m_item.isNull(14))
        summary.date = Timestamp{m_item.number(14), static_cast<int32_t>(m_item.number(15))};
    summary.dateFromReceived = m_item.number(16) != 0;
    summary.sourceIp = m_item.isNull(17) ? std::nullopt : IpAddress::parse(m_item.text(17));
    summary.defects = m_detail.defects;
}

Result<const ItemDetail*> ItemReader::read(ItemId id)
{
    const auto there = m_item.bind(1, int64_t{id.value}).step();
    if (!there)
        return there.error();
    if (!*there)
        return Error{ErrorCode::NotFound, "item " + std::to_string(id.value), {}};
    const auto container = readContainer(static_cast<uint32_t>(m_item.number(0)));
    if (!container) {
        m_item.reset();
        return container.error();
    }
    ItemRecord& record = m_detail.record;
    m_detail.id = id;
    record.kind = static_cast<ItemKind>(m_item.number(1));
    record.offset = asUnsigned(m_item.number(2));
    record.messageOffset = asUnsigned(m_item.number(3));
    record.length = asUnsigned(m_item.number(4));
    record.defects = DefectSet(asUnsigned(m_item.number(5)));
    m_detail.defects = DefectSet(asUnsigned(m_item.number(6)));
    record.name = m_item.isNull(7) ? std::to_string(id.value - m_firstItem) : std::string(m_item.blob(7));
    record.flags = m_item.text(8);
    readSummary();
    m_detail.sha256.reset();
    m_detail.traffic = m_item.isNull(19) ? std::nullopt : unpackTrafficNumbers(m_item.blob(19));
    const std::string_view digest = m_item.blob(18);
    if (digest.size() == std::tuple_size_v<Sha256>) {
        m_detail.sha256.emplace();
        std::transform(digest.begin(), digest.end(), m_detail.sha256->begin(),
            [](char byte) { return static_cast<uint8_t>(byte); });
    }
    m_item.reset();
    return &m_detail;
}

void readContainerRow(const store::Statement& row, Container& container, std::filesystem::path& source)
{
    container.path = row.blob(1);
    container.format = row.text(2);
    container.stamp.size = asUnsigned(row.number(3));
    container.stamp.modifiedNs = row.number(4);
    container.stamp.device = asUnsigned(row.number(5));
    container.stamp.inode = asUnsigned(row.number(6));
    container.items = asUnsigned(row.number(8));
    container.rejectedBorders = asUnsigned(row.number(9));
    container.defects = DefectSet(asUnsigned(row.number(10)));
    container.message = row.text(11);
    container.folder = row.text(12);
    source = std::string(row.blob(13));
}

Result<StoredSource> readStoredSource(store::Database& database, uint32_t id, const std::shared_ptr<SpoolStore>& spools)
{
    std::string sql = "SELECT path,mbox_needs_empty_line,mbox_variant,";
    sql += trafficColumn(database, "source");
    auto row = database.prepare(sql + " FROM source WHERE id=?1");
    if (!row)
        return row.error();
    const auto there = row->bind(1, int64_t{id}).step();
    if (!there)
        return there.error();
    if (!*there)
        return Error{ErrorCode::NotFound, "source " + std::to_string(id), {}};
    StoredSource source;
    source.path = std::string(row->blob(0));
    source.options.mboxNeedsEmptyLine = row->number(1) != 0;
    source.options.forcedMboxVariant = row->text(2);
    auto traffic = trafficOptionsFromJson(row->text(3));
    if (!traffic)
        return traffic.error();
    source.options.traffic = std::move(*traffic);
    source.options.spools = spools;
    return source;
}

} // namespace assay
