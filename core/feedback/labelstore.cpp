// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/labelstore.h"

#include "core/feedback/labelwriter.h"

#include <optional>

namespace assay::feedback {
namespace {

constexpr size_t itemsBetweenLooks = 1024; // at the stop token

Result<void> checkRequest(const LabelRequest& request)
{
    if (request.label != noLabel && !findLabel(request.label))
        return Error{ErrorCode::BadArgument, "label " + std::to_string(request.label), "there is no such label"};
    if (request.confidence > 100)
        return Error{ErrorCode::BadArgument, "confidence", "must be a percentage"};
    return checkTexts(request.author, request.note, request.query);
}

Result<void> checkRow(const LabelRow& row, size_t texts)
{
    if (row.label == noLabel || !findLabel(row.label) || row.confidence > 100 || row.author >= texts
        || row.note >= texts)
        return Error{ErrorCode::BadArgument, "item " + std::to_string(row.item.value), "its label is off"};
    return {};
}

// Numbers of the authors that rows name, by their place in the texts.
Result<std::map<uint32_t, int64_t>> numberAuthors(
    store::Database& database, std::span<const LabelRow> rows, std::span<const std::string> texts)
{
    std::map<uint32_t, int64_t> numbers;
    for (const LabelRow& row : rows) {
        if (numbers.count(row.author))
            continue;
        const auto checked = checkTexts(texts[row.author], {}, {});
        if (!checked)
            return checked.error();
        const auto number = numberOf(database, "author", texts[row.author]);
        if (!number)
            return number.error();
        numbers[row.author] = *number;
    }
    return numbers;
}

// Rows of one item stand together; it may have one of each author.
Result<void> writeRows(LabelWriter& writer, const std::map<uint32_t, int64_t>& authors,
    std::span<const std::string> texts, std::span<const LabelRow> rows, Change& change, const RunContext& context)
{
    Operation& operation = change.operation();
    std::map<LabelId, uint64_t> after;
    for (size_t i = 0; i < rows.size();) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, operation.text, {}};
        const ItemId item = rows[i].item;
        std::optional<LabelId> before;
        LabelId last = noLabel;
        for (; i < rows.size() && rows[i].item == item; ++i) {
            const LabelRow& row = rows[i];
            const auto isChanged = writer.set(item,
                NewLabel{row.label, authors.at(row.author), row.at != 0 ? row.at : operation.at, row.confidence,
                    texts[row.note]});
            if (!isChanged)
                return isChanged.error();
            if (*isChanged && !before)
                before = writer.labelBefore();
            last = row.label;
        }
        ++(before ? operation.changed : operation.unchanged);
        if (before) {
            ++operation.before[*before];
            ++after[last];
        }
        context.setDone(i);
    }
    change.describe({}, labelCountsText(after));
    return {};
}

} // namespace

Result<Operation> LabelStore::label(
    std::span<const ItemId> items, const LabelRequest& request, const RunContext& context)
{
    auto checked = checkRequest(request);
    if (checked)
        checked = checkItems(m_database, items);
    if (!checked)
        return checked.error();
    std::vector<ItemId> copy;
    const auto unique = ascending(items, copy);
    auto change = Change::begin(m_database, OperationKind::Label, request.author);
    if (!change)
        return change.error();
    Operation& operation = change->operation();
    operation.text = labelName(request.label);
    operation.query = request.query;
    change->describe({}, operation.text);
    const auto author = numberOf(m_database, "author", request.author);
    if (!author)
        return author.error();
    auto writer = LabelWriter::create(m_database, *change);
    if (!writer)
        return writer.error();
    const NewLabel label{request.label, *author, operation.at, request.confidence, request.note};
    context.setTotal(unique.size());
    for (size_t i = 0; i < unique.size(); ++i) {
        if (i % itemsBetweenLooks == 0 && context.stopRequested())
            return Error{ErrorCode::Cancelled, operation.text, {}};
        const auto isChanged = writer->set(unique[i], label);
        if (!isChanged)
            return isChanged.error();
        ++(*isChanged ? operation.changed : operation.unchanged);
        if (*isChanged)
            ++operation.before[writer->labelBefore()];
        context.setDone(i + 1);
    }
    return change->commit(unique);
}

Result<Operation> LabelStore::importLabels(std::span<const LabelRow> rows, std::span<const std::string> texts,
    std::string_view author, std::string_view origin, const RunContext& context)
{
    auto checked = checkTexts(author, {}, origin);
    std::vector<ItemId> items;
    items.reserve(rows.size());
    for (const LabelRow& row : rows) {
        if (checked)
            checked = checkRow(row, texts.size());
        items.push_back(row.item);
    }
    if (checked)
        checked = checkItems(m_database, items);
    if (!checked)
        return checked.error();
    auto change = Change::begin(m_database, OperationKind::Import, author);
    if (!change)
        return change.error();
    Operation& operation = change->operation();
    operation.text = origin;
    const auto authors = numberAuthors(m_database, rows, texts);
    if (!authors)
        return authors.error();
    auto writer = LabelWriter::create(m_database, *change);
    if (!writer)
        return writer.error();
    const auto done = writeRows(*writer, *authors, texts, rows, *change, context);
    if (!done)
        return done.error();
    return change->commit(items);
}

} // namespace assay::feedback
