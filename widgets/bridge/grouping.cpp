// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/grouping.h"

#include "core/index/itemindex.h"
#include "widgets/bridge/clusters.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/trafficcolumns.h"

#include <QCoreApplication>

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace assay::gui {
namespace {

constexpr size_t checkEvery = 65536; // rows between looks at the stop token

// Numbers for keys, in the order of their first use.
class GroupNumbers
{
public:
    // Rows with equal texts are one group.
    uint32_t ofText(std::string_view text)
    {
        const auto found = m_texts.find(text);
        if (found != m_texts.end())
            return found->second;
        const uint32_t number = next(std::hash<std::string_view>()(text));
        m_texts.emplace(std::string(text), number);
        return number;
    }
    uint32_t ofNumber(uint64_t key)
    {
        const auto [found, isNew] = m_numbers.try_emplace(key, count());
        return isNew ? next(key) : found->second;
    }
    // A group of this row alone.
    uint32_t alone(uint32_t row) { return next(~uint64_t{row}); }

    uint32_t count() const { return static_cast<uint32_t>(m_keys.size()); }
    std::vector<uint64_t> takeKeys() { return std::move(m_keys); }

private:
    struct Hash : std::hash<std::string_view>
    {
        using is_transparent = void;
    };
    uint32_t next(uint64_t key)
    {
        m_keys.push_back(key);
        return count() - 1;
    }
    std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>> m_texts;
    std::unordered_map<uint64_t, uint32_t> m_numbers;
    std::vector<uint64_t> m_keys;
};

// The piece of the index that covers a row, remembered from row to row.
class PieceFinder
{
public:
    explicit PieceFinder(const ItemIndex* index)
        : m_index(index)
    {
    }
    const ItemIndex::Piece* find(uint32_t row)
    {
        if (!m_index)
            return nullptr;
        if (m_last && row >= m_last->firstRow && row - m_last->firstRow < m_last->segment->rows())
            return m_last;
        const auto& pieces = m_index->pieces();
        auto next = std::upper_bound(pieces.begin(), pieces.end(), row,
            [](uint32_t wanted, const ItemIndex::Piece& piece) { return wanted < piece.firstRow; });
        if (next == pieces.begin())
            return nullptr;
        --next;
        m_last = row - next->firstRow < next->segment->rows() ? &*next : nullptr;
        return m_last;
    }

private:
    const ItemIndex* m_index;
    const ItemIndex::Piece* m_last = nullptr;
};

// Each distinct text of a segment is looked up once.
class ThreadNumbers
{
public:
    ThreadNumbers(const ItemIndex* index, GroupNumbers& numbers)
        : m_pieces(index)
        , m_numbers(numbers)
    {
    }
    uint32_t of(uint32_t row)
    {
        const ItemIndex::Piece* piece = m_pieces.find(row);
        if (!piece)
            return m_numbers.alone(row);
        const ValueColumn threads = piece->segment->texts(TextColumn::Thread);
        std::vector<uint32_t>& known = m_known[piece];
        known.resize(threads.values(), unknown);
        uint32_t number = unknown;
        threads.forEachValue(row - piece->firstRow, [&](uint32_t value) {
            if (value >= known.size())
                return;
            if (known[value] == unknown)
                known[value] = m_numbers.ofText(threads.original(value));
            number = known[value];
        });
        return number == unknown ? m_numbers.alone(row) : number;
    }

private:
    static constexpr uint32_t unknown = UINT32_MAX;
    PieceFinder m_pieces;
    GroupNumbers& m_numbers;
    std::unordered_map<const ItemIndex::Piece*, std::vector<uint32_t>> m_known;
};

std::function<uint32_t(uint32_t row)> numbering(const ItemRows& rows, GroupBy by, GroupNumbers& numbers)
{
    const ItemIndex* index = rows.snapshot().index.get();
    switch (by) {
    case GroupBy::Thread:
        return [threads = std::make_shared<ThreadNumbers>(index, numbers)](uint32_t row) { return threads->of(row); };
    case GroupBy::Ja4:
        return [&rows, &numbers](
                   uint32_t row) { return numbers.ofText(indexedText(rows.snapshot(), row, TextColumn::Ja4)); };
    case GroupBy::Copies:
        return [pieces = PieceFinder(index), &numbers](uint32_t row) mutable {
            const ItemIndex::Piece* piece = pieces.find(row);
            const std::span<const uint64_t> keys = piece ? piece->segment->copyKeys() : std::span<const uint64_t>();
            const uint64_t key = piece && row - piece->firstRow < keys.size() ? keys[row - piece->firstRow] : 0;
            return key ? numbers.ofNumber(key) : numbers.alone(row);
        };
    case GroupBy::FuzzyCluster:
        return [&rows, &numbers](uint32_t row) {
            const uint32_t cluster = clusterOf(rows.snapshot(), row);
            return cluster ? numbers.ofNumber(cluster) : numbers.alone(row);
        };
    case GroupBy::SourceIp:
        return [&rows, &numbers](uint32_t row) {
            const std::optional<IpAddress> ip = rows.items().sourceIp(row);
            return numbers.ofText(ip ? ip->toString() : std::string());
        };
    case GroupBy::SenderDomain:
    case GroupBy::None:
        break;
    }
    return [&rows, &numbers](uint32_t row) { return numbers.ofText(senderDomain(rows.items().from(row))); };
}

// Counting sort: members keep their order inside a group.
void place(RowGroups& groups, const std::vector<uint32_t>& order, const std::vector<uint32_t>& numbers)
{
    groups.starts.assign(groups.keys.size() + 1, 0);
    for (const uint32_t number : numbers)
        ++groups.starts[number + 1];
    std::partial_sum(groups.starts.begin(), groups.starts.end(), groups.starts.begin());
    std::vector<uint32_t> next(groups.starts.begin(), groups.starts.end() - 1);
    groups.members.resize(order.size());
    for (size_t i = 0; i < order.size(); ++i)
        groups.members[next[numbers[i]]++] = order[i];
}

void sortByDate(RowGroups& groups, const ItemRows& rows)
{
    for (uint32_t group = 0; group < groups.count(); ++group) {
        std::stable_sort(groups.members.begin() + groups.starts[group],
            groups.members.begin() + groups.starts[group + 1],
            [&rows](uint32_t a, uint32_t b) { return rows.item(a).date < rows.item(b).date; });
    }
}

} // namespace

QString groupName(GroupBy by)
{
    switch (by) {
    case GroupBy::Thread:
        return QStringLiteral("thread");
    case GroupBy::SenderDomain:
        return QStringLiteral("domain");
    case GroupBy::SourceIp:
        return QStringLiteral("ip");
    case GroupBy::Copies:
        return QStringLiteral("copies");
    case GroupBy::FuzzyCluster:
        return QStringLiteral("cluster");
    case GroupBy::Ja4:
        return QStringLiteral("ja4");
    case GroupBy::None:
        break;
    }
    return {};
}

GroupBy groupFromName(const QString& name)
{
    for (const GroupBy by : {GroupBy::Thread, GroupBy::SenderDomain, GroupBy::SourceIp, GroupBy::Copies,
             GroupBy::FuzzyCluster, GroupBy::Ja4}) {
        if (groupName(by) == name)
            return by;
    }
    return GroupBy::None;
}

Result<std::shared_ptr<const RowGroups>> groupRows(
    const ItemRows& rows, GroupBy by, const std::vector<uint32_t>& order, const RunContext& context)
{
    auto groups = std::make_shared<RowGroups>();
    groups->firstStands = by == GroupBy::Copies;
    groups->plainSingles = by == GroupBy::Copies || by == GroupBy::Thread || by == GroupBy::FuzzyCluster;
    GroupNumbers numbers;
    const auto numberOf = numbering(rows, by, numbers);
    std::vector<uint32_t> ofRow(order.size());
    for (size_t i = 0; i < order.size(); ++i) {
        if (i % checkEvery == 0 && context.stopRequested())
            return Error{ErrorCode::Cancelled, "", ""};
        ofRow[i] = numberOf(order[i]);
    }
    groups->keys = numbers.takeKeys();
    place(*groups, order, ofRow);
    if (by == GroupBy::Thread)
        sortByDate(*groups, rows);
    return std::shared_ptr<const RowGroups>(std::move(groups));
}

QString groupHeading(GroupBy by, const TableRows& tableRows, uint32_t row)
{
    const auto& rows = static_cast<const ItemRows&>(tableRows);
    const auto tr = [](const char* text) { return QCoreApplication::translate("assay::gui", text); };
    switch (by) {
    case GroupBy::SenderDomain: {
        const std::string domain = senderDomain(rows.items().from(row));
        return domain.empty() ? tr("No sender domain") : displayLine(domain, 200);
    }
    case GroupBy::SourceIp: {
        const std::optional<IpAddress> ip = rows.items().sourceIp(row);
        return ip ? QString::fromStdString(ip->toString()) : tr("No source IP");
    }
    case GroupBy::Ja4: {
        const std::string ja4 = indexedText(rows.snapshot(), row, TextColumn::Ja4);
        return ja4.empty() ? tr("No JA4") : displayLine(ja4, 100);
    }
    case GroupBy::Thread:
    case GroupBy::Copies:
    case GroupBy::FuzzyCluster:
    case GroupBy::None:
        break;
    }
    const std::string_view subject = rows.items().subject(row);
    return subject.empty() ? tr("No subject") : displayLine(subject, 300);
}

std::string senderDomain(std::string_view from)
{
    const size_t open = from.rfind('<');
    if (open != std::string_view::npos)
        from = from.substr(open + 1, from.find('>', open) - open - 1);
    const size_t at = from.rfind('@');
    if (at == std::string_view::npos)
        return {};
    from = from.substr(at + 1);
    from = from.substr(0, from.find_first_of(" \t,;>\""));
    std::string domain(from);
    bool ascii = true;
    for (char& c : domain) {
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    }
    return ascii ? domain : QString::fromStdString(domain).toCaseFolded().toStdString();
}

std::string threadOf(const CaseSnapshot& snapshot, uint32_t row)
{
    const ItemIndex::Piece* piece = PieceFinder(snapshot.index.get()).find(row);
    if (!piece)
        return {};
    const ValueColumn threads = piece->segment->texts(TextColumn::Thread);
    std::string text;
    threads.forEachValue(row - piece->firstRow, [&](uint32_t value) { text = threads.original(value); });
    return text;
}

} // namespace assay::gui
