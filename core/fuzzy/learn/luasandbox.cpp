// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/learn/luasandbox.h"

#include <cstdlib>
#include <ctime>
#include <lua.hpp>

namespace assay::fuzzy {
namespace {

constexpr uint64_t stepsBetweenLooks = 1000;
constexpr auto mostTime = std::chrono::seconds(2);
constexpr lua_Integer longestTable = 100'000; // that sort, concat and their like take

std::chrono::nanoseconds threadTime()
{
    timespec now = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

void* allocate(void* user, void* block, size_t before, size_t after)
{
    LuaBudget& budget = *static_cast<LuaBudget*>(user);
    const size_t held = block ? before : 0; // else it is the kind of object
    if (after == 0) {
        std::free(block);
        budget.bytes -= held;
        return nullptr;
    }
    if (after > held && after - held > budget.mostBytes - budget.bytes)
        return nullptr;
    void* moved = std::realloc(block, after);
    if (moved)
        budget.bytes += after - held;
    return moved;
}

[[noreturn]] void stop(lua_State* lua, const char* why)
{
    budgetOf(lua).exhausted = why;
    lua_pushstring(lua, why);
    lua_error(lua);
    std::abort(); // lua_error does not come back
}

void look(lua_State* lua, lua_Debug*)
{
    spend(lua, stepsBetweenLooks);
}

// pcall() that does not catch the end of the budget.
int protectedCall(lua_State* lua)
{
    luaL_checkany(lua, 1);
    const int status = lua_pcall(lua, lua_gettop(lua) - 1, LUA_MULTRET, 0);
    if (budgetOf(lua).exhausted)
        stop(lua, budgetOf(lua).exhausted);
    lua_pushboolean(lua, status == LUA_OK);
    lua_insert(lua, 1);
    return lua_gettop(lua);
}

// xpcall() whose handler runs after the error, as hooks are off while it is thrown.
int protectedCallWithHandler(lua_State* lua)
{
    luaL_checktype(lua, 2, LUA_TFUNCTION);
    lua_pushvalue(lua, 1);
    lua_copy(lua, 2, 1);
    lua_replace(lua, 2); // handler, function, arguments
    const int status = lua_pcall(lua, lua_gettop(lua) - 2, LUA_MULTRET, 0);
    if (budgetOf(lua).exhausted)
        stop(lua, budgetOf(lua).exhausted);
    if (status != LUA_OK)
        lua_call(lua, 1, 1); // handler, message
    else
        lua_remove(lua, 1);
    lua_pushboolean(lua, status == LUA_OK);
    lua_insert(lua, 1);
    return lua_gettop(lua);
}

// setmetatable() without finalizers, which run with hooks off.
int setMetatable(lua_State* lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    luaL_argexpected(lua, lua_isnil(lua, 2) || lua_istable(lua, 2), 2, "nil or table");
    if (luaL_getmetafield(lua, 1, "__metatable") != LUA_TNIL)
        return luaL_error(lua, "cannot change a protected metatable");
    if (lua_istable(lua, 2)) {
        lua_pushliteral(lua, "__gc");
        if (lua_rawget(lua, 2) != LUA_TNIL)
            return luaL_error(lua, "finalizers are not allowed here");
        lua_pop(lua, 1);
    }
    lua_settop(lua, 2);
    lua_setmetatable(lua, 1);
    return 1;
}

int doNothing(lua_State*)
{
    return 0;
}

// One of Lua's own table functions, in upvalue 1, for plain tables of a length that it is done with soon: a metatable
// could claim any length.
int boundedTableFunction(lua_State* lua)
{
    luaL_checktype(lua, 1, LUA_TTABLE);
    if (lua_getmetatable(lua, 1))
        return luaL_argerror(lua, 1, "a table with a metatable is not taken here");
    const auto length = static_cast<lua_Integer>(lua_rawlen(lua, 1));
    if (length > longestTable)
        return luaL_argerror(lua, 1, "the table is too long");
    spend(lua, 16 * static_cast<uint64_t>(length)); // what sorting takes
    lua_pushvalue(lua, lua_upvalueindex(1));
    lua_insert(lua, 1);
    lua_call(lua, lua_gettop(lua) - 1, LUA_MULTRET);
    return lua_gettop(lua);
}

void removeFields(lua_State* lua, std::initializer_list<const char*> names)
{
    for (const char* name : names) {
        lua_pushnil(lua);
        lua_setfield(lua, -2, name);
    }
}

void setFunction(lua_State* lua, const char* name, lua_CFunction function)
{
    lua_pushcfunction(lua, function);
    lua_setfield(lua, -2, name);
}

void addTableFunctions(lua_State* lua)
{
    removeFields(lua, {"move"});
    for (const char* name : {"concat", "insert", "remove", "sort", "unpack"}) {
        lua_getfield(lua, -1, name);
        lua_pushcclosure(lua, &boundedTableFunction, 1);
        lua_setfield(lua, -2, name);
    }
    // As Lua 5.1 has it, which the peer's scripts are written for.
    lua_getfield(lua, -1, "unpack");
    lua_setglobal(lua, "unpack");
}

int openLibraries(lua_State* lua)
{
    luaL_requiref(lua, LUA_GNAME, &luaopen_base, 1);
    removeFields(lua, {"collectgarbage", "dofile", "load", "loadfile", "loadstring", "warn"});
    setFunction(lua, "pcall", &protectedCall);
    setFunction(lua, "xpcall", &protectedCallWithHandler);
    setFunction(lua, "setmetatable", &setMetatable);
    setFunction(lua, "print", &doNothing);
    luaL_requiref(lua, LUA_STRLIBNAME, &luaopen_string, 1);
    removeFields(lua, {"dump", "pack", "packsize", "unpack"});
    addStringFunctions(lua);
    luaL_requiref(lua, LUA_TABLIBNAME, &luaopen_table, 1);
    addTableFunctions(lua);
    luaL_requiref(lua, LUA_MATHLIBNAME, &luaopen_math, 1);
    lua_settop(lua, 0);
    return 0;
}

} // namespace

lua_State* openSandbox(LuaBudget& budget)
{
    lua_State* lua = lua_newstate(&allocate, &budget);
    if (!lua)
        return nullptr;
    lua_pushcfunction(lua, &openLibraries);
    if (lua_pcall(lua, 0, 0, 0) != LUA_OK) {
        lua_close(lua);
        return nullptr;
    }
    lua_sethook(lua, &look, LUA_MASKCOUNT, static_cast<int>(stepsBetweenLooks));
    return lua;
}

void refill(LuaBudget& budget, uint64_t steps)
{
    budget.steps = steps;
    budget.deadline = threadTime() + mostTime;
    budget.exhausted = nullptr;
}

LuaBudget& budgetOf(lua_State* lua)
{
    void* user = nullptr;
    lua_getallocf(lua, &user);
    return *static_cast<LuaBudget*>(user);
}

void spend(lua_State* lua, uint64_t steps)
{
    LuaBudget& budget = budgetOf(lua);
    if (budget.steps < steps) {
        budget.steps = 0;
        stop(lua, "the script takes too many steps");
    }
    budget.steps -= steps;
    if (steps >= stepsBetweenLooks && threadTime() > budget.deadline)
        stop(lua, "the script takes too long");
}

} // namespace assay::fuzzy
