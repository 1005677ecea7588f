// SPDX-License-Identifier: GPL-3.0-or-later
// Case::importLabels: labels that are known already, from a file or from the folders that mail was sorted into.
#include "core/casefile/casedata.h"
#include "core/casefile/itemfinder.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/feedback/folderlabel.h"

#include <algorithm>
#include <set>

namespace assay {
namespace {

using feedback::LabelRow;

constexpr size_t keptRejects = 1000;
constexpr size_t shownText = 200;
constexpr size_t mostRows = 20'000'000;
constexpr uint64_t largestTexts = uint64_t{256} << 20;

// Texts by number, each once.
class TextTable
{
public:
    uint32_t numberOf(const std::string& text)
    {
        const auto [entry, isNew] = m_numbers.try_emplace(text, static_cast<uint32_t>(m_texts.size()));
        if (isNew) {
            m_texts.push_back(text);
            m_bytes += text.size();
        }
        return entry->second;
    }
    const std::vector<std::string>& texts() const { return m_texts; }
    uint64_t bytes() const { return m_bytes; }

private:
    std::map<std::string, uint32_t> m_numbers;
    std::vector<std::string> m_texts;
    uint64_t m_bytes = 0;
};

// What a person sees of the line that was refused.
std::string shownName(const feedback::LabelLine& line)
{
    std::string name = line.label + " ";
    if (line.sha256)
        name += toHex(*line.sha256);
    else if (!line.path.empty())
        name += line.path + (line.item.empty() ? "" : " " + line.item);
    else
        name += line.messageId.empty() ? line.item : line.messageId;
    return toValidUtf8(std::string_view(name).substr(0, shownText));
}

// Turns the lines of a file into rows for the store.
class Matcher : public feedback::LabelFileSink
{
public:
    Matcher(ItemFinder finder, std::string author, LabelImportReport& report)
        : m_finder(std::move(finder))
        , m_author(std::move(author))
        , m_report(report)
    {
    }

    void line(feedback::LabelLine line) override
    {
        ++m_report.rows;
        if (m_error)
            return;
        const feedback::LabelKind* kind = feedback::findLabel(feedback::mailScheme(), line.label);
        if (!kind)
            kind = feedback::findLabel(feedback::trafficScheme(), line.label);
        if (!kind)
            return refuse(line.line, shownName(line), "the label is unknown");
        const auto items = m_finder.find(line);
        const bool isRefused = !items && items.error().subject.empty()
            && (items.error().code == ErrorCode::NotFound || items.error().code == ErrorCode::BadArgument);
        if (isRefused)
            return refuse(line.line, shownName(line), items.error().detail);
        if (!items) {
            m_error = items.error();
            return;
        }
        LabelRow row;
        row.label = kind->id;
        row.confidence = line.confidence;
        row.at = line.at;
        row.author = m_texts.numberOf(line.author.empty() ? m_author : line.author);
        row.note = m_texts.numberOf(line.note);
        for (const ItemId item : *items) {
            row.item = item;
            m_rows.push_back({row, line.line});
        }
        if (m_rows.size() > mostRows || m_texts.bytes() > largestTexts)
            m_error = Error{ErrorCode::LimitExceeded, "labels", "more than 20 million labels or 256 MiB of notes"};
    }

    void reject(uint64_t line, std::string text, std::string why) override
    {
        ++m_report.rows;
        refuse(line, std::move(text), std::move(why));
    }

    const std::optional<Error>& error() const { return m_error; }
    const std::vector<std::string>& texts() const { return m_texts.texts(); }

    // In the order of items. Of lines that label an item twice for one author the first one counts; another that says
    // something else is refused.
    std::vector<LabelRow> takeRows()
    {
        std::stable_sort(
            m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) { return a.row.item < b.row.item; });
        std::vector<LabelRow> rows;
        for (auto first = m_rows.begin(); first != m_rows.end();) {
            const auto last =
                std::find_if(first, m_rows.end(), [&](const Row& row) { return row.row.item != first->row.item; });
            takeItem(first, last, rows);
            ++m_report.matched;
            first = last;
        }
        m_rows = {};
        std::stable_sort(m_report.rejects.begin(), m_report.rejects.end(),
            [](const auto& a, const auto& b) { return a.line < b.line; });
        return rows;
    }

private:
    struct Row
    {
        LabelRow row;
        uint64_t line = 0;
    };

    void takeItem(std::vector<Row>::iterator first, std::vector<Row>::iterator last, std::vector<LabelRow>& rows)
    {
        std::map<uint32_t, const Row*> byAuthor;
        for (; first != last; ++first) {
            const auto [earlier, isNew] = byAuthor.try_emplace(first->row.author, &*first);
            if (isNew) {
                rows.push_back(first->row);
            } else if (earlier->second->row.label != first->row.label && m_refusedTwins.insert(first->line).second) {
                const feedback::LabelKind* kind = feedback::findLabel(first->row.label);
                refuse(first->line, std::string(kind->name) + " item " + std::to_string(first->row.item.value),
                    "line " + std::to_string(earlier->second->line) + " gives the item another label");
            }
        }
    }

    void refuse(uint64_t line, std::string text, std::string why)
    {
        ++m_report.rejected;
        if (m_report.rejects.size() < keptRejects)
            m_report.rejects.push_back({line, std::move(text), std::move(why)});
    }

