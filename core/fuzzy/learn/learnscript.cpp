// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/learn/learnscript.h"

#include "core/base/json.h"
#include "core/fuzzy/learn/luasandbox.h"
#include "core/fuzzy/learn/luatask.h"

#include <lua.hpp>

namespace assay::fuzzy {
namespace {

constexpr const char* chunkName = "=learn_condition";
constexpr size_t longestReason = 500;

// What the functions below are given: everything that may raise an error runs inside a protected call.
struct Call
{
    std::string_view text; // of the chunk
    const CurrentMessage* current = nullptr;
    int function = LUA_NOREF;
    const char* fault = nullptr;
};

// Runs the chunk and keeps the function that it returns.
int loadScript(lua_State* lua)
{
    Call& call = *static_cast<Call*>(lua_touserdata(lua, 1));
    registerTask(lua);
    const int loaded = luaL_loadbufferx(lua, call.text.data(), call.text.size(), chunkName, "t");
    if (loaded != LUA_OK)
        return lua_error(lua);
    lua_call(lua, 0, 1);
    if (!lua_isfunction(lua, -1)) {
        call.fault = "the script must return function(task)";
        return 0;
    }
    call.function = luaL_ref(lua, LUA_REGISTRYINDEX);
    return 0;
}

int askScript(lua_State* lua)
{
    const Call& call = *static_cast<const Call*>(lua_touserdata(lua, 1));
    lua_settop(lua, 0);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, call.function);
    pushTask(lua, call.current);
    lua_call(lua, 1, LUA_MULTRET);
    return lua_gettop(lua);
}

// The message of an error on top of the stack; objects that are no text have none.
std::string errorText(lua_State* lua)
{
    size_t length = 0;
    const char* text = lua_type(lua, -1) == LUA_TSTRING ? lua_tolstring(lua, -1, &length) : nullptr;
    return text ? toValidUtf8(std::string_view(text, length).substr(0, longestReason)) : "error without a message";
}

} // namespace

struct LearnScript::State
{
    explicit State(const LearnScriptLimits& given)
        : limits(given)
    {
        budget.mostBytes = limits.bytes;
        refill(budget, limits.instructions);
    }
    ~State()
    {
        if (lua)
            lua_close(lua);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    // Results or the error are on the stack.
    int run(lua_CFunction what, Call& call)
    {
        lua_settop(lua, 0);
        if (!lua_checkstack(lua, LUA_MINSTACK))
            return LUA_ERRMEM;
        lua_pushcfunction(lua, what);
        lua_pushlightuserdata(lua, &call);
        return lua_pcall(lua, 1, LUA_MULTRET, 0);
    }

    LearnScriptLimits limits;
    LuaBudget budget;
    lua_State* lua = nullptr;
    int function = LUA_NOREF;
    CurrentMessage current;
};

LearnScript::LearnScript(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

LearnScript::~LearnScript() = default;

Result<std::unique_ptr<LearnScript>> LearnScript::compile(std::string_view text, const LearnScriptLimits& limits)
{
    auto state = std::make_unique<State>(limits);
    state->lua = openSandbox(state->budget);
    if (!state->lua)
        return Error{ErrorCode::LimitExceeded, "learn condition", "the memory limit is too low for any script"};
    Call call;
    call.text = text;
    const int status = state->run(&loadScript, call);
    if (status != LUA_OK)
        return Error{ErrorCode::BadRule, "learn condition",
            state->budget.exhausted ? state->budget.exhausted : errorText(state->lua)};
    if (call.fault)
        return Error{ErrorCode::BadRule, "learn condition", call.fault};
    state->function = call.function;
    return std::unique_ptr<LearnScript>(new LearnScript(std::move(state)));
}

namespace {

LearnAnswer denied(std::string reason)
{
    return LearnAnswer{false, std::nullopt, std::move(reason)};
}

// What the results on the stack say.
LearnAnswer answerOf(lua_State* lua, uint8_t flag)
{
    const int count = lua_gettop(lua);
    if (count == 0 || (count == 1 && !lua_isboolean(lua, 1)))
        return denied("the script returned neither true nor false");
    if (!lua_toboolean(lua, 1))
        return denied("denied by the script");
    LearnAnswer answer;
    if (count == 1 || lua_isnil(lua, 2))
        return answer;
    int isWhole = 0;
    const lua_Integer number = lua_tointegerx(lua, 2, &isWhole);
    if (!isWhole || number < 1 || number > 255)
        return denied("the script returned a flag that is no number from 1 to 255");
    if (number != flag) {
        answer.flag = static_cast<uint8_t>(number);
        answer.reason = "flag " + std::to_string(number) + " by the script";
    }
    return answer;
}

} // namespace

LearnAnswer LearnScript::ask(std::string_view message, uint8_t flag)
{
    State& state = *m_state;
    ScriptMessage view(message);
    state.current.message = &view;
    ++state.current.number;
    refill(state.budget, state.limits.instructions);
    Call call;
    call.function = state.function;
    call.current = &state.current;
    const int status = state.run(&askScript, call);
    LearnAnswer answer;
    if (status == LUA_OK)
        answer = answerOf(state.lua, flag);
    else if (state.budget.exhausted)
        answer = denied(state.budget.exhausted);
    else if (status == LUA_ERRMEM)
        answer = denied("the script takes too much memory");
    else
        answer.reason = errorText(state.lua);
    lua_settop(state.lua, 0);
    state.current.message = nullptr;
    return answer;
}

} // namespace assay::fuzzy
