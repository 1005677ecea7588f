// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/wire/keypair.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace assay::test {

// Runs a program to its end; its output and errors, and what it ended with.
struct ProgramRun
{
    std::string output;
    int status = -1; // exit code; -1 when it did not run or was killed
};
ProgramRun runProgram(const std::vector<std::string>& words);

// A program in the background, ended with the object.
class RunningProgram
{
public:
    explicit RunningProgram(const std::vector<std::string>& words, const std::filesystem::path& output);
    ~RunningProgram();
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;
    bool isRunning();
    pid_t pid() const { return m_pid; }
    // Asks it to end and waits; its exit code, -1 when it had to be killed.
    int stop();

private:
    pid_t m_pid = -1;
};

uint16_t freePort(); // of UDP and TCP on loopback

// What the real rspamd is to do.
struct RspamdOptions
{
    bool isEncryptedOnly = false;
    std::string allowUpdate = "127.0.0.1";
    bool hasRuleKey = true; // its own rule encrypts
    std::string ruleServer; // instead of its own fuzzy worker
    std::optional<fuzzy::PublicKey> ruleServerKey;
};

// The installed rspamd with a configuration of its own in `folder`: a fuzzy worker (SQLite, flushed every second), a
// scanner and a controller, with one rule: flags 11 FZ_DENIED (max 20, weight 12), 12 FZ_PROB (10, 5), 13 FZ_WHITE (2,
// -2.1).
class RspamdPeer
{
public:
    // Null, with a failure of the test, when it is not installed or does not come up.
    static std::unique_ptr<RspamdPeer> start(const std::filesystem::path& folder, const RspamdOptions& options = {});

    uint16_t fuzzyPort() const { return m_fuzzyPort; }
    const fuzzy::Keypair& keypair() const { return m_keypair; }
    std::filesystem::path storageFile() const { return m_folder / "fuzzy.db"; }
    std::string tellController(const std::vector<std::string>& words) const; // what rspamc printed
    std::string learn(int flag, int weight, const std::filesystem::path& message) const;
    std::string symbols(const std::filesystem::path& message) const;
    std::string fuzzyStatistics() const;
    void stop() { m_program.reset(); }

private:
    RspamdPeer(std::filesystem::path folder, const RspamdOptions& options);
    void writeConfiguration(const RspamdOptions& options) const;
    bool waitUntilReady();

    std::filesystem::path m_folder;
    uint16_t m_fuzzyPort = freePort(), m_scanPort = freePort(), m_controllerPort = freePort();
    fuzzy::Keypair m_keypair = fuzzy::Keypair::generate();
    std::unique_ptr<RunningProgram> m_program;
};

} // namespace assay::test
