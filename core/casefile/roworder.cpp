// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/roworder.h"

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

// What one term sorts by: at each level a number a row, and whether rows that are equal there must go a level deeper.
class SortKeys
{
public:
    virtual ~SortKeys() = default;
    virtual uint64_t key(uint32_t row, size_t level) const = 0;
    virtual bool goesOn(uint64_t key, size_t level) const = 0;
};

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
    TextKeys(std::function<std::string_view(uint32_t row)> text, const std::vector<uint32_t>& rows)
        : m_text(std::move(text))
    {
        for (const uint32_t row : rows) {
            const std::string_view original = m_text(row).substr(0, comparedBytes);
            if (isAscii(original))
                continue;
            const auto [entry, isNew] = m_ends.try_emplace(row, std::pair<uint64_t, uint32_t>{m_pool.size(), 0});
            m_pool += foldedForSearch(original);
            entry->second.second = static_cast<uint32_t>(m_pool.size() - entry->second.first);
        }
    }
    uint64_t key(uint32_t row, size_t level) const override
    {
        const auto folded = m_ends.empty() ? m_ends.end() : m_ends.find(row);
        if (folded != m_ends.end())
            return bytesAt(
                std::string_view(m_pool).substr(folded->second.first, folded->second.second), level * keyBytes);
        const std::string_view text = m_text(row).substr(0, comparedBytes);
        const size_t offset = level * keyBytes;
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
    std::function<std::string_view(uint32_t)> m_text;
    std::unordered_map<uint32_t, std::pair<uint64_t, uint32_t>> m_ends; // place in the pool by row
    std::string m_pool;
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

struct Term
{
    std::unique_ptr<const SortKeys> keys;
    bool descending = false;
};

struct Entry
{
    uint64_t key = 0;
    uint32_t row = 0;
    bool operator<(const Entry& other) const { return key != other.key ? key < other.key : row < other.row; }
};

class Sorter
{
public:
    Sorter(const std::vector<Term>& terms, const std::vector<uint32_t>& rows)
        : m_terms(terms)
        , m_entries(rows.size())
    {
        for (size_t i = 0; i < rows.size(); ++i)
            m_entries[i].row = rows[i];
    }

    bool run(const RunContext& context)
    {
        sortWhole(context);
        while (!m_runs.empty()) {
            if (context.stopRequested())
                return false;
            const Run run = m_runs.back();
            m_runs.pop_back();
            fillKeys(run);
            std::sort(m_entries.begin() + run.begin, m_entries.begin() + run.end);
            addRuns(run);
        }
        return !context.stopRequested();
    }
    std::vector<uint32_t> rows() const
    {
        std::vector<uint32_t> rows(m_entries.size());
        std::transform(m_entries.begin(), m_entries.end(), rows.begin(), [](const Entry& entry) { return entry.row; });
        return rows;
    }

private:
    // Entries [begin, end) that are equal in everything before this level of this term.
    struct Run
    {
        std::ptrdiff_t begin = 0, end = 0;
        size_t term = 0, level = 0;
    };

    void fillKeys(const Run& run)
    {
        const Term& term = m_terms[run.term];
        for (std::ptrdiff_t i = run.begin; i < run.end; ++i) {
            Entry& entry = m_entries[static_cast<size_t>(i)];
            const uint64_t key = term.keys->key(entry.row, run.level);
            entry.key = term.descending ? ~key : key;
        }
    }

    // The first pass has all rows: in parallel, in pieces that are merged.
    void sortWhole(const RunContext& context)
    {
        const auto count = static_cast<std::ptrdiff_t>(m_entries.size());
        const Run whole{0, count, 0, 0};
        if (m_terms.empty() || count < 2)
            return;
        const auto pieces = static_cast<std::ptrdiff_t>(context.workers());
        const auto at = [&](std::ptrdiff_t piece) { return count * piece / pieces; };
        parallelFor(static_cast<size_t>(pieces), context, [&](size_t i, unsigned) {
            const auto piece = static_cast<std::ptrdiff_t>(i);
            fillKeys(Run{at(piece), at(piece + 1), 0, 0});
            std::sort(m_entries.begin() + at(piece), m_entries.begin() + at(piece + 1));
        });
        for (std::ptrdiff_t piece = 1; piece < pieces && !context.stopRequested(); ++piece)
            std::inplace_merge(m_entries.begin(), m_entries.begin() + at(piece), m_entries.begin() + at(piece + 1));
        addRuns(whole);
    }

    void addRuns(const Run& run)
    {
        for (std::ptrdiff_t begin = run.begin; begin < run.end;) {
            const uint64_t key = m_entries[static_cast<size_t>(begin)].key;
            std::ptrdiff_t end = begin + 1;
            while (end < run.end && m_entries[static_cast<size_t>(end)].key == key)
                ++end;
            if (end - begin > 1)
                addRun(run, begin, end, key);
            begin = end;
        }
    }

    void addRun(const Run& run, std::ptrdiff_t begin, std::ptrdiff_t end, uint64_t key)
    {
        const Term& term = m_terms[run.term];
        if (term.keys->goesOn(term.descending ? ~key : key, run.level))
            m_runs.push_back(Run{begin, end, run.term, run.level + 1});
        else if (run.term + 1 < m_terms.size())
            m_runs.push_back(Run{begin, end, run.term + 1, 0});
    }

    const std::vector<Term>& m_terms;
    std::vector<Entry> m_entries;
    std::vector<Run> m_runs; // to be sorted yet
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

constexpr std::string_view sortable[] = {
    "id", "date", "size", "score", "action", "hits", "from", "subject", "ip", "source", "folder", "defects"};

std::unique_ptr<const SortKeys> keysOf(
    const CaseSnapshot& snapshot, std::string_view name, const std::vector<uint32_t>& rows)
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
    if (name == "defects")
        return numbers([&items](uint32_t row) { return worstDefect(items.row(row).defects); });
    if (name == "from")
        return std::make_unique<TextKeys>([&items](uint32_t row) { return items.from(row); }, rows);
    if (name == "subject")
        return std::make_unique<TextKeys>([&items](uint32_t row) { return items.subject(row); }, rows);
    if (name == "ip")
        return std::make_unique<AddressKeys>(items);
    if (name == "source" || name == "folder")
        return numbers([&items, ranks = ranksOf(*snapshot.sources)](uint32_t row) {
            const auto rank = ranks.find(items.row(row).folder);
            return rank == ranks.end() ? none : rank->second;
        });
    return nullptr;
}

} // namespace

