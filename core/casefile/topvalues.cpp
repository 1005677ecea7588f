// SPDX-License-Identifier: GPL-3.0-or-later
// Case::topValues: what occurs most among request sets.
#include "core/casefile/casedata.h"
#include "core/casefile/question.h"
#include "core/casefile/trafficviews.h"

#include <algorithm>
#include <unordered_map>

namespace assay {
namespace {

constexpr size_t mostValues = 1'000'000; // held at a time
constexpr size_t mostAsked = 10'000;
constexpr uint32_t betweenLooks = 65'536;

struct Kind
{
    std::string_view name; // field of queries
    TextColumn column = TextColumn::Count; // Count: of the item table
    char op = ':';
};
constexpr Kind kinds[] = {{"ip"}, {"subnet"}, {"host", TextColumn::Host}, {"ja4", TextColumn::Ja4},
    {"ua", TextColumn::UserAgent, '='}, {"path", TextColumn::UrlPath, '='}};
static_assert(std::size(kinds) == static_cast<size_t>(TopKind::Count));

const Kind& kindOf(TopKind kind)
{
    return kinds[std::min(static_cast<size_t>(kind), std::size(kinds) - 1)];
}

struct Counts
{
    uint64_t sets = 0, requests = 0, hostile = 0, harmless = 0;

    void add(const Counts& other)
    {
        sets += other.sets;
        requests += other.requests;
        hostile += other.hostile;
        harmless += other.harmless;
    }
};

// What one request set counts.
Counts countsOf(const CaseSnapshot& snapshot, uint32_t row)
{
    const TrafficClass kind = trafficClassOf(snapshot, row);
    Counts counts{1, snapshot.items->traffic(row)->requests, 0, 0};
    counts.hostile = kind == TrafficClass::Bot || kind == TrafficClass::Attack ? 1 : 0;
    counts.harmless = kind == TrafficClass::NotBot ? 1 : 0;
    return counts;
}

// The network of an address that people look at: 256 addresses, or those of one IPv6 line.
IpAddress networkOf(const IpAddress& address)
{
    std::array<uint8_t, 16> bytes = address.bytes();
    for (size_t i = address.isV4() ? 15 : 8; i < bytes.size(); ++i)
        bytes[i] = 0;
    return IpAddress(bytes);
}

std::string networkText(const IpAddress& network)
{
    return network.toString() + (network.isV4() ? "/24" : "/64");
}

struct AddressHash
{
    size_t operator()(const IpAddress& address) const
    {
        uint64_t hash = 0;
        for (const uint8_t byte : address.bytes())
            hash = (hash ^ byte) * 0x9E3779B97F4A7C15U;
        return static_cast<size_t>(hash ^ hash >> 32);
    }
};

// Sums by value; when there are too many, the rarest half is given up.
template <typename Key, typename Hash = std::hash<Key>>
class Sums
{
public:
    void add(const Key& key, const Counts& counts)
    {
        m_sums[key].add(counts);
        if (m_sums.size() > mostValues)
            giveUpRarest();
    }
    template <typename Text>
    TopValues take(TopKind kind, size_t limit, const Text& text) const
    {
        std::vector<std::pair<const Key*, const Counts*>> order;
        order.reserve(m_sums.size());
        for (const auto& [key, counts] : m_sums)
            order.emplace_back(&key, &counts);
        limit = std::min({limit, order.size(), mostAsked});
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(limit), order.end(),
            [](const auto& a, const auto& b) {
                if (a.second->sets != b.second->sets)
                    return a.second->sets > b.second->sets;
                if (a.second->requests != b.second->requests)
                    return a.second->requests > b.second->requests;
                return *a.first < *b.first;
            });
        TopValues top;
        top.distinct = order.size();
        top.isExact = m_isExact;
        for (size_t i = 0; i < limit; ++i) {
            const Counts& counts = *order[i].second;
            TopValue value{text(*order[i].first), {}, counts.sets, counts.requests, counts.hostile, counts.harmless};
            const std::string_view field = kind == TopKind::Subnet ? "ip" : kindOf(kind).name;
            value.query = query::termText(field, value.value);
            value.query[field.size()] = kindOf(kind).op;
            top.values.push_back(std::move(value));
        }
        return top;
    }

private:
    void giveUpRarest()
    {
        std::vector<uint64_t> sets;
        sets.reserve(m_sums.size());
        for (const auto& [key, counts] : m_sums)
            sets.push_back(counts.sets);
        const auto middle = sets.begin() + static_cast<std::ptrdiff_t>(sets.size() / 2);
        std::nth_element(sets.begin(), middle, sets.end());
        const uint64_t least = *middle;
        for (auto entry = m_sums.begin(); entry != m_sums.end();)
            entry = entry->second.sets <= least ? m_sums.erase(entry) : std::next(entry);
        m_isExact = false;
    }
    std::unordered_map<Key, Counts, Hash> m_sums;
    bool m_isExact = true;
};

Error cancelled()
{
    return Error{ErrorCode::Cancelled, "top values", {}};
}

Result<TopValues> topAddresses(
    const CaseSnapshot& snapshot, std::span<const uint32_t> rows, TopKind kind, size_t limit, const RunContext& context)
{
    Sums<IpAddress, AddressHash> sums;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (i % betweenLooks == 0 && context.stopRequested())
            return cancelled();
        const auto address = snapshot.items->traffic(rows[i]) ? snapshot.items->sourceIp(rows[i]) : std::nullopt;
        if (address)
            sums.add(kind == TopKind::Subnet ? networkOf(*address) : *address, countsOf(snapshot, rows[i]));
    }
    return sums.take(kind, limit, [kind](const IpAddress& address) {
        return kind == TopKind::Subnet ? networkText(address) : address.toString();
    });
}

