// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/sortkeys.h"

#include "core/base/ascii.h"
#include "core/base/parallelfor.h"
#include "core/casefile/case.h"
#include "core/text/searchfold.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <unordered_map>

namespace assay {
namespace {

constexpr size_t comparedBytes = 1024;
constexpr size_t keyBytes = sizeof(uint64_t);

// Numbers in an order that unsigned integers have; NaN comes after all.
uint64_t orderedBits(double number)
{
    if (std::isnan(number))
        return UINT64_MAX;
    if (number == 0)
        number = 0; // -0 equals 0
    const uint64_t bits = std::bit_cast<uint64_t>(number);
    return bits >> 63 ? ~bits : bits | (uint64_t{1} << 63);
}

uint64_t bytesAt(std::string_view text, size_t offset)
{
    uint64_t bytes = 0;
    for (size_t i = offset; i < offset + keyBytes; ++i)
        bytes = bytes << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return bytes;
}

class NumberKeys : public SortKeys
{
public:
    explicit NumberKeys(std::function<double(uint32_t row)> number)
        : m_number(std::move(number))
    {
    }
    uint64_t key(uint32_t row, size_t) const override { return orderedBits(m_number(row)); }
    bool goesOn(uint64_t, size_t) const override { return false; }

private:
    std::function<double(uint32_t)> m_number;
};

// Eight bytes a level. Texts of ASCII are folded on the way, the others are kept folded.
class TextKeys : public SortKeys
{
public:
    TextKeys(std::function<std::string_view(uint32_t row)> text, size_t count, const std::vector<uint32_t>& rows,
        const RunContext& context)
        : m_text(std::move(text))
        , m_places(count)
        , m_pools((count + ItemTable::blockRows - 1) / ItemTable::blockRows)
    {
        parallelFor(m_pools.size(), context, [&](size_t block, unsigned) { fold(block, rows); });
    }
    uint64_t key(uint32_t row, size_t level) const override
    {
        const size_t offset = level * keyBytes;
        const Place& place = m_places[row];
        if (place.length > 0) {
            const std::string_view pool = m_pools[row / ItemTable::blockRows];
            return bytesAt(pool.substr(place.offset, place.length), offset);
        }
        const std::string_view text = m_text(row).substr(0, comparedBytes);
        std::array<char, keyBytes> lower{};
        for (size_t i = 0; i < keyBytes && offset + i < text.size(); ++i)
            lower[i] = asciiLower(text[offset + i]);
        return bytesAt(std::string_view(lower.data(), lower.size()), 0);
    }
    bool goesOn(uint64_t key, size_t level) const override
    {
        return (key & 0xFF) != 0 && (level + 1) * keyBytes < comparedBytes * 2;
    }

private:
    struct Place // in the pool of the row's block; empty: the text is ASCII
    {
        uint32_t offset = 0, length = 0;
    };
    // Rows ascend, so those of a block stand together.
    void fold(size_t block, const std::vector<uint32_t>& rows)
    {
        std::string& pool = m_pools[block];
        for (auto row = std::lower_bound(rows.begin(), rows.end(), block * ItemTable::blockRows);
             row != rows.end() && *row / ItemTable::blockRows == block; ++row) {
            const std::string_view original = m_text(*row).substr(0, comparedBytes);
            if (isAscii(original))
                continue;
            Place& place = m_places[*row];
            place.offset = static_cast<uint32_t>(pool.size());
            pool += foldedForSearch(original);
            pool += '\0'; // folded to nothing is still not ASCII
            place.length = static_cast<uint32_t>(pool.size() - place.offset);
        }
    }
    std::function<std::string_view(uint32_t)> m_text;
    std::vector<Place> m_places; // by row
    std::vector<std::string> m_pools; // by block
};

// Addresses by their bytes; rows without one come last.
class AddressKeys : public SortKeys
{
public:
    explicit AddressKeys(const ItemTable& items)
        : m_items(items)
    {
    }
    uint64_t key(uint32_t row, size_t level) const override
    {
        const auto address = m_items.sourceIp(row);
        if (!address)
            return UINT64_MAX;
        const auto& bytes = address->bytes();
        return bytesAt(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), level * keyBytes);
    }
    bool goesOn(uint64_t key, size_t level) const override { return level == 0 && key != UINT64_MAX; }

private:
    const ItemTable& m_items;
};

std::unique_ptr<const SortKeys> numbers(std::function<double(uint32_t)> number)
{
    return std::make_unique<NumberKeys>(std::move(number));
}

// Names of sources or folders in an order of numbers.
std::unordered_map<uint32_t, double> ranksOf(const std::vector<SourceInfo>& sources)
{
    std::vector<std::pair<std::string, uint32_t>> names;
    for (const SourceInfo& source : sources) {
        for (const FolderInfo& folder : source.folders)
            names.emplace_back(foldedForSearch(source.title + "/" + folder.path), folder.id);
    }
    std::sort(names.begin(), names.end());
    std::unordered_map<uint32_t, double> ranks;
    double rank = -1;
    for (size_t i = 0; i < names.size(); ++i) {
        rank += i == 0 || names[i].first != names[i - 1].first ? 1 : 0;
        ranks[names[i].second] = rank;
    }
    return ranks;
}

double worstDefect(uint64_t bits)
{
    double worst = -1;
    for (const Defect defect : DefectSet(bits).list())
        worst = std::max(worst, static_cast<double>(defectSeverity(defect)));
    return worst;
}

constexpr std::string_view sortable[] = {"id", "date", "size", "score", "action", "hits", "from", "to", "subject", "ip",
    "source", "folder", "defects", "label", "label.by", "label.at", "label.conf", "cluster", "start", "stop", "reqs",
    "rate", "bytes", "status", "paths", "uas", "prediction", "anomaly"};

// The first recipient of each row, which no table holds.
class Recipients
{
public:
    static Result<std::shared_ptr<const Recipients>> read(
        Connections& connections, const ItemTable& items, const RunContext& context)
    {
        auto database = connections.take();
        if (!database)
            return database.error();
        auto rows = (*database)->prepare("SELECT id,recipient FROM item ORDER BY id");
        if (!rows)
            return rows.error();
        auto recipients = std::make_shared<Recipients>();
        recipients->m_ends.reserve(items.count());
        for (auto there = rows->step(); recipients->m_ends.size() < items.count(); there = rows->step()) {
            if (!there)
                return there.error();
            if (context.stopRequested())
                return Error{ErrorCode::Cancelled, "order", {}};
            if (!*there)
                break;
            recipients->m_pool += rows->text(1).substr(0, comparedBytes);
            recipients->m_ends.push_back(recipients->m_pool.size());
        }
        recipients->m_ends.resize(items.count(), recipients->m_pool.size());
        return std::shared_ptr<const Recipients>(std::move(recipients));
    }
    std::string_view text(uint32_t row) const
    {
        const uint64_t begin = row == 0 ? 0 : m_ends[row - 1];
        return std::string_view(m_pool).substr(begin, m_ends[row] - begin);
    }

private:
    std::string m_pool;
    std::vector<uint64_t> m_ends;
};

// Numbers of request sets; messages come last.
std::unique_ptr<const SortKeys> trafficKeys(const ItemTable& items, std::string_view name)
{
    static constexpr std::pair<std::string_view, double (*)(const TrafficNumbers&)> all[] = {
        {"start", [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.start); }},
        {"stop", [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.stop); }},
        {"reqs", [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.totalRequests); }},
        {"rate", [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.rate); }},
        {"bytes", [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.bytes); }},
        {"status", [](const TrafficNumbers& numbers) { return numbers.errorShare(); }},
        {"paths", [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.uniquePaths); }},
        {"uas", [](const TrafficNumbers& numbers) { return static_cast<double>(numbers.userAgents); }},
    };
    for (const auto& [known, number] : all) {
        if (known == name)
            return numbers([&items, number = number](uint32_t row) {
                const TrafficNumbers* of = items.traffic(row);
                return of ? number(*of) : std::numeric_limits<double>::quiet_NaN();
            });
    }
    return nullptr;
}

