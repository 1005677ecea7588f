// SPDX-License-Identifier: GPL-3.0-or-later
// Case::check.
#include "core/casefile/casedata.h"

#include "core/base/file.h"

namespace assay {
namespace {

Result<void> checkStructure(store::Database& database, std::vector<std::string>& problems)
{
    constexpr size_t mostProblems = 100;
    for (const char* pragma : {"PRAGMA integrity_check(100)", "PRAGMA foreign_key_check"}) {
        auto rows = database.prepare(pragma);
        if (!rows)
            return rows.error();
        for (auto there = rows->step(); !there || *there; there = rows->step()) {
            if (!there)
                return there.error();
            const std::string text(rows->text(0));
            if (text != "ok" && problems.size() < mostProblems)
                problems.push_back(text);
        }
    }
    return {};
}

// Counts that are kept beside the rows that they count.
Result<void> checkCounts(store::Database& database, std::vector<std::string>& problems)
{
    const auto wrong = database.number("SELECT count(*) FROM source s WHERE s.items<>"
                                       "(SELECT coalesce(sum(f.items),0) FROM folder f WHERE f.source=s.id)");
    if (!wrong)
        return wrong.error();
    const auto items = database.number("SELECT count(*)-(SELECT coalesce(sum(items),0) FROM source) FROM item");
    if (!items)
        return items.error();
    const auto gaps = database.number("SELECT coalesce(max(id)+1,0)-count(*) FROM item");
    if (!gaps)
        return gaps.error();
    const auto lost = database.number(
        "SELECT count(*) FROM scan_item WHERE hits>0 AND NOT EXISTS(SELECT 1 FROM scan_hits WHERE id=scan<<32|item)");
    if (!lost)
        return lost.error();
    if (*wrong != 0)
        problems.push_back("the items of " + std::to_string(*wrong) + " sources are miscounted");
    if (*items != 0)
        problems.push_back("items and the counts of the sources differ by " + std::to_string(*items));
    if (*gaps != 0)
        problems.push_back(std::to_string(*gaps) + " items are missing");
    if (*lost != 0)
        problems.push_back("the hits of " + std::to_string(*lost) + " scanned items are missing");
    return {};
}

// The error that a container's file has now, if any.
std::optional<Error> fileTrouble(const std::filesystem::path& file, const FileStamp& stamp)
{
    const auto opened = InputFile::open(file);
    if (!opened)
        return opened.error();
    if (opened->stamp().size != stamp.size || opened->stamp().modifiedNs != stamp.modifiedNs)
        return Error{ErrorCode::Changed, file.string(), {}};
    return std::nullopt;
}

Result<void> checkSources(store::Database& database, CheckReport& report, const RunContext& context)
{
    auto rows = database.prepare("SELECT s.path,c.path,c.size,c.modified_ns FROM container c "
                                 "JOIN source s ON s.id=c.source ORDER BY c.id");
    if (!rows)
        return rows.error();
    std::filesystem::path last;
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, database.path().string(), {}};
        const std::string inside(rows->blob(1));
        std::filesystem::path file = std::string(rows->blob(0));
        const std::string outer = inside.substr(0, inside.find('!'));
        std::error_code ignored;
        if (!outer.empty() && !std::filesystem::is_regular_file(file, ignored))
            file /= outer;
        if (file == last)
            continue;
        last = file;
        FileStamp stamp;
        stamp.size = static_cast<uint64_t>(rows->number(2));
        stamp.modifiedNs = rows->number(3);
        if (auto trouble = fileTrouble(file, stamp))
            report.sources.emplace_back(file, std::move(*trouble));
    }
    return {};
}

} // namespace

Result<CheckReport> Case::check(const RunContext& context) const
{
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    CheckReport report;
    for (const auto& step : {&checkStructure, &checkCounts}) {
        const auto checked = (*step)(**database, report.problems);
        if (!checked)
            return checked.error();
    }
    const auto sources = checkSources(**database, report, context);
    if (!sources)
        return sources.error();
    return report;
}

} // namespace assay
