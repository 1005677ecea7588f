// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/learn/luahandle.h"

#include "core/fuzzy/learn/luasandbox.h"

#include <new>

namespace assay::fuzzy {

void pushHandle(lua_State* lua, const char* kind, const Handle& handle)
{
    new (lua_newuserdatauv(lua, sizeof handle, 0)) Handle(handle);
    luaL_setmetatable(lua, kind);
}

const Handle& checkHandle(lua_State* lua, const char* kind)
{
    const Handle& handle = *static_cast<const Handle*>(luaL_checkudata(lua, 1, kind));
    if (!handle.current->message || handle.current->number != handle.number)
        luaL_error(lua, "the message of this object is gone");
    return handle;
}

ScriptMessage& messageOf(lua_State* lua, const char* kind)
{
    return checkHandle(lua, kind).message();
}

void pushText(lua_State* lua, std::string_view text)
{
    lua_pushlstring(lua, text.data(), text.size());
}

void pushDecoded(lua_State* lua, ScriptMessage& message, std::string_view value)
{
    spend(lua, value.size()); // decoding costs more than the script's own steps show
    pushText(lua, message.decoded(value));
}

void setText(lua_State* lua, const char* name, std::string_view text)
{
    pushText(lua, text);
    lua_setfield(lua, -2, name);
}

int pushNil(lua_State* lua)
{
    lua_pushnil(lua);
    return 1;
}

std::string_view textArgument(lua_State* lua, int index)
{
    size_t length = 0;
    const char* text = luaL_checklstring(lua, index, &length);
    return {text, length};
}

void registerKind(lua_State* lua, const char* kind, const luaL_Reg* methods)
{
    luaL_newmetatable(lua, kind);
    luaL_setfuncs(lua, methods, 0);
    lua_createtable(lua, 0, 0); // what scripts may call, apart from the metatable, which they must not get at
    luaL_setfuncs(lua, methods, 0);
    lua_setfield(lua, -2, "__index");
    lua_pushboolean(lua, 0);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 1);
}

} // namespace assay::fuzzy
