// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/labelcrash.h"

#include "core/casefile/case.h"
#include "core/store/database.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/killedchild.h"

#include <chrono>
#include <fstream>
#include <numeric>
#include <random>
#include <unistd.h>

namespace assay::test {
namespace {

constexpr uint32_t itemCount = 3000;

// What a child says of a change that was stored.
struct Acknowledged
{
    uint64_t operation = 0;
    uint64_t changed = 0;
    feedback::LabelId label = 0; // of a Label, else 0
    uint32_t item = UINT32_MAX; // of a single label
};

Result<feedback::Operation> step(Case& file, std::minstd_rand& random, Acknowledged& told)
{
    feedback::LabelRequest request;
    request.author = random() % 4 ? "ann" : "ben";
    request.label = static_cast<feedback::LabelId>(1 + random() % 5);
    const unsigned kind = random() % 8;
    if (kind == 6)
        return file.undo();
    if (kind == 7)
        return file.redo();
    std::vector<ItemId> items;
    const auto first = static_cast<uint32_t>(random() % itemCount);
    for (uint32_t i = 0; i < (kind < 4 ? 1u : 1000u); ++i)
        items.push_back(ItemId{(first + i) % itemCount});
    told.label = request.label;
    told.item = items.size() == 1 ? first : UINT32_MAX;
    return file.label(items, request);
}

[[noreturn]] void work(const std::filesystem::path& path, unsigned seed, int reports)
{
    auto file = Case::open(path, CaseMode::ReadWriteOnly);
    if (!file)
        _exit(2);
    std::minstd_rand random(seed);
    for (;;) {
        Acknowledged told;
        const auto done = step(**file, random, told);
        if (!done && done.error().code != ErrorCode::NotFound)
            _exit(3);
        if (!done || !done->isStored())
            continue;
        told.operation = done->id;
        told.changed = done->changed;
        if (write(reports, &told, sizeof told) != sizeof told)
            _exit(4);
    }
}

class Checker
{
public:
    Checker(Case& file, const std::filesystem::path& path, std::vector<std::string>& faults)
        : m_case(file)
        , m_database(store::Database::open(path, store::OpenMode::ReadOnly))
        , m_faults(faults)
    {
    }

    void check(const std::vector<Acknowledged>& told)
    {
        if (!m_database)
            return fault("the case cannot be read: " + m_database.error().toString());
        for (const Acknowledged& change : told)
            checkTold(change);
        // Bulks are whole: as many events as the operation says, and the last event of an item is its label.
        expectNone("SELECT count(*) FROM operation o WHERE o.events<>"
                   "(SELECT count(*) FROM label_event e WHERE e.id>=o.first_event AND e.id<o.first_event+o.events "
                   "AND e.operation=o.id)",
            "operations with other events than they say");
        expectNone("SELECT count(*) FROM label_event WHERE operation NOT IN (SELECT id FROM operation)",
            "events without their operation");
        expectNone("SELECT count(*) FROM label l JOIN label_event e ON e.id=l.event WHERE l.label<>e.label OR "
                   "l.author<>e.author OR l.at<>e.at OR e.id<>(SELECT max(id) FROM label_event WHERE item=l.item)",
            "labels that do not follow from the history");
        expectNone("SELECT (SELECT count(*) FROM operation)+1-(SELECT count(*) FROM audit)",
            "operations without their audit entry");
        const auto audit = m_case.verifyAudit();
        if (!audit || audit->firstBroken)
            fault("the audit log is broken: " + (audit ? audit->reason : audit.error().toString()));
        const auto checked = m_case.check({});
        if (!checked || !checked->problems.empty())
            fault("the file is not sound");
    }

private:
    void checkTold(const Acknowledged& change)
    {
        const auto items = m_case.changedItems(change.operation);
        if (!items)
            return fault("operation " + std::to_string(change.operation) + " is lost");
        if (items->size() != change.changed)
            fault("operation " + std::to_string(change.operation) + " changed another number of items");
        if (change.item == UINT32_MAX)
            return;
        const auto history = m_case.labelHistory(ItemId{change.item});
        const bool isThere = history && std::any_of(history->begin(), history->end(), [&](const auto& event) {
            return event.operation == change.operation && event.label == change.label;
        });
        if (!isThere)
            fault("the label of operation " + std::to_string(change.operation) + " is lost");
    }

    void expectNone(const char* sql, const char* what)
    {
        const auto count = m_database->number(sql);
        if (!count || *count != 0)
            fault(what);
    }

    void fault(std::string text) { m_faults.push_back(std::move(text)); }

    Case& m_case;
    Result<store::Database> m_database;
    std::vector<std::string>& m_faults;
};

KilledChild<Acknowledged> runChild(const std::filesystem::path& path, std::minstd_rand& random)
{
    const auto seed = static_cast<unsigned>(random());
    const auto delay = std::chrono::microseconds(random() % 200'000);
    return runUntilKilled<Acknowledged>(delay, [&](int reports) { work(path, seed, reports); });
}

} // namespace

LabelCrashReport runLabelCrashRounds(const std::filesystem::path& folder, unsigned rounds, unsigned seed)
{
    LabelCrashReport report;
    const auto path = folder / "crash.assay";
    {
        const auto box = folder / "crash.mbox";
        std::ofstream(box) << sampleBox(itemCount);
        const auto made = Case::create(path);
        if (!made || !(*made)->add(box, {}, plainContext())) {
            report.faults.emplace_back("the case cannot be made");
            return report;
        }
    }
    std::minstd_rand random(seed);
    for (unsigned round = 0; round < rounds && report.faults.empty(); ++round) {
        const auto [told, wasKilled] = runChild(path, random);
        report.acknowledged += told.size();
        report.killed += wasKilled ? 1 : 0;
        const auto opened = Case::open(path);
        if (!opened || (*opened)->isReadOnly()) {
            report.faults.emplace_back("the case cannot be opened for writing");
            return report;
        }
        Checker(**opened, path, report.faults).check(told);
    }
    return report;
}

} // namespace assay::test
