// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/helperclient.h"
#include "core/rules/match/verdict.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace assay::rules {

// A class to compile. The patterns must outlive the compiler.
struct ClassToCompile
{
    uint32_t classIndex = 0;
    std::vector<const Pattern*> patterns;
    std::vector<PatternInfo> pcre; // what PCRE2 says of each: engine Pcre or None
};

// Compiles classes with helper processes, a few at a time, while the caller goes on. First every pattern is tried alone
// (spec/regex A.2: as it is, then as a prefilter, else PCRE2 only), each try within its time box; then the patterns
// that are left make one database per class.
class BackgroundCompiler
{
public:
    // Called from worker threads, once per class, unless stopped before.
    using Done = std::function<void(uint32_t classIndex, CompiledClass compiled)>;

    BackgroundCompiler(std::filesystem::path helper, const MatcherOptions& options, std::vector<ClassToCompile> classes,
        unsigned workers, Done done);
    // Stops: running helpers are ended, threads joined.
    ~BackgroundCompiler();
    BackgroundCompiler(const BackgroundCompiler&) = delete;
    BackgroundCompiler& operator=(const BackgroundCompiler&) = delete;

private:
    // A class on its way.
    struct Job
    {
        ClassToCompile input;
        CompiledClass output;
        std::vector<HelperPattern> texts; // by position in the class
        std::vector<double> seconds; // that each took to compile alone
        size_t left = 0; // patterns not tried yet
        std::atomic<bool> helperMissing{false};
    };
    // One pattern to try, or a class whose patterns have all been tried (position == whole).
    struct Task
    {
        static constexpr size_t whole = SIZE_MAX;
        Job* job = nullptr;
        size_t position = whole;
    };

    void work();
    std::optional<Task> nextTask();
    void tryPattern(HelperClient& client, Job& job, size_t position);
    bool tryWith(HelperClient& client, Job& job, size_t position, uint32_t flags);
    void buildDatabase(HelperClient& client, Job& job);
    std::string buildOnce(HelperClient& client, Job& job);
    void finishPattern(Job& job);

    const std::filesystem::path m_helper;
    const MatcherOptions m_options;
    const Done m_done;
    std::atomic<bool> m_stop{false};

    std::mutex m_mutex; // guards the queue and Job::left
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    std::deque<Task> m_tasks;
    size_t m_unfinished = 0; // classes

    std::vector<std::jthread> m_threads; // the last member: they use the others
};

} // namespace assay::rules
