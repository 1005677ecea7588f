// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/neuralpeer.h"

#include "core/base/file.h"
#include "core/neural/data/vectortext.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace assay::test {
namespace {

namespace fs = std::filesystem;

// Symbols by words of the subject, and one that tells the vector of the message and what the network made of it.
constexpr const char* luaRules = R"lua(
local neural = require "plugins/neural"
local names = { T_HAM = 'good', T_SPAM = 'evil', T_WORD = 'word' }
for name, word in pairs(names) do
  rspamd_config:register_symbol({
    name = name, type = 'normal', flags = 'fine',
    callback = function(task)
      local subject = task:get_header('Subject') or ''
      if subject:find(word) then task:insert_result(name, 1.0) end
    end
  })
end
rspamd_config:register_symbol({
  name = 'T_TELL', type = 'idempotent', flags = 'nostat',
  callback = function(task)
    local vector = neural.result_to_vector(task, { symbols = { 'T_HAM', 'T_SPAM', 'T_WORD' } })
    local score = task:cache_get('default_neural_score')
    local file = io.open(task:get_header('X-Answer'), 'w')
    local texts = {}
    for i, v in ipairs(vector) do texts[i] = string.format('%.17g', v) end
    file:write(table.concat(texts, ';'), '\n', score and string.format('%.17g', score) or 'none', '\n')
    file:close()
  end
})
)lua";

} // namespace

bool eventually(const std::function<bool()>& holds)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < end) {
        if (holds())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

std::unique_ptr<RedisPeer> RedisPeer::start(const fs::path& folder)
{
    if (runProgram({"redis-server", "--version"}).status != 0) {
        ADD_FAILURE() << "redis is not installed: ./dev test installs it";
        return nullptr;
    }
    fs::create_directories(folder);
    std::unique_ptr<RedisPeer> peer(new RedisPeer(folder));
    peer->m_program = std::make_unique<RunningProgram>(
        std::vector<std::string>{"redis-server", "--port", std::to_string(peer->m_port), "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", folder.string()},
        folder / "redis.log");
    if (eventually([&] { return peer->run({"PING"}) == "PONG"; }))
        return peer;
    ADD_FAILURE() << "redis does not start:\n" << readFile(folder / "redis.log").value();
    return nullptr;
}

std::string RedisPeer::run(const std::vector<std::string>& words) const
{
    std::vector<std::string> all = {"redis-cli", "--raw", "-h", "127.0.0.1", "-p", std::to_string(m_port)};
    all.insert(all.end(), words.begin(), words.end());
    std::string output = runProgram(all).output;
    if (!output.empty() && output.back() == '\n')
        output.pop_back();
    return output;
}

void RedisPeer::setField(const std::string& key, const std::string& field, const std::string& value) const
{
    const fs::path file = m_folder / "value";
    ASSERT_TRUE(writeFileAtomically(file, value));
    const std::string command = "redis-cli -h 127.0.0.1 -p " + std::to_string(m_port) + " -x HSET '" + key + "' '"
        + field + "' < '" + file.string() + "'";
    EXPECT_EQ(runProgram({"sh", "-c", command}).status, 0);
}

std::unique_ptr<NeuralPeer> NeuralPeer::start(const fs::path& folder, const RedisPeer& redis, Training training)
{
    if (runProgram({"rspamd", "--version"}).status != 0) {
        ADD_FAILURE() << "rspamd is not installed: ./dev test installs it";
        return nullptr;
    }
    fs::create_directories(folder);
    std::unique_ptr<NeuralPeer> peer(new NeuralPeer(folder));
    peer->writeConfiguration(redis, training);
    peer->m_program = std::make_unique<RunningProgram>(
        std::vector<std::string>{"rspamd", "-f", "--insecure", "-c", (folder / "rspamd.conf").string()},
        folder / "output");
    if (eventually([&] { return !peer->scan("Subject: is it there\n\ntext\n").vector.empty(); }))
        return peer;
    ADD_FAILURE() << "rspamd does not start:\n" << readFile(folder / "output").value() << peer->log();
    return nullptr;
}

void NeuralPeer::writeConfiguration(const RedisPeer& redis, Training training) const
{
    const std::string folder = m_folder.string();
    const auto at = [](uint16_t port) { return "\"127.0.0.1:" + std::to_string(port) + "\""; };
    std::ofstream(m_folder / "suffixes") << "com\norg\nnet\nexample\n";
    std::ofstream(m_folder / "rules.lua") << luaRules;
    std::ofstream(m_folder / "rspamd.conf")
        << "options { pidfile = \"" << folder << "/pid\"; tempdir = \"" << folder << "\"; url_tld = \"" << folder
        << "/suffixes\"; disable_hyperscan = true; control_socket = \"" << folder
        << "/control mode=0600\"; dns { nameserver = [\"127.0.0.1\"]; timeout = 0.1s; retransmits = 1; } }\n"
        << "logging { type = file; filename = \"" << folder << "/rspamd.log\"; level = info; }\n"
        << "lua = \"" << folder << "/rules.lua\";\n"
        << "worker \"normal\" { bind_socket = " << at(m_scanPort) << "; count = 1; }\n"
        << "worker \"controller\" { bind_socket = " << at(m_controllerPort)
        << "; count = 1; secure_ip = [\"127.0.0.1\"]; }\n"
        << "redis { servers = " << at(redis.port()) << "; }\n"
        << "modules { path = \"/usr/share/rspamd/plugins/neural.lua\"; }\n"
        << "neural { allow_local = true; rules { default { watch_interval = 1.0;\n"
        << "  train { max_trains = " << (training == Training::On ? 10 : 100000)
        << "; spam_score = 8.0; ham_score = -1.0; learning_rate = 0.01; max_iterations = 25; "
           "}\n"
        << "  profile { default = [\"T_HAM\", \"T_SPAM\", \"T_WORD\"]; } } } }\n"
        << "group \"test\" { symbols { T_SPAM { weight = 10.0; } T_HAM { weight = -5.0; } T_WORD { weight = 1.0; } } "
           "}\n"
        << "actions { reject = 150; }\n";
}

NeuralPeer::Answer NeuralPeer::scan(const std::string& message) const
{
    const fs::path file = m_folder / "message", told = m_folder / "told";
    std::error_code ignored;
    fs::remove(told, ignored);
    std::ofstream(file) << "X-Answer: " << told.string() << "\n" << message;
    runProgram({"rspamc", "-h", "127.0.0.1:" + std::to_string(m_scanPort), "symbols", file.string()});
    const auto text = readFile(told);
    Answer answer;
    const size_t line = text ? text->find('\n') : std::string::npos;
    if (line == std::string::npos)
        return answer;
    const std::string numbers = text->substr(0, line);
    const auto count = static_cast<size_t>(std::count(numbers.begin(), numbers.end(), ';')) + 1;
    if (auto vector = neural::vectorFromText(numbers, count))
        answer.vector = std::move(*vector);
    const std::string output = text->substr(line + 1);
    if (output.substr(0, 4) != "none" && !output.empty())
        answer.output = std::stod(output);
    return answer;
}

std::string NeuralPeer::log() const
{
    const auto text = readFile(m_folder / "rspamd.log");
    return text ? *text : std::string();
}

} // namespace assay::test
