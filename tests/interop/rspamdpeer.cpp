// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/rspamdpeer.h"

#include "core/base/file.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <random>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto longestStart = 60s;
constexpr auto longestStop = 3s; // the peer may wait for its workers much longer

// Starts a program whose output goes to `output`; -1 when there is no such program.
pid_t launch(const std::vector<std::string>& words, int output)
{
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
        // The rules of words depend on the locale of the peer.
        for (const char* variable : {"LANG", "LC_ALL", "LC_CTYPE"})
            unsetenv(variable);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    return pid;
}

sockaddr_in loopback(uint16_t port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool listens(uint16_t port)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool connected = connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(descriptor);
    return connected;
}

} // namespace

ProgramRun runProgram(const std::vector<std::string>& words)
{
    ProgramRun run;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return run;
    const pid_t pid = launch(words, ends[1]);
    close(ends[1]);
    char buffer[4096];
    for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;)
        run.output.append(buffer, static_cast<size_t>(count));
    close(ends[0]);
    int status = 0;
    if (waitpid(pid, &status, 0) == pid && WIFEXITED(status))
        run.status = WEXITSTATUS(status);
    return run;
}

RunningProgram::RunningProgram(const std::vector<std::string>& words, const fs::path& output)
{
    const int descriptor = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    m_pid = launch(words, descriptor);
    close(descriptor);
}

RunningProgram::~RunningProgram()
{
    stop();
}

bool RunningProgram::isRunning()
{
    if (m_pid > 0 && waitpid(m_pid, nullptr, WNOHANG) == m_pid)
        m_pid = -1;
    return m_pid > 0;
}

