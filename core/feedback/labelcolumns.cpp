// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots of all labels and marks.
#include "core/feedback/labelstore.h"

#include "core/feedback/operations.h"

#include <algorithm>

namespace assay::feedback {
namespace {

// Everything is read as of one commit.
class ReadTransaction
{
public:
    explicit ReadTransaction(store::Database& database)
        : m_database(database)
        , m_begun(database.execute("BEGIN"))
    {
    }
    ~ReadTransaction()
    {
        if (m_begun)
            (void)m_database.execute("ROLLBACK");
    }
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;
    const Result<void>& begun() const { return m_begun; }

private:
    store::Database& m_database;
    Result<void> m_begun;
};

class ColumnBuilder
{
public:
    ColumnBuilder(store::Database& database, const LabelColumns* previous, uint32_t items, const RunContext& context)
        : m_database(database)
        , m_context(context)
        , m_items(items)
    {
        if (previous)
            m_columns = *previous;
        m_known = static_cast<uint32_t>(std::min<size_t>(m_columns.labels.size(), items));
        m_columns.labels.resize(items);
        m_columns.confidence.resize(items);
        m_columns.at.resize(items);
        m_columns.author.resize(items);
        m_columns.marks.resize(items);
    }

    // Rows that were there before: what operations since then changed. Rows that are new: all that is said of them.
    Result<LabelColumns> build(uint64_t version)
    {
        auto read = readAuthors();
        if (read && m_known > 0 && version > m_columns.version)
            read = readChanges();
        if (read && m_known < m_items)
            read = readRows();
        if (!read)
            return read.error();
        m_columns.version = version;
        const auto unlabelled = std::count(m_columns.labels.begin(), m_columns.labels.end(), noLabel);
        m_columns.labelled = m_items - static_cast<uint64_t>(unlabelled);
        return std::move(m_columns);
    }

private:
    template <typename Take>
    Result<void> forEach(store::Statement& rows, const Take& take)
    {
        for (uint32_t count = 0;; ++count) {
            if (count % 4096 == 0 && m_context.stopRequested())
                return Error{ErrorCode::Cancelled, m_database.path().string(), {}};
            const auto there = rows.step();
            if (!there)
                return there.error();
            if (!*there)
                return {};
            const int64_t item = rows.number(0);
            if (item >= 0 && item < int64_t{m_items})
                take(static_cast<uint32_t>(item), rows);
        }
    }

    Result<void> readAuthors()
    {
        auto rows = m_database.prepare("SELECT id,name FROM author WHERE id BETWEEN ?1 AND 65535 ORDER BY id");
        if (!rows)
            return rows.error();
        if (m_columns.authors.empty())
            m_columns.authors.emplace_back();
        rows->bind(1, static_cast<int64_t>(m_columns.authors.size()));
        for (auto there = rows->step(); !there || *there; there = rows->step()) {
            if (!there)
                return there.error();
            m_columns.authors.resize(static_cast<size_t>(rows->number(0)) + 1);
            m_columns.authors.back() = rows->text(1);
        }
        return {};
    }

    // Columns 1 ... 5: label, author, at, confidence, conflict.
    void takeLabel(uint32_t row, const store::Statement& values)
    {
        const auto label = static_cast<LabelId>(values.number(1));
        const bool isSet = label != noLabel;
        const int64_t author = isSet ? values.number(2) : 0;
        m_columns.labels[row] = label;
        m_columns.author[row] =
            author > 0 && author < std::ssize(m_columns.authors) ? static_cast<uint16_t>(author) : uint16_t{0};
        m_columns.at[row] = isSet ? values.number(3) : 0;
        m_columns.confidence[row] = isSet ? static_cast<uint8_t>(values.number(4)) : uint8_t{0};
        setMark(row, markConflict, values.number(5) != 0);
    }

    void setMark(uint32_t row, uint8_t mark, bool on)
    {
        uint8_t& marks = m_columns.marks[row];
        marks = static_cast<uint8_t>(on ? marks | mark : marks & ~mark);
    }

    Result<void> readRows()
    {
        auto labels = m_database.prepare(
            "SELECT item,label,author,at,confidence,conflict FROM label WHERE item>=?1 ORDER BY item");
        if (!labels)
            return labels.error();
        labels->bind(1, int64_t{m_known});
        const auto read =
            forEach(*labels, [&](uint32_t row, const store::Statement& values) { takeLabel(row, values); });
        if (!read)
            return read;
        for (const auto& [mark, sql] : {std::pair{markBookmarked, "SELECT item FROM bookmark WHERE item>=?1"},
                 std::pair{markNote, "SELECT item FROM note WHERE item>=?1"}}) {
            auto rows = m_database.prepare(sql);
            if (!rows)
                return rows.error();
            rows->bind(1, int64_t{m_known});
            const uint8_t bit = mark;
            const auto marked = forEach(*rows, [&](uint32_t row, const store::Statement&) { setMark(row, bit, true); });
            if (!marked)
                return marked;
        }
        return readTags();
    }

