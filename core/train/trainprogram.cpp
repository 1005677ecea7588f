// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainprogram.h"

#include "core/base/file.h"
#include "core/train/trainevents.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <new>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::train {
namespace {

TrainControl theControl; // for the signal handler, which can be given nothing

extern "C" void onFinishNow(int)
{
    theControl.finishNow();
}

// Local sockets only, for what libraries may need between their threads.
bool denyNetwork()
{
    const auto answer = static_cast<uint32_t>(SECCOMP_RET_ERRNO | EACCES);
    constexpr auto callAt = static_cast<uint32_t>(offsetof(seccomp_data, nr));
    constexpr auto familyAt = static_cast<uint32_t>(offsetof(seccomp_data, args));
    std::array<sock_filter, 6> filter = {{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, callAt),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, familyAt),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, answer),
    }};
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// Three quarters of the machine's memory, so that a training that needs more ends with an error instead of taking the
// machine along.
void boundMemory()
{
    constexpr rlim_t least = rlim_t{1} << 31;
    const auto pages = sysconf(_SC_PHYS_PAGES), pageSize = sysconf(_SC_PAGE_SIZE);
    if (pages > 0 && pageSize > 0) {
        const rlim_t bytes = std::max(least, static_cast<rlim_t>(pages) / 4 * 3 * static_cast<rlim_t>(pageSize));
        const rlimit limit{bytes, bytes};
        setrlimit(RLIMIT_DATA, &limit);
    }
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

// Whole lines to the standard output as it was at the start, and to the file of events.
class EventWriter
{
public:
    explicit EventWriter(const std::filesystem::path& file)
        : m_out(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3))
        , m_file(open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666))
    {
        dup2(STDERR_FILENO, STDOUT_FILENO);
    }
    ~EventWriter()
    {
        close(m_out);
        close(m_file);
    }
    EventWriter(const EventWriter&) = delete;
    EventWriter& operator=(const EventWriter&) = delete;

    void write(TrainEvent event)
    {
        const auto now = std::chrono::steady_clock::now();
        event.seconds = std::chrono::duration<double>(now - m_start).count();
        m_hasEnded |= event.kind == TrainEvent::Kind::Finished || event.kind == TrainEvent::Kind::Failed;
        const std::string line = eventToJson(event) + "\n";
        writeLine(m_file, line); // first: what was told is in the file
        writeLine(m_out, line);
    }
    bool hasEnded() const { return m_hasEnded; }

private:
    // Nobody is left to hear of a failure; a closed pipe ends the process.
    static void writeLine(int descriptor, std::string_view line)
    {
        while (!line.empty()) {
            const ssize_t written = ::write(descriptor, line.data(), line.size());
            if (written < 0 && errno != EINTR)
                return;
            line.remove_prefix(written > 0 ? static_cast<size_t>(written) : 0);
        }
    }

    int m_out, m_file;
    bool m_hasEnded = false;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

// The one place where memory that is not there becomes an error.
Result<models::Manifest> runRecipe(
    const TrainRecipe& recipe, const RunDirectory& run, unsigned workers, const TrainObserver& observer)
{
    try {
        return recipe(run, RunContext({}, nullptr, workers), observer, &theControl);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::LimitExceeded, "training", "it needs more memory than it may take"};
    }
}

} // namespace

std::optional<Error> runError(const RunDirectory& run)
{
    const auto text = readFile(run.error(), longestEvent);
    return text ? errorFromJson(*text) : std::nullopt;
}

int runTrainProgram(const RunDirectory& run, unsigned workers, int parent, const TrainRecipe& recipe)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (parent != 0 && getppid() != parent)
        return 1; // it died before
    struct sigaction finish = {};
    finish.sa_handler = onFinishNow;
    finish.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &finish, nullptr);
    boundMemory();
    EventWriter events(run.events());
    if (!denyNetwork())
        events.write({TrainEvent::Kind::Log, 0, "network sockets cannot be denied on this machine", {}});
    const auto done = runRecipe(recipe, run, workers, [&](const TrainEvent& event) { events.write(event); });
    if (!done) {
        const auto written = writeFileAtomically(run.error(), errorToJson(done.error()) + "\n");
        events.write({TrainEvent::Kind::Failed, 0, done.error().toString(), written ? "" : "error.json is missing"});
        return 1;
    }
    if (!events.hasEnded())
        events.write({TrainEvent::Kind::Finished, 0, {}, {}});
    return 0;
}

} // namespace assay::train