    ItemFinder m_finder;
    std::string m_author;
    LabelImportReport& m_report;
    TextTable m_texts;
    std::vector<Row> m_rows;
    std::set<uint64_t> m_refusedTwins; // lines that mean several copies are refused once
    std::optional<Error> m_error;
};

// Bytes of a file from its beginning, with progress.
feedback::ReadBytes reading(const InputFile& file, const RunContext& context)
{
    return [&file, &context, at = uint64_t{0}](char* buffer, size_t length) mutable -> Result<size_t> {
        const auto count = file.readAt(at, buffer, length);
        if (count)
            at += *count;
        context.setDone(at);
        return count;
    };
}

// Label of a container by the name of a mailbox, the folders above it, and the source.
feedback::LabelId labelOfContainer(
    const std::string& format, const std::string& path, const std::string& folder, const std::string& source)
{
    const std::string title = std::filesystem::path(source).filename().string();
    const bool isMailbox = format.starts_with("mbox");
    if (isMailbox && !path.empty()) {
        const auto label = feedback::labelOfFolderName(path.substr(path.find_last_of("/!") + 1));
        if (label != feedback::noLabel)
            return label;
    }
    const auto label = feedback::labelOfFolderPath(folder);
    // A single message is no folder: its file name says nothing.
    const bool isFile = path.empty() && !isMailbox;
    return label != feedback::noLabel || isFile ? label : feedback::labelOfFolderName(title);
}

// Rows for the items of all containers whose place speaks of a label.
Result<std::vector<LabelRow>> rowsOfFolders(store::Database& database, const RunContext& context)
{
    auto containers =
        database.prepare("SELECT c.id,c.format,c.path,f.path,s.path FROM container c JOIN folder f ON f.id=c.folder "
                         "JOIN source s ON s.id=c.source");
    if (!containers)
        return containers.error();
    std::map<int64_t, feedback::LabelId> labels;
    for (auto there = containers->step(); !there || *there; there = containers->step()) {
        if (!there)
            return there.error();
        const auto text = [&](int column) { return std::string(containers->blob(column)); };
        const auto label = labelOfContainer(text(1), text(2), text(3), text(4));
        if (label != feedback::noLabel)
            labels[containers->number(0)] = label;
    }
    auto items = database.prepare("SELECT id,container FROM item ORDER BY id");
    if (!items)
        return items.error();
    std::vector<LabelRow> rows;
    for (auto there = items->step(); !there || *there; there = items->step()) {
        if (!there)
            return there.error();
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "labels", {}};
        const auto label = labels.find(items->number(1));
        if (label == labels.end())
            continue;
        LabelRow row;
        row.item = ItemId{static_cast<uint32_t>(items->number(0))};
        row.label = label->second;
        rows.push_back(row);
    }
    return rows;
}

// Takes away the rows of items that have a label; returns how many.
Result<uint64_t> leaveLabelled(store::Database& database, std::vector<LabelRow>& rows)
{
    auto labelled = database.prepare("SELECT item FROM label WHERE label<>0");
    if (!labelled)
        return labelled.error();
    std::set<uint32_t> items;
    for (auto there = labelled->step(); !there || *there; there = labelled->step()) {
        if (!there)
            return there.error();
        items.insert(static_cast<uint32_t>(labelled->number(0)));
    }
    return std::erase_if(rows, [&](const LabelRow& row) { return items.count(row.item.value) > 0; });
}

Result<LabelImportReport> importFile(store::Database& database, WriteGate& gate, const std::string& user,
    const std::filesystem::path& file, const RunContext& context)
{
    const auto input = InputFile::open(file);
    if (!input)
        return input.error();
    context.setTotal(input->size());
    auto finder = ItemFinder::create(database, context);
    if (!finder)
        return finder.error();
    LabelImportReport report;
    Matcher matcher(std::move(*finder), user, report);
    const auto read = feedback::readLabelFile(reading(*input, context), matcher, context);
    if (!read) {
        Error error = read.error();
        error.subject = file.string();
        return error;
    }
    if (matcher.error())
        return *matcher.error();
    const auto rows = matcher.takeRows();
    const std::string origin = toValidUtf8(file.filename().string());
    const auto pass = gate.enterFirst();
    auto operation = feedback::LabelStore(database).importLabels(rows, matcher.texts(), user, origin, context);
    if (!operation)
        return operation.error();
    report.operation = std::move(*operation);
    return report;
}

// Items that have a label keep it: who gave it looked closer than who sorted the mail.
Result<LabelImportReport> importFolders(
    store::Database& database, WriteGate& gate, const std::string& user, const RunContext& context)
{
    auto rows = rowsOfFolders(database, context);
    if (!rows)
        return rows.error();
    LabelImportReport report;
    report.rows = report.matched = rows->size();
    const auto pass = gate.enterFirst();
    const auto left = leaveLabelled(database, *rows);
    if (!left)
        return left.error();
    const std::vector<std::string> texts = {user, {}};
    for (LabelRow& row : *rows)
        row.note = 1;
    auto operation = feedback::LabelStore(database).importLabels(*rows, texts, user, "folder names", context);
    if (!operation)
        return operation.error();
    report.operation = std::move(*operation);
    report.operation.unchanged += *left;
    return report;
}

} // namespace

Result<LabelImportReport> Case::importLabels(const std::filesystem::path& file, const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    const std::string user = m_data->userName();
    return file.empty() ? importFolders(**database, m_data->gate, user, context)
                        : importFile(**database, m_data->gate, user, file, context);
}

} // namespace assay
