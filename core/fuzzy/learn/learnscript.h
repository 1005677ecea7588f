// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace assay::fuzzy {

struct LearnAnswer
{
    bool learn = true;
    std::optional<uint8_t> flag; // learn to this one instead
    std::string reason; // why not, or what went wrong in the script
};

struct LearnScriptLimits
{
    uint64_t instructions = 10'000'000; // for one message; what functions of its libraries do counts too
    size_t bytes = size_t{16} << 20;
};

// A Lua chunk that returns function(task), with the contract of rspamd's learn_condition: true or false; a boolean and
// a flag; anything else means "do not learn"; an error in the script means "learn" (and is told in `reason`). The
// script has no files, processes, network or modules, and bounded work and memory: a script that exceeds them does not
// learn, which the peer does not know. Variables keep their values from one message to the next. One thread at a time.
class LearnScript
{
public:
    // BadRule names the line.
    static Result<std::unique_ptr<LearnScript>> compile(std::string_view text, const LearnScriptLimits& limits = {});
    ~LearnScript();

    LearnAnswer ask(std::string_view message, uint8_t flag);

private:
    struct State;
    explicit LearnScript(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace assay::fuzzy
