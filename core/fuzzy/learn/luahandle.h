// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/learn/luatask.h"

#include <lua.hpp>

// What the functions of tasks and of the objects that they give share; known to this folder only. What is of C++ is
// computed before Lua is asked for anything that may jump.
namespace assay::fuzzy {

inline constexpr const char* taskKind = "rspamd{task}";
inline constexpr uint64_t stepsForReading = 20'000; // what taking a message apart counts as

// What objects hold: the message, and the number of what they stand for in it.
struct Handle
{
    const CurrentMessage* current;
    uint64_t number; // of the message
    size_t index;

    ScriptMessage& message() const { return *current->message; }
};

void pushHandle(lua_State* lua, const char* kind, const Handle& handle);
// That of argument 1; an error when it is of another kind or of an earlier message.
const Handle& checkHandle(lua_State* lua, const char* kind);
ScriptMessage& messageOf(lua_State* lua, const char* kind = taskKind);

void pushText(lua_State* lua, std::string_view text);
void setText(lua_State* lua, const char* name, std::string_view text); // in the table on top of the stack
void pushDecoded(lua_State* lua, ScriptMessage& message, std::string_view value); // of a header field
int pushNil(lua_State* lua);
std::string_view textArgument(lua_State* lua, int index);

void registerKind(lua_State* lua, const char* kind, const luaL_Reg* methods);
void registerObjects(lua_State* lua);

// Methods of a task that give objects.
int getFromIp(lua_State* lua);
int getUrls(lua_State* lua);
int getParts(lua_State* lua);
int getTextParts(lua_State* lua);

} // namespace assay::fuzzy
