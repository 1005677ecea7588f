// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/backgroundcompiler.h"

#include "core/rules/match/hyperscantext.h"
#include "core/rules/match/shape.h"

#include <chrono>
#include <hs/hs_compile.h>

namespace assay::rules {

namespace {

// Patterns that took longer alone leave first when the database of a class does not get done.
constexpr double heavySeconds = 0.05;
constexpr int maximumBuildTries = 8;

void leaveToPcre(PatternVerdict& verdict, std::string reason)
{
    verdict.inDatabase = verdict.confirm = false;
    if (verdict.info.engine == Engine::None)
        return; // its own reason stays
    verdict.info.engine = Engine::Pcre;
    verdict.info.reason = std::move(reason);
}

// A helper that was ended from outside gets a second chance.
HelperClient::Outcome askTwice(HelperClient& client, const HelperRequest& request, HelperReply& reply)
{
    const HelperClient::Outcome outcome = client.ask(request, reply);
    return outcome == HelperClient::Outcome::Crashed ? client.ask(request, reply) : outcome;
}

// Without literal text the multi-pattern library runs an automaton of its own for the pattern over every byte.
bool isFoundByShape(const Pattern& pattern)
{
    constexpr size_t usefulLiteral = 3;
    const size_t begin = pattern.text.starts_with("(?i)") ? 4 : 0;
    if (pattern.text.substr(begin, 1) == "^" || pattern.text.substr(begin, 2) == "\\A")
        return false; // looks at one place only
    const std::optional<PatternTree> tree = parsePatternTree(pattern);
    return tree && requiredLiteral(*tree) < usefulLiteral && shapesOf(*tree);
}

std::string reasonFor(HelperClient::Outcome outcome, const HelperReply& reply)
{
    switch (outcome) {
    case HelperClient::Outcome::Replied:
        return reply.message;
    case HelperClient::Outcome::OutOfTime:
        return "takes too long to compile";
    case HelperClient::Outcome::Crashed:
        return "the compile helper ended unexpectedly";
    case HelperClient::Outcome::Missing:
        return "the compile helper cannot be started";
    case HelperClient::Outcome::Cancelled:
        break;
    }
    return "stopped";
}

} // namespace

BackgroundCompiler::BackgroundCompiler(std::filesystem::path helper, const MatcherOptions& options,
    std::vector<ClassToCompile> classes, unsigned workers, Done done)
    : m_helper(std::move(helper))
    , m_options(options)
    , m_done(std::move(done))
    , m_unfinished(classes.size())
{
    for (ClassToCompile& input : classes) {
        Job& job = m_jobs.emplace_back();
        job.left = input.patterns.size();
        job.texts.resize(job.left);
        job.seconds.resize(job.left);
        job.output.verdicts.resize(job.left);
        job.input = std::move(input);
        for (size_t position = 0; position < job.left; ++position)
            m_tasks.push_back({&job, position});
        if (job.left == 0)
            m_tasks.push_back({&job, Task::whole});
    }
    for (unsigned i = 0; i < workers; ++i)
        m_threads.emplace_back([this] { work(); });
}

BackgroundCompiler::~BackgroundCompiler()
{
    m_stop = true;
    m_wake.notify_all();
}

void BackgroundCompiler::work()
{
    HelperClient client(m_helper, m_stop);
    while (const std::optional<Task> task = nextTask()) {
        if (task->position == Task::whole)
            buildDatabase(client, *task->job);
        else
            tryPattern(client, *task->job, task->position);
    }
}

std::optional<BackgroundCompiler::Task> BackgroundCompiler::nextTask()
{
    std::unique_lock lock(m_mutex);
    while (m_tasks.empty() && m_unfinished > 0 && !m_stop)
        m_wake.wait_for(lock, std::chrono::milliseconds(100));
    if (m_tasks.empty() || m_stop)
        return {};
    const Task task = m_tasks.front();
    m_tasks.pop_front();
    return task;
}

void BackgroundCompiler::finishPattern(Job& job)
{
    const std::lock_guard lock(m_mutex);
    if (--job.left > 0)
        return;
    m_tasks.push_front({&job, Task::whole});
    m_wake.notify_one();
}

void BackgroundCompiler::tryPattern(HelperClient& client, Job& job, size_t position)
{
    const Pattern& pattern = *job.input.patterns[position];
    PatternVerdict& verdict = job.output.verdicts[position];
    verdict.info = job.input.pcre[position];
    const HyperscanText text = toHyperscanText(pattern);
    if (verdict.info.engine == Engine::None)
        ; // PCRE2 refuses it: what could not be confirmed is not searched for
    else if (pattern.flags.pcreOnly)
        leaveToPcre(verdict, "marked for PCRE2 only");
    else if (pattern.flags.utf)
        leaveToPcre(verdict, "matches characters, and inputs may be no valid UTF-8");
    else if (!text.usable)
        leaveToPcre(verdict, "the flag x changes inside the pattern");
    else if (isFoundByShape(pattern)) {
        verdict.info.engine = Engine::Prefilter;
        verdict.info.reason = "no literal text; candidates are found by shape";
    } else {
        job.texts[position] = {static_cast<uint32_t>(position), text.flags, text.text};
        verdict.confirm = text.approximate || pattern.maxHits != 1;
        if (!tryWith(client, job, position, text.flags)
            && !tryWith(client, job, position, text.flags | HS_FLAG_PREFILTER))
            leaveToPcre(verdict, verdict.info.reason);
    }
    finishPattern(job);
}

bool BackgroundCompiler::tryWith(HelperClient& client, Job& job, size_t position, uint32_t flags)
{
    PatternVerdict& verdict = job.output.verdicts[position];
    const bool prefilter = flags & HS_FLAG_PREFILTER;
    const bool confirm = verdict.confirm || prefilter;
    HelperRequest request{HelperRequest::Kind::Test, m_options.secondsPerPattern, {job.texts[position]}};
    // Confirmation in a window needs the places of all hits, otherwise one hit an input is enough.
    request.patterns[0].flags = flags | (confirm ? 0 : HS_FLAG_SINGLEMATCH);
    HelperReply reply;
    const HelperClient::Outcome outcome = askTwice(client, request, reply);
    if (outcome != HelperClient::Outcome::Replied || !reply.ok) {
        if (outcome == HelperClient::Outcome::Missing)
            job.helperMissing = true;
        verdict.info.reason = reasonFor(outcome, reply);
        return false;
    }
    // What is that short hits often, so that looking everywhere costs less than many windows.
    constexpr uint32_t tooShortForWindows = 4;
    const bool bounded = reply.maxWidth != PatternVerdict::unbounded && reply.maxWidth > tooShortForWindows;
    verdict.inDatabase = true;
    verdict.confirm = confirm;
    verdict.maxWidth = bounded ? reply.maxWidth : PatternVerdict::unbounded;
    verdict.databaseFlags = flags | (confirm && bounded ? 0 : HS_FLAG_SINGLEMATCH);
    job.texts[position].flags = verdict.databaseFlags;
    job.seconds[position] = reply.cpuSeconds;
    if (prefilter) {
        verdict.info.engine = Engine::Prefilter; // the reason is what the plain try said
    } else if (job.input.patterns[position]->maxHits != 1) {
        verdict.info.engine = Engine::Hyperscan;
        verdict.info.reason = "hits are counted by PCRE2";
    } else {
        verdict.info.engine = confirm ? Engine::Prefilter : Engine::Hyperscan;
        verdict.info.reason = confirm ? "case beyond ASCII is confirmed by PCRE2" : "";
    }
    return true;
}

// One try over what is still in; returns why it failed, or nothing.
std::string BackgroundCompiler::buildOnce(HelperClient& client, Job& job)
{
    HelperRequest request{HelperRequest::Kind::Build, m_options.secondsPerClass, {}};
    for (size_t position = 0; position < job.texts.size(); ++position) {
        if (job.output.verdicts[position].inDatabase)
            request.patterns.push_back(job.texts[position]);
    }
    if (request.patterns.empty())
        return {};
    HelperReply reply;
    const HelperClient::Outcome outcome = askTwice(client, request, reply);
    if (outcome == HelperClient::Outcome::Missing)
        job.helperMissing = true;
    if (outcome == HelperClient::Outcome::Replied && reply.ok) {
        job.output.database = std::move(reply.database);
        return {};
    }
    const std::string reason = "the database of its class: " + reasonFor(outcome, reply);
    const auto bad = static_cast<size_t>(reply.badPattern);
    const bool named =
        outcome == HelperClient::Outcome::Replied && reply.badPattern >= 0 && bad < request.patterns.size();
    bool dropped = false;
    for (size_t position = 0; position < job.texts.size() && outcome != HelperClient::Outcome::Missing; ++position) {
        const bool leaves = named ? request.patterns[bad].id == position : job.seconds[position] > heavySeconds;
        if (!job.output.verdicts[position].inDatabase || !leaves)
            continue;
        leaveToPcre(job.output.verdicts[position], reason);
        dropped = true;
    }
    if (dropped)
        return reason;
    for (PatternVerdict& verdict : job.output.verdicts)
        leaveToPcre(verdict, verdict.inDatabase ? reason : verdict.info.reason);
    return {};
}

void BackgroundCompiler::buildDatabase(HelperClient& client, Job& job)
{
    for (int attempt = 1; !m_stop; ++attempt) {
        const std::string failure = buildOnce(client, job);
        if (failure.empty())
            break;
        if (attempt < maximumBuildTries)
            continue;
        for (PatternVerdict& verdict : job.output.verdicts)
            leaveToPcre(verdict, verdict.inDatabase ? failure : verdict.info.reason);
        break;
    }
    if (m_stop)
        return;
    job.output.worthKeeping = !job.helperMissing;
    m_done(job.input.classIndex, std::move(job.output));
    const std::lock_guard lock(m_mutex);
    --m_unfinished;
    m_wake.notify_all();
}

} // namespace assay::rules