// Labels in the order of their numbers, authors by name; rows without a label come last.
std::unique_ptr<const SortKeys> labelKeys(const feedback::LabelColumns& labels, std::string_view name)
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const auto labelled = [&labels](uint32_t row) {
        return row < labels.labels.size() && labels.labels[row] != feedback::noLabel;
    };
    if (name == "label")
        return numbers([&labels, labelled](uint32_t row) { return labelled(row) ? labels.labels[row] : none; });
    if (name == "label.at")
        return numbers(
            [&labels, labelled](uint32_t row) { return labelled(row) ? static_cast<double>(labels.at[row]) : none; });
    if (name == "label.conf")
        return numbers([&labels, labelled](uint32_t row) { return labelled(row) ? labels.confidence[row] : none; });
    std::vector<std::string> sorted;
    for (const std::string& author : labels.authors)
        sorted.push_back(foldedForSearch(author));
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> ranks;
    for (const std::string& author : labels.authors)
        ranks.push_back(static_cast<double>(
            std::lower_bound(sorted.begin(), sorted.end(), foldedForSearch(author)) - sorted.begin()));
    return numbers([&labels, labelled, ranks = std::move(ranks)](uint32_t row) {
        return labelled(row) && labels.author[row] < ranks.size() ? ranks[labels.author[row]] : none;
    });
}