Result<std::vector<OrderTerm>> parseOrder(std::string_view text)
{
    std::vector<OrderTerm> order;
    while (!text.empty()) {
        const size_t comma = std::min(text.find(','), text.size());
        std::string_view name = trimmed(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        OrderTerm term;
        term.descending = !name.empty() && name.front() == '-';
        if (term.descending)
            name.remove_prefix(1);
        term.name = toAsciiLower(name);
        if (std::find(std::begin(sortable), std::end(sortable), term.name) == std::end(sortable))
            return Error{ErrorCode::BadArgument, std::string(name), "items cannot be sorted by this"};
        order.push_back(std::move(term));
    }
    return order;
}

Result<std::vector<uint32_t>> orderRows(const CaseSnapshot& snapshot, const std::vector<OrderTerm>& order,
    std::vector<uint32_t> rows, const RunContext& context)
{
    std::vector<Term> terms;
    for (const OrderTerm& wanted : order) {
        auto keys = keysOf(snapshot, wanted.name, rows);
        if (!keys)
            return Error{ErrorCode::BadArgument, wanted.name, "items cannot be sorted by this"};
        terms.push_back(Term{std::move(keys), wanted.descending});
    }
    if (terms.empty())
        return rows;
    Sorter sorter(terms, rows);
    if (!sorter.run(context))
        return Error{ErrorCode::Cancelled, "order", {}};
    return sorter.rows();
}

} // namespace assay
