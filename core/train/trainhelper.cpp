// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the program assay-train and listens to it.
#include "core/train/registryfiles.h"
#include "core/train/rundirectory.h"
#include "core/train/trainevents.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay::train {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int pollMilliseconds = 50;
constexpr std::chrono::seconds toEnd{30}; // after its last word
constexpr uint64_t mostEvents = 10'000'000; // no training has as many steps

Error helperError(std::string detail)
{
    return Error{ErrorCode::HelperFailed, "assay-train", std::move(detail)};
}

Result<fs::path> findProgram(const fs::path& configured)
{
    std::error_code failed;
    const fs::path folder = fs::read_symlink("/proc/self/exe", failed).parent_path();
    const std::array<fs::path, 2> beside = {folder / "assay-train", folder / "../libexec/assay/assay-train"};
    for (const fs::path& path : beside) {
        if (configured.empty() && !failed && access(path.c_str(), X_OK) == 0)
            return path;
    }
    if (!configured.empty() && access(configured.c_str(), X_OK) == 0)
        return configured;
    return helperError("the program is not installed");
}

// A running helper; killed at the end of its life.
class Helper
{
public:
    ~Helper()
    {
        if (m_out >= 0)
            close(m_out);
        if (m_process > 0) {
            kill(m_process, SIGKILL);
            while (waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) { }
        }
    }
    Helper() = default;
    Helper(const Helper&) = delete;
    Helper& operator=(const Helper&) = delete;

    Result<void> start(const fs::path& program, const RunDirectory& run, unsigned workers);
    int output() const { return m_out; }
    void signal(int number) const { kill(m_process, number); }
    // Its status once it has ended; nullopt when it does not in time.
    std::optional<int> waitFor(std::chrono::seconds patience)
    {
        const auto deadline = Clock::now() + patience;
        for (;;) {
            int status = 0;
            const pid_t ended = waitpid(m_process, &status, WNOHANG);
            if (ended == m_process || (ended < 0 && errno != EINTR)) {
                m_process = -1;
                return status;
            }
            if (Clock::now() > deadline)
                return std::nullopt;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }

private:
    pid_t m_process = -1;
    int m_out = -1;
};

Result<void> Helper::start(const fs::path& program, const RunDirectory& run, unsigned workers)
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return helperError(std::strerror(errno));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(
        &actions, STDERR_FILENO, run.log().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0666);
    // A program may block signals or ignore them; the helper begins with the usual ones.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int number : {SIGTERM, SIGINT, SIGPIPE, SIGXFSZ})
        sigaddset(&usual, number);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    // In a process group of its own: Ctrl-C in a terminal is for the program that asked.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::array<std::string, 6> words = {program.string(), run.path.string(), "--workers", std::to_string(workers),
        "--parent", std::to_string(getpid())};
    std::array<char*, words.size() + 1> pointers{};
    for (size_t i = 0; i < words.size(); ++i)
        pointers[i] = words[i].data();
    const int failed = posix_spawn(&m_process, words[0].c_str(), &actions, &attributes, pointers.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    m_out = ends[0];
    if (failed)
        m_process = -1;
    return failed ? Result<void>(helperError(std::strerror(failed))) : Result<void>();
}

// Cuts what the helper writes into lines and hands their events on.
class EventReader
{
public:
    explicit EventReader(const TrainObserver& observer)
        : m_observer(observer)
    {
    }
    Result<void> take(std::string_view bytes)
    {
        m_pending += bytes;
        size_t begin = 0;
        for (size_t end = m_pending.find('\n'); end != std::string::npos; end = m_pending.find('\n', begin)) {
            const auto event = eventFromJson(std::string_view(m_pending).substr(begin, end - begin));
            if (!event || ++m_count > mostEvents)
                return helperError(event ? "it says too much" : "it says something that is no event");
            if (m_observer)
                m_observer(*event);
            begin = end + 1;
        }
        m_pending.erase(0, begin);
        return m_pending.size() > longestEvent ? Result<void>(helperError("it says a line without an end"))
                                               : Result<void>();
    }

private:
    const TrainObserver& m_observer;
    std::string m_pending;
    uint64_t m_count = 0;
};

// Hands the wishes of the caller on as signals.
class Wishes
{
public:
    Wishes(const Helper& helper, const std::shared_ptr<TrainControl>& control)
        : m_helper(helper)
        , m_control(control)
    {
    }
    void apply()
    {
        if (!m_control)
            return;
        const bool isFinishing = m_control->isFinishing();
        const bool isPaused = m_control->isPaused() && !isFinishing;
        if (isPaused != m_isPaused)
            m_helper.signal(isPaused ? SIGSTOP : SIGCONT);
        if (isFinishing && !m_hasFinished)
            m_helper.signal(SIGTERM);
        m_isPaused = isPaused;
        m_hasFinished = isFinishing;
    }
    bool isPaused() const { return m_isPaused; }

private:
    const Helper& m_helper;
    const std::shared_ptr<TrainControl>& m_control;
    bool m_isPaused = false, m_hasFinished = false;
};

// Until the helper closes its output.
Result<void> listen(const Helper& helper, const HelperOptions& options, const RunContext& context,
    const TrainObserver& observer, const std::shared_ptr<TrainControl>& control)
{
    EventReader reader(observer);
    Wishes wishes(helper, control);
    std::string block(64u << 10, '\0');
    const auto patience = std::chrono::duration<double>(options.silence);
    for (auto lastHeard = Clock::now();;) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "training", {}};
        wishes.apply();
        if (wishes.isPaused())
            lastHeard = Clock::now();
        pollfd wanted{helper.output(), POLLIN, 0};
        const int ready = poll(&wanted, 1, pollMilliseconds);
        if (ready < 0 && errno != EINTR)
            return helperError(std::strerror(errno));
        if (ready > 0) {
            const ssize_t got = read(helper.output(), block.data(), block.size());
            if (got == 0)
                return {};
            if (got < 0 && errno != EINTR)
                return helperError(std::strerror(errno));
            lastHeard = Clock::now();
            if (const auto taken = reader.take({block.data(), static_cast<size_t>(std::max<ssize_t>(got, 0))}); !taken)
                return taken;
        } else if (Clock::now() - lastHeard > patience) {
            return helperError("it said nothing for " + std::to_string(static_cast<int>(options.silence)) + " seconds");
        }
    }
}

} // namespace

Result<void> runTrainHelper(const fs::path& runDirectory, const HelperOptions& options, const RunContext& context,
    const TrainObserver& observer, const std::shared_ptr<TrainControl>& control)
{
    const RunDirectory run{runDirectory};
    const auto program = findProgram(options.program);
    if (!program)
        return program.error();
    Helper helper;
    if (const auto started = helper.start(*program, run, context.workers()); !started)
        return started;
    if (const auto heard = listen(helper, options, context, observer, control); !heard)
        return heard;
    const auto ended = helper.waitFor(toEnd);
    if (!ended)
        return helperError("it does not end");
    const int status = *ended;
    if (WIFSIGNALED(status))
        return helperError(
            "it was ended by signal " + std::to_string(WTERMSIG(status)) + " (" + strsignal(WTERMSIG(status)) + ")");
    if (const auto error = runError(run))
        return *error;
    if (status != 0 || !isRealDirectory(run.result()))
        return helperError("it ended without a result (" + std::to_string(WEXITSTATUS(status)) + ")");
    return {};
}

} // namespace assay::train
