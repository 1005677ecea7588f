// SPDX-License-Identifier: GPL-3.0-or-later
// What a case tells about its sources and items.
#include "core/casefile/casedata.h"
#include "core/casefile/itemreader.h"
#include "core/casefile/trafficjson.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t mostMessages = 100; // of one folder

Result<void> readFolders(store::Database& database, std::vector<SourceInfo>& sources)
{
    auto rows = database.prepare("SELECT source,id,path,format,items,defect_items FROM folder ORDER BY source,path");
    if (!rows)
        return rows.error();
    for (auto source = sources.begin();;) {
        const auto there = rows->step();
        if (!there)
            return there.error();
        if (!*there)
            return {};
        const auto id = static_cast<uint32_t>(rows->number(0));
        source = std::find_if(source, sources.end(), [id](const SourceInfo& info) { return info.id == id; });
        if (source == sources.end())
            return {}; // added since the sources were read
        FolderInfo& folder = source->folders.emplace_back();
        folder.id = static_cast<uint32_t>(rows->number(1));
        folder.path = rows->text(2);
        folder.format = rows->text(3);
        folder.items = static_cast<uint64_t>(rows->number(4));
        folder.itemsWithDefects = static_cast<uint64_t>(rows->number(5));
    }
}

// Folders of single messages have very many containers; only their sums and the odd ones matter here.
Result<void> readContainers(store::Database& database, std::vector<SourceInfo>& sources)
{
    auto counts = database.prepare("SELECT count(*),coalesce(sum(rejected_borders),0) FROM container WHERE folder=?1");
    if (!counts)
        return counts.error();
    auto odd = database.prepare("SELECT defects,path,message FROM container "
                                "WHERE folder=?1 AND (defects<>0 OR message<>'') ORDER BY id");
    if (!odd)
        return odd.error();
    for (SourceInfo& source : sources) {
        for (FolderInfo& folder : source.folders) {
            const auto counted = counts->bind(1, int64_t{folder.id}).step();
            if (!counted)
                return counted.error();
            folder.containers = static_cast<uint64_t>(counts->number(0));
            folder.rejectedBorders = static_cast<uint64_t>(counts->number(1));
            counts->reset();
            odd->bind(1, int64_t{folder.id});
            for (auto there = odd->step(); !there || *there; there = odd->step()) {
                if (!there)
                    return there.error();
                folder.defects.add(DefectSet(static_cast<uint64_t>(odd->number(0))));
                if (!odd->text(2).empty() && folder.messages.size() < mostMessages)
                    folder.messages.push_back(std::string(odd->blob(1)) + ": " + std::string(odd->text(2)));
            }
        }
    }
    return {};
}

} // namespace

Result<std::vector<SourceInfo>> Case::sources() const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    std::string sql = "SELECT id,path,state,items,bytes,added_at,error_code,error_subject,error_detail,";
    sql += m_data->version >= 5 ? "traffic,replaces" : "'',0";
    auto rows = (*database)->prepare(sql + " FROM source ORDER BY id");
    if (!rows)
        return rows.error();
    std::vector<SourceInfo> sources;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        SourceInfo& source = sources.emplace_back();
        source.id = static_cast<uint32_t>(rows->number(0));
        source.path = std::string(rows->blob(1));
        source.title = source.path.filename().string();
        source.state = static_cast<SourceState>(rows->number(2));
        source.items = static_cast<uint64_t>(rows->number(3));
        source.bytes = static_cast<uint64_t>(rows->number(4));
        source.addedAt = rows->number(5);
        if (!rows->isNull(6))
            source.error =
                Error{static_cast<ErrorCode>(rows->number(6)), std::string(rows->text(7)), std::string(rows->text(8))};
        auto traffic = trafficOptionsFromJson(rows->text(9));
        if (!traffic)
            return traffic.error();
        source.traffic = std::move(*traffic);
        if (rows->number(10) != 0)
            source.replaces = static_cast<uint32_t>(rows->number(10));
    }
    const auto folders = readFolders(**database, sources);
    if (!folders)
        return folders.error();
    const auto containers = readContainers(**database, sources);
    if (!containers)
        return containers.error();
    return sources;
}

Result<void> Case::visitContainers(
    uint32_t source, const std::function<bool(const std::filesystem::path&, const Container&)>& visitor) const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    std::string sql = selectContainers;
    sql += "WHERE c.source=?1 ORDER BY c.id";
    auto rows = (*database)->prepare(sql);
    if (!rows)
        return rows.error();
    rows->bind(1, int64_t{source});
    Container container;
    std::filesystem::path path;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        readContainerRow(*rows, container, path);
        if (!visitor(path, container))
            return {};
    }
    return {};
}

std::optional<uint32_t> Case::findUnchangedSource(const std::filesystem::path& path) const
{
    const auto absolute = std::filesystem::absolute(path).lexically_normal();
    const auto file = InputFile::open(absolute);
    const auto all = sources();
    if (!file || !all)
        return std::nullopt;
    for (const SourceInfo& source : *all) {
        if (source.path != absolute || source.state != SourceState::Complete)
            continue;
        bool isSame = true;
        const auto visited = visitContainers(source.id, [&](const std::filesystem::path&, const Container& container) {
            isSame = container.stamp == file->stamp();
            return isSame;
        });
        if (visited && isSame)
            return source.id;
    }
    return std::nullopt;
}

Result<ItemDetail> Case::item(ItemId id) const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto reader = ItemReader::create(**database);
    if (!reader)
        return reader.error();
    const auto detail = reader->read(id);
    if (!detail)
        return detail.error();
    return **detail;
}

Result<void> Case::visitItems(std::span<const ItemId> items, const std::function<bool(const ItemDetail&)>& visitor,
    const RunContext& context) const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto reader = ItemReader::create(**database);
    if (!reader)
        return reader.error();
    for (const ItemId id : items) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, m_data->path.string(), {}};
        const auto detail = reader->read(id);
        if (!detail)
            return detail.error();
        if (!visitor(**detail))
            return {};
    }
    return {};
}

Result<std::string> Case::itemBytes(ItemId id, uint64_t limit) const
{
    const auto detail = item(id);
    if (!detail)
        return detail.error();
    const std::lock_guard lock(m_data->loaderMutex);
    if (!m_data->loader || m_data->loaderSource != detail->sourceId) {
        auto database = m_data->connections.take();
        if (!database)
            return database.error();
        const auto source = readStoredSource(**database, detail->sourceId, m_data->connections.spools());
        if (!source)
            return source.error();
        m_data->loader.emplace(source->path, source->options);
        m_data->loaderSource = detail->sourceId;
    }
    return m_data->loader->load(detail->container, detail->record, limit);
}

} // namespace assay