int RunningProgram::stop()
{
    if (m_pid <= 0)
        return -1;
    kill(m_pid, SIGTERM);
    const auto end = std::chrono::steady_clock::now() + longestStop;
    int status = 0;
    while (waitpid(m_pid, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > end)
            kill(-m_pid, SIGKILL); // with its workers
        std::this_thread::sleep_for(10ms);
    }
    m_pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

uint16_t freePort()
{
    // Below the ports that the system gives to outgoing connections: one of those could take it before the peer does.
    static std::mt19937 random(std::random_device{}());
    std::uniform_int_distribution<uint16_t> ports(11000, 31999);
    for (;;) {
        const int datagrams = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        const int streams = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const uint16_t port = ports(random);
        const sockaddr_in address = loopback(port);
        const auto* raw = reinterpret_cast<const sockaddr*>(&address);
        const bool isFree = bind(datagrams, raw, sizeof address) == 0 && bind(streams, raw, sizeof address) == 0;
        close(datagrams);
        close(streams);
        if (isFree)
            return port;
    }
}

RspamdPeer::RspamdPeer(fs::path folder, const RspamdOptions& options)
    : m_folder(std::move(folder))
{
    fs::create_directories(m_folder);
    writeConfiguration(options);
}

std::unique_ptr<RspamdPeer> RspamdPeer::start(const fs::path& folder, const RspamdOptions& options)
{
    if (runProgram({"rspamd", "--version"}).status != 0) {
        ADD_FAILURE() << "rspamd is not installed: ./dev test installs it";
        return nullptr;
    }
    std::unique_ptr<RspamdPeer> peer(new RspamdPeer(folder, options));
    const std::string configuration = (peer->m_folder / "rspamd.conf").string();
    peer->m_program = std::make_unique<RunningProgram>(
        std::vector<std::string>{"rspamd", "-f", "--insecure", "-c", configuration}, peer->m_folder / "output");
    if (peer->waitUntilReady())
        return peer;
    ADD_FAILURE() << "rspamd does not start:\n"
                  << readFile(peer->m_folder / "output").value() << readFile(peer->m_folder / "rspamd.log").value();
    return nullptr;
}

void RspamdPeer::writeConfiguration(const RspamdOptions& options) const
{
    const std::string folder = m_folder.string();
    const auto at = [](uint16_t port) { return "\"127.0.0.1:" + std::to_string(port) + "\""; };
    // A short list of suffixes: compiling the whole one takes ten seconds.
    std::ofstream(m_folder / "suffixes") << "com\norg\nnet\nexample\n";
    std::ofstream(m_folder / "keypair.conf") << m_keypair.toUcl();
    std::ofstream out(m_folder / "rspamd.conf");
    out << "options { pidfile = \"" << folder << "/pid\"; filters = \"fuzzy_check\"; tempdir = \"" << folder
        << "\"; url_tld = \"" << folder << "/suffixes\"; disable_hyperscan = true; control_socket = \"" << folder
        << "/control mode=0600\"; dns { nameserver = [\"127.0.0.1\"]; timeout = 0.1s; retransmits = 1; } }\n"
        << "logging { type = file; filename = \"" << folder << "/rspamd.log\"; level = info; }\n"
        << "worker \"fuzzy\" { bind_socket = " << at(m_fuzzyPort) << "; count = 1; backend = sqlite; hashfile = \""
        << storageFile().string() << "\"; sync = 1s; expire = 90d; allow_update = [\"" << options.allowUpdate
        << "\"]; encrypted_only = " << (options.isEncryptedOnly ? "true" : "false") << ";\n.include \"" << folder
        << "/keypair.conf\"\n}\n"
        << "worker \"normal\" { bind_socket = " << at(m_scanPort) << "; count = 1; }\n"
        << "worker \"controller\" { bind_socket = " << at(m_controllerPort)
        << "; count = 1; secure_ip = [\"127.0.0.1\"]; }\n"
        << "fuzzy_check { rule \"peer\" { algorithm = mumhash; servers = "
        << (options.ruleServer.empty() ? at(m_fuzzyPort) : "\"" + options.ruleServer + "\"") << "; ";
    if (options.ruleServerKey || (options.hasRuleKey && options.ruleServer.empty()))
        out << "encryption_key = \"" << fuzzy::keyText(options.ruleServerKey.value_or(m_keypair.publicKey)) << "\"; ";
    out << "symbol = FZ_UNKNOWN; mime_types = [\"*\"]; max_score = 20.0; read_only = false; skip_unknown = false;\n"
        << "fuzzy_map = { FZ_DENIED { max_score = 20.0; flag = 11; } FZ_PROB { max_score = 10.0; flag = 12; }"
        << " FZ_WHITE { max_score = 2.0; flag = 13; } } } }\n"
        << "group \"fuzzy\" { max_score = 100; symbols { FZ_DENIED { weight = 12.0; } FZ_PROB { weight = 5.0; }"
        << " FZ_WHITE { weight = -2.1; } FZ_UNKNOWN { weight = 5.0; } } }\n"
        << "actions { reject = 150; }\n";
}

bool RspamdPeer::waitUntilReady()
{
    const auto end = std::chrono::steady_clock::now() + longestStart;
    const std::string listening = "start listening on 127.0.0.1:" + std::to_string(m_fuzzyPort);
    while (std::chrono::steady_clock::now() < end && m_program->isRunning()) {
        const auto log = readFile(m_folder / "rspamd.log");
        if (log && log->find(listening) != std::string::npos && listens(m_scanPort) && listens(m_controllerPort))
            return true;
        std::this_thread::sleep_for(20ms);
    }
    return false;
}

std::string RspamdPeer::tellController(const std::vector<std::string>& words) const
{
    std::vector<std::string> all = {"rspamc", "-h", "127.0.0.1:" + std::to_string(m_controllerPort)};
    all.insert(all.end(), words.begin(), words.end());
    return runProgram(all).output;
}

std::string RspamdPeer::learn(int flag, int weight, const fs::path& message) const
{
    return tellController({"-f", std::to_string(flag), "-w", std::to_string(weight), "fuzzy_add", message.string()});
}

std::string RspamdPeer::symbols(const fs::path& message) const
{
    return runProgram({"rspamc", "-h", "127.0.0.1:" + std::to_string(m_scanPort), "symbols", message.string()}).output;
}

std::string RspamdPeer::fuzzyStatistics() const
{
    return runProgram({"rspamadm", "control", "-s", (m_folder / "control").string(), "fuzzystat", "-n"}).output;
}

} // namespace assay::test
