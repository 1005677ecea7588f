// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/writeguard.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

namespace assay::test {

#if defined(__x86_64__)
namespace {

// The handler repeats an allowed call with this in the unused sixth argument, which the filter lets pass.
constexpr unsigned passMark = 0x5ca1ab1e;
constexpr size_t keptViolations = 64;
constexpr size_t textLength = 256;

std::vector<std::string>* allowedFolders = nullptr;
std::atomic<size_t> violationCount{0};
std::array<std::array<char, textLength>, keptViolations> violationTexts;

// Signal handlers may not allocate: plain copies into fixed rooms.
void note(const char* what, const char* path)
{
    const size_t slot = violationCount.fetch_add(1);
    if (slot >= keptViolations)
        return;
    char* out = violationTexts[slot].data();
    size_t used = 0;
    for (const char* text : {what, path}) {
        for (; text && *text && used + 1 < textLength; ++text)
            out[used++] = *text;
    }
    out[used] = '\0';
}

bool isAllowed(const char* path)
{
    if (!path || path[0] != '/' || std::strstr(path, "/../"))
        return false;
    for (const std::string& folder : *allowedFolders) {
        const size_t length = folder.size(); // below it, or the folder itself (a nameless temporary file)
        if (std::strncmp(path, folder.c_str(), length) == 0 && (path[length] == '/' || path[length] == '\0'))
            return true;
    }
    // A nameless temporary file on its way to its name: opening it was checked, and the new name is.
    if (std::strncmp(path, "/proc/self/fd/", 14) == 0)
        return true;
    return std::strcmp(path, "/dev/null") == 0;
}

struct Call
{
    const char* name;
    std::array<const char*, 2> paths; // those that are written
};

Call describe(long number, const greg_t* r)
{
    const auto text = [r](int reg) { return reinterpret_cast<const char*>(r[reg]); };
    switch (number) {
    case SYS_open:
    case SYS_creat:
        return {"open ", {text(REG_RDI), nullptr}};
    case SYS_openat:
        return {"open ", {text(REG_RSI), nullptr}};
    case SYS_mkdir:
    case SYS_unlink:
    case SYS_rmdir:
    case SYS_truncate:
        return {"change ", {text(REG_RDI), nullptr}};
    case SYS_mkdirat:
    case SYS_unlinkat:
        return {"change ", {text(REG_RSI), nullptr}};
    case SYS_rename:
        return {"rename ", {text(REG_RDI), text(REG_RSI)}};
    case SYS_link:
    case SYS_symlink:
        return {"link ", {text(REG_RSI), nullptr}};
    case SYS_renameat:
    case SYS_renameat2:
        return {"rename ", {text(REG_RSI), text(REG_R10)}};
    case SYS_linkat:
        return {"link ", {text(REG_R10), nullptr}};
    default:
        return {"socket", {nullptr, nullptr}};
    }
}

void onTrap(int, siginfo_t* info, void* context)
{
    greg_t* r = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    const int keptErrno = errno;
    const long number = info->si_syscall;
    const Call call = describe(number, r);
    bool allowed = number != SYS_socket;
    for (const char* path : call.paths)
        allowed = allowed && (!path || isAllowed(path));
    if (allowed) {
        const long result = syscall(number, r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8], passMark);
        r[REG_RAX] = result < 0 ? -errno : result;
    } else {
        note(call.name, call.paths[0]);
        r[REG_RAX] = -EACCES;
    }
    errno = keptErrno;
}

sock_filter load(size_t offset)
{
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
}

std::vector<sock_filter> makeFilter()
{
    const size_t number = offsetof(seccomp_data, nr);
    const auto argument = [](size_t i) { return offsetof(seccomp_data, args) + 8 * i; };
    const sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const sock_filter trap = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
    std::vector<sock_filter> filter;
    const auto add = [&filter](std::initializer_list<sock_filter> more) { filter.insert(filter.end(), more); };
    // Another architecture's numbers would mean other calls.
    add({load(offsetof(seccomp_data, arch)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0), trap});
    // socket(AF_INET | AF_INET6, ...)
    add({load(number), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 4), load(argument(0)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 1, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 1), trap});
    // The handler's own repeats.
    add({load(argument(5)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, passMark, 0, 1), allow});
    // open and openat with a writing mode or O_CREAT.
    for (const auto& call : {std::pair<long, size_t>{SYS_open, 1}, {SYS_openat, 2}}) {
        add({load(number), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call.first), 0, 3),
            load(argument(call.second)), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT, 0, 1),
            trap});
    }
    for (const long call : {SYS_creat, SYS_mkdir, SYS_mkdirat, SYS_unlink, SYS_unlinkat, SYS_rmdir, SYS_truncate,
             SYS_rename, SYS_renameat, SYS_renameat2, SYS_link, SYS_linkat, SYS_symlink})
        add({load(number), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1), trap});
    add({allow});
    return filter;
}

} // namespace

bool installGuard(const std::vector<std::string>& folders)
{
    allowedFolders = new std::vector<std::string>(folders); // lives as long as the process, like the filter
    struct sigaction action = {};
    action.sa_sigaction = onTrap;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    if (sigaction(SIGSYS, &action, nullptr) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    std::vector<sock_filter> filter = makeFilter();
    sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

std::vector<std::string> takeViolations()
{
    std::vector<std::string> texts;
    const size_t count = violationCount.exchange(0);
    for (size_t i = 0; i < count; ++i)
        texts.emplace_back(i < keptViolations ? violationTexts[i].data() : "more");
    return texts;
}

#else

bool installGuard(const std::vector<std::string>&)
{
    return false;
}

std::vector<std::string> takeViolations()
{
    return {};
}

#endif

} // namespace assay::test