// The rows of a unit, of rows that ascend.
std::span<const uint32_t> rowsIn(std::span<const uint32_t> rows, const RowUnit& unit)
{
    const auto begin = std::lower_bound(rows.begin(), rows.end(), unit.firstRow);
    const auto end = std::lower_bound(begin, rows.end(), unit.firstRow + unit.rows);
    return {begin, end};
}

// Sums of one unit, by the numbers of its values.
std::vector<Counts> sumsOf(
    const CaseSnapshot& snapshot, const ValueColumn& column, uint32_t firstRow, std::span<const uint32_t> rows)
{
    std::vector<Counts> sums(column.values());
    for (const uint32_t row : rows) {
        if (!snapshot.items->traffic(row))
            continue;
        const Counts counts = countsOf(snapshot, row);
        column.forEachValue(row - firstRow, [&](uint32_t value) {
            if (value < sums.size())
                sums[value].add(counts);
        });
    }
    return sums;
}

Result<TopValues> topTexts(
    Question& question, std::span<const uint32_t> rows, TopKind kind, size_t limit, const RunContext& context)
{
    const CaseSnapshot& snapshot = question.snapshot();
    Sums<std::string> sums;
    uint64_t notIndexed = 0;
    for (const RowUnit& unit : question.units()) {
        if (context.stopRequested())
            return cancelled();
        const std::span<const uint32_t> inside = rowsIn(rows, unit);
        std::vector<Counts> counts;
        if (unit.segment && !inside.empty()) {
            const ValueColumn column = unit.segment->texts(kindOf(kind).column);
            counts = sumsOf(snapshot, column, unit.firstRow, inside);
            for (uint32_t value = 0; value < counts.size() && !unit.segment->isDamaged(); ++value) {
                if (counts[value].sets > 0)
                    sums.add(std::string(column.original(value)), counts[value]);
            }
        }
        if (!unit.segment || unit.segment->isDamaged())
            notIndexed += static_cast<uint64_t>(std::count_if(
                inside.begin(), inside.end(), [&](uint32_t row) { return snapshot.items->traffic(row) != nullptr; }));
    }
    TopValues top = sums.take(kind, limit, [](const std::string& text) { return text; });
    top.notIndexed = notIndexed;
    return top;
}

} // namespace

std::string_view topKindName(TopKind kind)
{
    return kindOf(kind).name;
}

std::optional<double> TopValue::hostileShare() const
{
    const uint64_t known = hostile + harmless;
    return known == 0 ? std::nullopt : std::optional(static_cast<double>(hostile) / static_cast<double>(known));
}

Result<TopValues> Case::topValues(const CaseSnapshot& snapshot, std::span<const uint32_t> rows, TopKind kind,
    size_t limit, const RunContext& context) const
{
    if (kind >= TopKind::Count)
        return Error{ErrorCode::BadArgument, "top values", "no such kind"};
    if (kindOf(kind).column == TextColumn::Count)
        return topAddresses(snapshot, rows, kind, limit, context);
    std::vector<uint32_t> ascending(rows.begin(), rows.end());
    if (!std::is_sorted(ascending.begin(), ascending.end()))
        std::sort(ascending.begin(), ascending.end());
    Question question(m_data->connections, m_data->segments, IndexFiles(folder() / "index"), snapshot);
    return topTexts(question, ascending, kind, limit, context);
}

} // namespace assay
