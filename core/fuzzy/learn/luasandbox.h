// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

struct lua_State;

namespace assay::fuzzy {

// What a script may still use up. It outlives the Lua state that it bounds.
struct LuaBudget
{
    size_t mostBytes = 0, bytes = 0;
    uint64_t steps = 0; // instructions, and what functions in C do for them
    std::chrono::nanoseconds deadline{0}; // on the clock of this thread's work: for what costs more than it is counted
    const char* exhausted = nullptr; // by what; nothing runs on then
};

// A state without libraries but the harmless parts of base, string, table and math. Scripts cannot reach files,
// modules, other chunks, finalizers or hooks, and no function in C works longer than the budget allows. Null: no
// memory. Errors jump (longjmp): nothing with a destructor may be alive in functions that call Lua.
lua_State* openSandbox(LuaBudget& budget);

// Gives a script so many steps, and a little time for them.
void refill(LuaBudget& budget, uint64_t steps);

// The budget of a state; takes `steps` off it and raises an error when there are not so many.
LuaBudget& budgetOf(lua_State* lua);
void spend(lua_State* lua, uint64_t steps);

// find, match, gmatch, gsub and rep in place of Lua's own; the table `string` is on top of the stack.
void addStringFunctions(lua_State* lua);

} // namespace assay::fuzzy
