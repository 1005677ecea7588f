// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/traincrash.h"

#include "tests/core/casefile/samplebox.h"
#include "tests/core/casefile/traincase.h"
#include "tests/core/train/registrycrash.h"
#include "tests/support/killedchild.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>

namespace assay::test {
namespace {

using train::TrainEnd;

// What a child says before and after a change.
struct Record
{
    enum Kind : char { Begun, Will, Trained, Current, HelperDied, NotAsItShould } kind = Begun;
    char version[32] = {}; // of Will: what "current" may be then
};

void tell(int reports, Record::Kind kind, const std::string& version = {})
{
    Record record;
    record.kind = kind;
    std::strncpy(record.version, version.c_str(), sizeof record.version - 1);
    if (write(reports, &record, sizeof record) != sizeof record)
        _exit(4);
}

pid_t parentOf(pid_t process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const size_t end = text.rfind(')'); // of the name, which may hold anything
    return end == std::string::npos || end + 4 > text.size() ? 0 : std::atoi(text.c_str() + end + 4);
}

// The child of this process: its training program; 0 when there is none.
pid_t childOfMine()
{
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const pid_t process = std::atoi(entry.path().filename().c_str());
        if (process > 0 && parentOf(process) == getpid())
            return process;
    }
    return 0;
}

bool trainOnce(Case& file, bool killsHelper, std::minstd_rand& random, int reports)
{
    const auto delay = std::chrono::microseconds(random() % 150'000);
    bool isKilled = false;
    const auto observer = [&](const train::TrainEvent&) {
        if (!killsHelper || isKilled)
            return;
        std::this_thread::sleep_for(delay);
        const pid_t helper = childOfMine();
        isKilled = helper > 0 && kill(helper, SIGKILL) == 0;
    };
    TrainRequest request = smallTraining();
    // The same rows, settings and seed as those of the current version would be refused.
    const auto runs = file.runs();
    request.seed = runs ? runs->size() : 0;
    const auto outcome = file.train(request, plainContext(), observer);
    if (!outcome)
        return false;
    if (outcome->end == TrainEnd::Failed && isKilled) {
        tell(reports, Record::HelperDied);
        return true;
    }
    // It may have ended before it was killed.
    if (outcome->version.empty())
        return false;
    tell(reports, Record::Trained, outcome->version);
    tell(reports, Record::Will, outcome->version);
    if (!file.promote({"forest", outcome->version, "current", {}, {}, "whatever the gate says"}))
        return false;
    tell(reports, Record::Current, outcome->version);
    const auto previous = file.registry().find("forest", "previous");
    if (random() % 2 == 0 || !previous)
        return true;
    tell(reports, Record::Will, previous->id);
    if (!file.rollBack("forest", "crash test"))
        return false;
    tell(reports, Record::Current, previous->id);
    return true;
}

[[noreturn]] void work(const std::filesystem::path& path, unsigned seed, bool killsHelper, int reports)
{
    auto file = Case::open(path, CaseMode::ReadWriteOnly);
    if (!file)
        _exit(2);
    std::minstd_rand random(seed);
    tell(reports, Record::Begun);
    while (trainOnce(**file, killsHelper, random, reports)) { }
    tell(reports, Record::NotAsItShould);
    _exit(3);
}

class Checker
{
public:
    explicit Checker(TrainCrashReport& report)
        : m_report(report)
    {
    }
    void apply(const std::vector<Record>& told)
    {
        for (const Record& record : told) {
            if (record.kind == Record::Trained)
                m_versions.emplace_back(record.version);
            else if (record.kind == Record::Current)
                m_current = record.version;
            else if (record.kind == Record::NotAsItShould)
                fault("a change failed although nothing was in its way");
            m_maybe = record.kind == Record::Will ? record.version : "";
            m_report.acknowledged += record.kind == Record::Trained || record.kind == Record::Current ? 1 : 0;
        }
    }
    void check(const std::filesystem::path& path)
    {
        const auto opened = Case::open(path);
        if (!opened || (*opened)->isReadOnly())
            return fault("the case cannot be opened for writing");
        Case& file = **opened;
        for (std::string& text : registryFaults(file.folder() / "models"))
            fault(std::move(text));
        for (const std::string& version : m_versions) {
            if (!file.registry().find("forest", version))
                fault("version " + version + " is lost");
        }
        const auto current = file.registry().find("forest", "current");
        const std::string now = current ? current->id : std::string();
        if (now != m_current && now != m_maybe)
            fault("current is " + now + " instead of " + m_current);
        m_current = now; // a change that nobody reported may be done, or not
        checkRuns(file);
        const auto audit = file.verifyAudit();
        if (!audit || audit->firstBroken)
            fault("the audit log is broken");
    }

private:
    void checkRuns(const Case& file)
    {
        const auto runs = file.runs();
        if (!runs)
            return fault("the runs cannot be read: " + runs.error().toString());
        for (const RunInfo& run : *runs) {
            if (run.endedAt == 0)
                fault("run " + std::to_string(run.number) + " is still open");
            else if (!run.outcome.version.empty() && !file.registry().find("forest", run.outcome.version))
                fault("the version of run " + std::to_string(run.number) + " is lost");
        }
        for (const std::string& version : m_versions) {
            const bool isThere = std::any_of(
                runs->begin(), runs->end(), [&](const RunInfo& run) { return run.outcome.version == version; });
            if (!isThere)
                fault("no run tells of version " + version);
        }
    }
    void fault(std::string text) { m_report.faults.push_back(std::move(text)); }

    TrainCrashReport& m_report;
    std::vector<std::string> m_versions;
    std::string m_current, m_maybe;
};

} // namespace

TrainCrashReport runTrainCrashRounds(const std::filesystem::path& folder, unsigned rounds, unsigned seed)
{
    TrainCrashReport report;
    const auto path = folder / "t.assay";
    if (const auto made = labelledCase(folder, 150); !made) {
        report.faults.push_back("the case cannot be made: " + made.error().toString());
        return report;
    }
    Checker checker(report);
    std::minstd_rand random(seed);
    for (unsigned round = 0; round < rounds && report.faults.empty(); ++round) {
        const bool killsHelper = round % 2 == 1;
        const auto childSeed = static_cast<unsigned>(random());
        const auto delay = std::chrono::microseconds(random() % (killsHelper ? 4'000'000 : 2'000'000));
        const auto [told, wasKilled] =
            runUntilKilled<Record>(delay, [&](int reports) { work(path, childSeed, killsHelper, reports); });
        report.killed += wasKilled ? 1 : 0;
        checker.apply(told);
        checker.check(path);
    }
    return report;
}

} // namespace assay::test
