// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/interop/rspamdpeer.h"

#include <functional>
#include <optional>

namespace assay::test {

// Waits until it holds, a minute at most.
bool eventually(const std::function<bool()>& holds);

// The installed Redis on loopback, with nothing in it and nothing kept.
class RedisPeer
{
public:
    // Null, with a failure of the test, when it is not installed or does not come up.
    static std::unique_ptr<RedisPeer> start(const std::filesystem::path& folder);
    uint16_t port() const { return m_port; }
    std::string run(const std::vector<std::string>& words) const; // what redis-cli printed, without the last line end
    // HSET of a value with any bytes.
    void setField(const std::string& key, const std::string& field, const std::string& value) const;

private:
    explicit RedisPeer(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }
    std::filesystem::path m_folder;
    uint16_t m_port = freePort();
    std::unique_ptr<RunningProgram> m_program;
};

// The installed rspamd with its neural plugin: the symbols T_SPAM (10), T_HAM (-5) and T_WORD (1) follow from words of
// the subject, its profile has these three. It learns by score and trains as soon as it has ten of each class, unless
// its network is to stay as it is.
class NeuralPeer
{
public:
    enum class Training { On, Off };
    static std::unique_ptr<NeuralPeer> start(
        const std::filesystem::path& folder, const RedisPeer& redis, Training training);
    struct Answer
    {
        std::optional<double> output; // of its network, when it has one
        std::vector<double> vector; // what it gives to the network
    };
    Answer scan(const std::string& message) const;
    std::string log() const;

private:
    explicit NeuralPeer(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }
    void writeConfiguration(const RedisPeer& redis, Training training) const;

    std::filesystem::path m_folder;
    uint16_t m_scanPort = freePort(), m_controllerPort = freePort();
    std::unique_ptr<RunningProgram> m_program;
};

} // namespace assay::test