    Result<void> readTags()
    {
        auto rows = m_database.prepare("SELECT i.item,t.name FROM tag t JOIN item_tag i ON i.tag=t.id WHERE i.item>=?1 "
                                       "ORDER BY i.tag,i.item");
        if (!rows)
            return rows.error();
        rows->bind(1, int64_t{m_known});
        return forEach(*rows, [&](uint32_t row, const store::Statement& values) {
            const std::string_view name = values.text(1);
            auto tag = m_columns.tags.find(name);
            if (tag == m_columns.tags.end())
                tag = m_columns.tags.emplace(std::string(name), std::vector<uint32_t>()).first;
            tag->second.push_back(row);
            setMark(row, markTags, true);
        });
    }

    Result<void> readChanges()
    {
        auto rows = m_database.prepare("SELECT id FROM operation WHERE id>?1 ORDER BY id");
        if (!rows)
            return rows.error();
        rows->bind(1, static_cast<int64_t>(m_columns.version));
        for (auto there = rows->step(); !there || *there; there = rows->step()) {
            if (!there)
                return there.error();
            const auto operation = readOperation(m_database, static_cast<uint64_t>(rows->number(0)));
            if (!operation)
                return operation.error();
            const auto applied = apply(*operation);
            if (!applied)
                return applied;
        }
        return {};
    }

    Result<void> apply(const StoredOperation& stored)
    {
        const OperationKind subject = stored.operation.subject;
        if (subject == OperationKind::Fuzzy)
            return {}; // changes nothing of an item
        auto rows = m_database.prepare(isAboutLabels(subject)
                ? "SELECT item,label,author,at,confidence,conflict FROM label_event WHERE id BETWEEN ?1 AND ?2"
                : "SELECT item,after FROM mark_event WHERE id BETWEEN ?1 AND ?2");
        if (!rows)
            return rows.error();
        rows->bind(1, stored.events.first).bind(2, stored.events.first + stored.events.count - 1);
        if (subject == OperationKind::Tag)
            return applyTag(*rows, stored.operation.text);
        return forEach(*rows, [&](uint32_t row, const store::Statement& values) {
            if (row >= m_known)
                return; // read as a whole
            if (isAboutLabels(subject))
                takeLabel(row, values);
            else
                setMark(row, subject == OperationKind::Note ? markNote : markBookmarked, !values.text(1).empty());
        });
    }

    Result<void> applyTag(store::Statement& rows, const std::string& name)
    {
        std::vector<uint32_t> added, removed;
        const auto read = forEach(rows, [&](uint32_t row, const store::Statement& values) {
            if (row < m_known)
                (values.text(1).empty() ? removed : added).push_back(row);
        });
        if (!read)
            return read;
        std::vector<uint32_t>& tagged = m_columns.tags[name];
        for (std::vector<uint32_t>* changed : {&added, &removed})
            std::sort(changed->begin(), changed->end());
        std::vector<uint32_t> kept, all;
        std::set_difference(tagged.begin(), tagged.end(), removed.begin(), removed.end(), std::back_inserter(kept));
        std::set_union(kept.begin(), kept.end(), added.begin(), added.end(), std::back_inserter(all));
        tagged = std::move(all);
        if (tagged.empty())
            m_columns.tags.erase(name);
        for (const uint32_t row : added)
            setMark(row, markTags, true);
        for (const uint32_t row : removed)
            setMark(row, markTags, isTagged(row));
        return {};
    }

    bool isTagged(uint32_t row) const
    {
        return std::any_of(m_columns.tags.begin(), m_columns.tags.end(),
            [&](const auto& tag) { return std::binary_search(tag.second.begin(), tag.second.end(), row); });
    }

    store::Database& m_database;
    const RunContext& m_context;
    LabelColumns m_columns;
    uint32_t m_items;
    uint32_t m_known = 0; // rows that `previous` had
};

} // namespace

Result<std::shared_ptr<const LabelColumns>> LabelStore::columns(
    uint32_t items, std::shared_ptr<const LabelColumns> previous, const RunContext& context) const
{
    const ReadTransaction reading(m_database);
    if (!reading.begun())
        return reading.begun().error();
    const auto version = m_database.number("SELECT coalesce(max(id),0) FROM operation");
    if (!version)
        return version.error();
    const auto newest = static_cast<uint64_t>(*version);
    // Shorter than before, or of another case: begin anew.
    if (previous && (previous->labels.size() > items || previous->version > newest))
        previous.reset();
    if (previous && previous->labels.size() == items && previous->version == newest)
        return previous;
    ColumnBuilder builder(m_database, previous.get(), items, context);
    auto columns = builder.build(newest);
    if (!columns)
        return columns.error();
    return std::shared_ptr<const LabelColumns>(std::make_shared<LabelColumns>(std::move(*columns)));
}

} // namespace assay::feedback
