// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/helperprotocol.h"

#include <atomic>
#include <filesystem>
#include <string_view>
#include <sys/types.h>

namespace assay::rules {

// Where the compile helper is: `configured` when given, else beside the running program or in ../libexec/assay. Empty
// when there is none.
std::filesystem::path findCompileHelper(const std::filesystem::path& configured);

// One compile helper process, started at the first request and again after it was ended. One thread.
class HelperClient
{
public:
    enum class Outcome {
        Replied,
        OutOfTime, // the helper was ended because the request took too long
        Crashed, // it ended for another reason, or talked nonsense
        Missing, // it cannot be started
        Cancelled
    };

    // `stop` is looked at while waiting; it must outlive the client.
    HelperClient(std::filesystem::path program, const std::atomic<bool>& stop);
    ~HelperClient();
    HelperClient(const HelperClient&) = delete;
    HelperClient& operator=(const HelperClient&) = delete;

    Outcome ask(const HelperRequest& request, HelperReply& reply);

private:
    bool start();
    // Ends the helper and tells whether its own time limit had ended it.
    bool end();
    Outcome send(std::string_view bytes, double deadline);
    Outcome receive(char* buffer, size_t length, double deadline);
    Outcome exchange(const HelperRequest& request, HelperReply& reply);
    Outcome waitFor(short events, double deadline) const;

    std::filesystem::path m_program;
    const std::atomic<bool>& m_stop;
    int m_socket = -1;
    pid_t m_process = -1;
};

} // namespace assay::rules
