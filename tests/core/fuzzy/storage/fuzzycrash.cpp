// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/fuzzy/storage/fuzzycrash.h"

#include "core/fuzzy/storage/localstorage.h"
#include "core/store/database.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay::test {
namespace {

using namespace fuzzy;

constexpr uint32_t hashCount = 3000;
constexpr uint32_t changesTogether = 12;

HashQuery hashOf(uint32_t number)
{
    HashQuery hash;
    hash.digest = blake2b512("crash " + std::to_string(number));
    std::mt19937_64 random(number);
    if (number % 3 != 0) {
        for (uint64_t& shingle : hash.shingles.emplace())
            shingle = random();
    }
    return hash;
}

LocalStorageOptions optionsOf(bool flushes)
{
    LocalStorageOptions options;
    options.syncInterval = std::chrono::milliseconds(flushes ? 3 : 0);
    return options;
}

// Learns neighbours from a random place on, and tells the place when they are accepted.
[[noreturn]] void work(const std::filesystem::path& path, unsigned seed, int reports)
{
    const auto storage = LocalStorage::open(path, optionsOf(true));
    if (!storage)
        _exit(2);
    std::minstd_rand random(seed);
    for (;;) {
        const auto first = static_cast<uint32_t>(random() % (hashCount - changesTogether));
        std::vector<StorageChange> changes;
        for (uint32_t i = 0; i < changesTogether; ++i)
            changes.push_back({ChangeKind::Write, hashOf(first + i), 11, 1});
        if (!(*storage)->change(changes))
            _exit(3);
        if (write(reports, &first, sizeof first) != sizeof first)
            _exit(4);
    }
}

// What the child told before it was killed.
std::vector<uint32_t> runChild(const std::filesystem::path& path, unsigned seed, int& status)
{
    int ends[2];
    if (pipe(ends) != 0)
        return {};
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        work(path, seed, ends[1]);
    }
    close(ends[1]);
    std::jthread killer([child, seed] {
        std::this_thread::sleep_for(std::chrono::milliseconds(40 + seed % 160));
        kill(child, SIGKILL);
    });
    std::vector<uint32_t> told;
    uint32_t first = 0;
    while (read(ends[0], &first, sizeof first) == sizeof first)
        told.push_back(first);
    close(ends[0]);
    waitpid(child, &status, 0);
    return told;
}

class Tally
{
public:
    // Compares, and goes on from what is stored: the change the child was at is in or not.
    void compare(LocalStorage& storage, const std::vector<uint32_t>& told, std::vector<std::string>& faults)
    {
        for (const uint32_t first : told) {
            for (uint32_t i = 0; i < changesTogether; ++i)
                ++m_weights[first + i];
        }
        unsigned more = 0;
        for (uint32_t number = 0; number < hashCount; ++number) {
            const int32_t weight = storage.checkOne({hashOf(number).digest, std::nullopt}).weight;
            const int32_t wanted = m_weights[number];
            if (weight != wanted && weight != wanted + 1)
                faults.push_back("hash " + std::to_string(number) + " has weight " + std::to_string(weight) + " for "
                    + std::to_string(wanted));
            more += weight == wanted + 1 ? 1 : 0;
            m_weights[number] = weight;
        }
        if (more != 0 && more != changesTogether)
            faults.push_back("a change is there by half: " + std::to_string(more) + " hashes");
    }

private:
    std::vector<int32_t> m_weights = std::vector<int32_t>(hashCount);
};

void checkFile(const std::filesystem::path& path, std::vector<std::string>& faults)
{
    auto database = store::Database::open(path, store::OpenMode::ReadWrite);
    if (!database) {
        faults.push_back(database.error().toString());
        return;
    }
    const auto sound = database->number("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'");
    const auto orphans =
        database->number("SELECT count(*) FROM shingles WHERE digest_id NOT IN (SELECT id FROM digests)");
    const auto shingles = database->number("SELECT count(*) % 32 FROM shingles");
    if (!sound || *sound != 1)
        faults.emplace_back("the file is not sound");
    if (!orphans || *orphans != 0 || !shingles || *shingles != 0)
        faults.emplace_back("hashes and shingles do not belong together");
}

} // namespace

CrashReport runFuzzyCrashRounds(const std::filesystem::path& folder, unsigned rounds, unsigned seed)
{
    CrashReport report;
    const std::filesystem::path path = folder / "crash.db";
    Tally tally;
    for (unsigned round = 0; round < rounds && report.faults.empty(); ++round) {
        int status = 0;
        const std::vector<uint32_t> told = runChild(path, seed + round * 7919, status);
        if (WIFSIGNALED(status))
            ++report.killed;
        else
            report.faults.push_back("the child ended with " + std::to_string(WEXITSTATUS(status)));
        report.acknowledged += told.size();
        {
            const auto storage = LocalStorage::open(path, optionsOf(false));
            if (storage)
                tally.compare(**storage, told, report.faults);
            else
                report.faults.push_back(storage.error().toString());
        }
        checkFile(path, report.faults);
    }
    return report;
}

} // namespace assay::test