std::unique_ptr<const SortKeys> keysOf(
    const CaseSnapshot& snapshot, std::string_view name, const std::vector<uint32_t>& rows, const RunContext& context)
{
    const ItemTable& items = *snapshot.items;
    const ScoreColumn* scores = snapshot.scores.get();
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const auto scoreOf = [scores](uint32_t row) {
        return scores && row < scores->scores.size() ? static_cast<double>(scores->scores[row]) : none;
    };
    if (name == "id")
        return numbers([&items](uint32_t row) { return items.row(row).id.value; });
    if (name == "date")
        return numbers([&items](uint32_t row) {
            const int64_t date = items.row(row).date;
            return date == ItemRow::noDate ? none : static_cast<double>(date);
        });
    if (name == "size")
        return numbers([&items](uint32_t row) { return static_cast<double>(items.row(row).length); });
    if (name == "score")
        return numbers(scoreOf);
    if (name == "action")
        return numbers([scoreOf, scores](uint32_t row) {
            return std::isnan(scoreOf(row)) ? none : static_cast<double>(scores->actions[row]);
        });
    if (name == "hits")
        return numbers([scoreOf, scores](uint32_t row) {
            return std::isnan(scoreOf(row)) ? none : static_cast<double>(scores->hitCounts[row]);
        });
    if (name == "cluster")
        return numbers([clusters = snapshot.clusters](uint32_t row) {
            const bool isInCluster = clusters && row < clusters->clusters.size() && clusters->clusters[row] != 0;
            return isInCluster ? clusters->clusters[row] : none;
        });
    if (name == "defects")
        return numbers([&items](uint32_t row) { return worstDefect(items.row(row).defects); });
    if (name == "from")
        return std::make_unique<TextKeys>(
            [&items](uint32_t row) { return items.from(row); }, items.count(), rows, context);
    if (name == "subject")
        return std::make_unique<TextKeys>(
            [&items](uint32_t row) { return items.subject(row); }, items.count(), rows, context);
    if (name.substr(0, 5) == "label") {
        if (snapshot.labels)
            return labelKeys(*snapshot.labels, name);
        return numbers([](uint32_t) { return none; });
    }
    if (name == "ip")
        return std::make_unique<AddressKeys>(items);
    if (name == "source" || name == "folder")
        return numbers([&items, ranks = ranksOf(*snapshot.sources)](uint32_t row) {
            const auto rank = ranks.find(items.row(row).folder);
            return rank == ranks.end() ? none : rank->second;
        });
    if (name == "prediction")
        return numbers([scoreOf, scores](uint32_t row) {
            return std::isnan(scoreOf(row)) ? none : static_cast<double>(scores->predictions[row]);
        });
    if (name == "anomaly")
        return numbers([scores](uint32_t row) {
            return scores && row < scores->anomalies.size() ? static_cast<double>(scores->anomalies[row]) : none;
        });
    return trafficKeys(items, name);
}

} // namespace

bool isSortable(std::string_view name)
{
    return std::find(std::begin(sortable), std::end(sortable), name) != std::end(sortable);
}

Result<std::unique_ptr<const SortKeys>> makeSortKeys(Connections& connections, const CaseSnapshot& snapshot,
    std::string_view name, const std::vector<uint32_t>& rows, const RunContext& context)
{
    if (name == "to") {
        const auto recipients = Recipients::read(connections, *snapshot.items, context);
        if (!recipients)
            return recipients.error();
        return std::unique_ptr<const SortKeys>(std::make_unique<TextKeys>(
            [to = *recipients](uint32_t row) { return to->text(row); }, snapshot.items->count(), rows, context));
    }
    auto keys = keysOf(snapshot, name, rows, context);
    if (!keys)
        return Error{ErrorCode::BadArgument, std::string(name), "items cannot be sorted by this"};
    return keys;
}

} // namespace assay
