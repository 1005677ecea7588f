// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/train/registrycrash.h"

#include "core/train/registry.h"
#include "tests/core/train/registrysample.h"
#include "tests/support/killedchild.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <set>

namespace assay::test {
namespace {

using train::Registry;
using train::VersionInfo;

// What a child says before and after a change.
struct Record
{
    enum Kind : char { Will, Published, Current, Removed } kind = Will;
    char target[32] = {}; // of Will: what "current" may be then
};

class Worker
{
public:
    Worker(const std::filesystem::path& folder, unsigned seed, int reports)
        : m_folder(folder)
        , m_registry(folder / "models")
        , m_random(seed)
        , m_reports(reports)
    {
    }
    [[noreturn]] void work()
    {
        for (;;) {
            const unsigned kind = m_random() % 8;
            if (kind < 3)
                publish();
            else if (kind < 6)
                promote();
            else if (kind == 6)
                rollBack();
            else
                remove();
        }
    }

private:
    void tell(Record::Kind kind, const std::string& target)
    {
        Record record;
        record.kind = kind;
        std::strncpy(record.target, target.c_str(), sizeof record.target - 1);
        if (write(m_reports, &record, sizeof record) != sizeof record)
            _exit(4);
    }
    void publish()
    {
        const auto staged = stagedModel(m_folder / "staged", static_cast<unsigned>(m_random()));
        tell(Record::Will, "");
        const auto published = m_registry.publish(staged, {"forest"});
        if (!published)
            _exit(5);
        tell(Record::Published, published->id);
    }
    void promote()
    {
        const auto all = m_registry.list();
        if (!all || all->empty())
            return;
        const VersionInfo& target = (*all)[m_random() % all->size()];
        tell(Record::Will, target.id);
        if (!m_registry.promote({"forest", target.id}))
            _exit(6);
        tell(Record::Current, target.id);
    }
    void rollBack()
    {
        const auto previous = m_registry.find("forest", "previous");
        if (!previous)
            return;
        tell(Record::Will, previous->id);
        if (!m_registry.rollBack("forest", "", ""))
            _exit(7);
        tell(Record::Current, previous->id);
    }
    void remove()
    {
        const auto all = m_registry.list();
        for (size_t i = all ? all->size() : 0; i-- > 3;) {
            if (!(*all)[i].aliases.empty())
                continue;
            tell(Record::Removed, (*all)[i].id); // from here on it may be gone
            if (!m_registry.remove("forest", (*all)[i].id, ""))
                _exit(8);
            return;
        }
    }

    std::filesystem::path m_folder;
    Registry m_registry;
    std::minstd_rand m_random;
    int m_reports;
};

// What must be there, from all rounds so far.
struct Expected
{
    std::set<std::string> versions;
    std::string current, maybe; // one of both

    void apply(const std::vector<Record>& told)
    {
        for (const Record& record : told) {
            const std::string target = record.target;
            if (record.kind == Record::Published)
                versions.insert(target);
            else if (record.kind == Record::Removed)
                versions.erase(target);
            else if (record.kind == Record::Current)
                current = target;
            maybe = record.kind == Record::Will ? target : std::string();
        }
    }
};

} // namespace

std::vector<std::string> registryFaults(const std::filesystem::path& folder)
{
    std::vector<std::string> faults;
    const Registry registry(folder);
    const auto all = registry.list();
    if (!all)
        return {"the registry cannot be listed: " + all.error().toString()};
    std::set<std::pair<std::string, uint64_t>> numbers;
    for (const VersionInfo& info : *all) {
        if (!numbers.emplace(info.model, info.number).second)
            faults.push_back("number " + std::to_string(info.number) + " stands twice");
        if (const auto stored = registry.load(info.model, info.id); !stored)
            faults.push_back("a version does not load: " + stored.error().toString());
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_directory())
            continue;
        const std::string model = entry.path().filename().string();
        for (const char* alias : {"current", "previous", "candidate"}) {
            if (std::filesystem::exists(entry.path() / alias) && !std::filesystem::exists(entry.path() / ".move")
                && !registry.find(model, alias))
                faults.push_back(std::string(alias) + " of " + model + " points nowhere");
        }
    }
    if (const auto decisions = registry.decisions(); !decisions)
        faults.push_back("the decisions cannot be read");
    return faults;
}

RegistryCrashReport runRegistryCrashRounds(const std::filesystem::path& folder, unsigned rounds, unsigned seed)
{
    RegistryCrashReport report;
    Expected expected;
    std::minstd_rand random(seed);
    for (unsigned round = 0; round < rounds && report.faults.empty(); ++round) {
        const auto childSeed = static_cast<unsigned>(random());
        const auto delay = std::chrono::microseconds(random() % 150'000);
        const auto [told, wasKilled] =
            runUntilKilled<Record>(delay, [&](int reports) { Worker(folder, childSeed, reports).work(); });
        report.killed += wasKilled ? 1 : 0;
        report.acknowledged += static_cast<uint64_t>(
            std::count_if(told.begin(), told.end(), [](const Record& record) { return record.kind != Record::Will; }));
        expected.apply(told);
        report.faults = registryFaults(folder / "models");
        const Registry registry(folder / "models");
        for (const std::string& id : expected.versions) {
            if (!registry.find("forest", id))
                report.faults.push_back("version " + id + " is lost");
        }
        const auto current = registry.find("forest", "current");
        const std::string now = current ? current->id : std::string();
        if (now != expected.current && now != expected.maybe)
            report.faults.push_back("current is " + now + " instead of " + expected.current);
        expected.current = now; // a change that nobody reported may be done, or not
        expected.maybe.clear();
    }
    return report;
}

} // namespace assay::test
