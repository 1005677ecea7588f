// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/ctl/runctl.h"

#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace assay::test {
namespace {

std::string content(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void redirect(const std::filesystem::path& file, int flags, int descriptor)
{
    const int opened = open(file.c_str(), flags, 0600);
    dup2(opened, descriptor);
    close(opened);
}

} // namespace

std::vector<nlohmann::json> CtlResult::objects() const
{
    std::vector<nlohmann::json> all;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
        auto object = nlohmann::json::parse(line, nullptr, false);
        EXPECT_FALSE(object.is_discarded()) << line;
        all.push_back(std::move(object));
    }
    return all;
}

CtlResult runCtl(
    const std::vector<std::string>& words, const std::string& input, const std::function<void(pid_t)>& whileRunning)
{
    const TemporaryDir dir;
    const auto in = dir.write("in", input);
    const std::string program = (programsDir() / "assayctl").string();
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        // The cache of compiled patterns goes where it is removed again.
        setenv("XDG_CACHE_HOME", (dir.path() / "cache").c_str(), 1);
        redirect(in, O_RDONLY, STDIN_FILENO);
        redirect(dir.path() / "out", O_WRONLY | O_CREAT, STDOUT_FILENO);
        redirect(dir.path() / "err", O_WRONLY | O_CREAT, STDERR_FILENO);
        execv(program.c_str(), arguments.data());
        _exit(127);
    }
    if (whileRunning) {
        std::error_code ignored;
        for (int i = 0; i < 6000; ++i) {
            const auto size = std::filesystem::file_size(dir.path() / "out", ignored);
            if (!ignored && size > 0)
                break;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        whileRunning(child);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CtlResult result;
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    result.out = content(dir.path() / "out");
    result.err = content(dir.path() / "err");
    return result;
}

} // namespace assay::test
