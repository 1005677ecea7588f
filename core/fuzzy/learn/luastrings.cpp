// SPDX-License-Identifier: GPL-3.0-or-later
// String functions of Lua whose work is bounded.
#include "core/fuzzy/learn/luapattern.h"
#include "core/fuzzy/learn/luasandbox.h"

#include <algorithm>
#include <lua.hpp>
#include <new>

namespace assay::fuzzy {
namespace {

constexpr size_t longestPattern = 10'000;

std::string_view textArgument(lua_State* lua, int index)
{
    size_t length = 0;
    const char* text = luaL_checklstring(lua, index, &length);
    return {text, length};
}

// The compiled pattern of argument `index`; its items are memory of Lua, pushed on the stack.
Pattern patternArgument(lua_State* lua, int index, bool anchors)
{
    const std::string_view text = textArgument(lua, index);
    luaL_argcheck(lua, text.size() <= longestPattern, index, "the pattern is too long");
    spend(lua, text.size());
    void* memory = lua_newuserdatauv(lua, sizeof(PatternItem) * (text.size() + 1), 0);
    Pattern pattern;
    if (const char* fault = compilePattern(text, anchors, static_cast<PatternItem*>(memory), pattern))
        luaL_error(lua, "%s", fault);
    return pattern;
}

bool matchOnce(lua_State* lua, const Pattern& pattern, std::string_view text, size_t from, PatternMatch& match)
{
    LuaBudget& budget = budgetOf(lua);
    const MatchResult result = matchPattern(pattern, text, from, budget.steps, match);
    if (result == MatchResult::TooDeep)
        luaL_error(lua, "pattern too complex");
    if (result == MatchResult::OutOfSteps)
        spend(lua, budget.steps + 1);
    return result == MatchResult::Found;
}

void pushCapture(lua_State* lua, std::string_view text, const PatternMatch::Capture& capture)
{
    if (capture.isPosition)
        lua_pushinteger(lua, static_cast<lua_Integer>(capture.begin) + 1);
    else
        lua_pushlstring(lua, text.data() + capture.begin, capture.length);
}

void pushWhole(lua_State* lua, std::string_view text, const PatternMatch& match)
{
    lua_pushlstring(lua, text.data() + match.begin, match.end - match.begin);
}

// All captures, or the whole match where there are none and `whole`.
int pushCaptures(lua_State* lua, std::string_view text, const Pattern& pattern, const PatternMatch& match, bool whole)
{
    luaL_checkstack(lua, static_cast<int>(mostCaptures) + 1, "too many captures");
    if (pattern.captures == 0 && whole) {
        pushWhole(lua, text, match);
        return 1;
    }
    for (unsigned i = 0; i < pattern.captures; ++i)
        pushCapture(lua, text, match.captures[i]);
    return static_cast<int>(pattern.captures);
}

// The optional position `index`, counted from 0; beyond the end it is one more than the length.
size_t startArgument(lua_State* lua, int index, std::string_view text)
{
    const lua_Integer position = luaL_optinteger(lua, index, 1);
    const auto length = static_cast<lua_Integer>(text.size());
    if (position > 0)
        return static_cast<size_t>(std::min(position - 1, length + 1));
    return position == 0 || position < -length ? 0 : static_cast<size_t>(length + position);
}

int find(lua_State* lua)
{
    const std::string_view text = textArgument(lua, 1), wanted = textArgument(lua, 2);
    const size_t start = startArgument(lua, 3, text);
    if (start > text.size())
        return luaL_pushfail(lua), 1;
    const bool isPlain = lua_toboolean(lua, 4) != 0 || wanted.find_first_of("^$*+?.([%-") == std::string_view::npos;
    if (isPlain) {
        spend(lua, text.size() / 8);
        const size_t at = text.find(wanted, start);
        if (at == std::string_view::npos)
            return luaL_pushfail(lua), 1;
        lua_pushinteger(lua, static_cast<lua_Integer>(at + 1));
        lua_pushinteger(lua, static_cast<lua_Integer>(at + wanted.size()));
        return 2;
    }
    const Pattern pattern = patternArgument(lua, 2, true);
    PatternMatch match;
    if (!matchOnce(lua, pattern, text, start, match))
        return luaL_pushfail(lua), 1;
    lua_pushinteger(lua, static_cast<lua_Integer>(match.begin + 1));
    lua_pushinteger(lua, static_cast<lua_Integer>(match.end));
    return 2 + pushCaptures(lua, text, pattern, match, false);
}

int match(lua_State* lua)
{
    const std::string_view text = textArgument(lua, 1);
    const size_t start = startArgument(lua, 3, text);
    const Pattern pattern = patternArgument(lua, 2, true);
    PatternMatch found;
    if (start > text.size() || !matchOnce(lua, pattern, text, start, found))
        return luaL_pushfail(lua), 1;
    return pushCaptures(lua, text, pattern, found, true);
}

// Upvalues: text, pattern (kept for its items), its description, where to go on, end of the last match.
int nextMatch(lua_State* lua)
{
    const std::string_view text = textArgument(lua, lua_upvalueindex(1));
    const Pattern pattern = *static_cast<const Pattern*>(lua_touserdata(lua, lua_upvalueindex(3)));
    auto from = static_cast<size_t>(lua_tointeger(lua, lua_upvalueindex(4)));
    const lua_Integer lastEnd = lua_tointeger(lua, lua_upvalueindex(5));
    PatternMatch match;
    while (from <= text.size() && matchOnce(lua, pattern, text, from, match)) {
        // An empty match where the last one ended is no new one.
        if (static_cast<lua_Integer>(match.end) == lastEnd) {
            from = match.begin + 1;
            continue;
        }
        for (const int upvalue : {4, 5}) {
            lua_pushinteger(lua, static_cast<lua_Integer>(match.end));
            lua_replace(lua, lua_upvalueindex(upvalue));
        }
        return pushCaptures(lua, text, pattern, match, true);
    }
    return 0;
}

int allMatches(lua_State* lua)
{
    const std::string_view text = textArgument(lua, 1);
    const size_t start = startArgument(lua, 3, text);
    lua_settop(lua, 2);
    const Pattern pattern = patternArgument(lua, 2, false); // pushes its items
    new (lua_newuserdatauv(lua, sizeof pattern, 0)) Pattern(pattern);
    lua_remove(lua, 2);
    lua_pushinteger(lua, static_cast<lua_Integer>(start));
    lua_pushinteger(lua, -1);
    lua_pushcclosure(lua, &nextMatch, 5);
    return 1;
}

// "%0" ... "%9" and "%%" in the replacement of gsub.
void addText(lua_State* lua, luaL_Buffer& out, std::string_view text, const Pattern& pattern, const PatternMatch& match)
{
    const std::string_view form = textArgument(lua, 3);
    for (size_t i = 0; i < form.size(); ++i) {
        if (form[i] != '%') {
            luaL_addchar(&out, form[i]);
            continue;
        }
        const char next = ++i < form.size() ? form[i] : '\0';
        const auto number = static_cast<unsigned>(next - '0');
        if (next == '%') {
            luaL_addchar(&out, '%');
        } else if (number == 0 || (number == 1 && pattern.captures == 0)) {
            luaL_addlstring(&out, text.data() + match.begin, match.end - match.begin);
        } else if (number <= 9 && number <= pattern.captures) {
            pushCapture(lua, text, match.captures[number - 1]);
            luaL_addvalue(&out);
        } else {
            luaL_error(lua,
                number <= 9 ? "invalid capture index in replacement string"
                            : "invalid use of '%%' in replacement string");
        }
    }
}

// What a table or function says, or the match itself when that is false or nil.
void addValue(
    lua_State* lua, luaL_Buffer& out, std::string_view text, const Pattern& pattern, const PatternMatch& match)
{
    if (lua_type(lua, 3) == LUA_TFUNCTION) {
        lua_pushvalue(lua, 3);
        lua_call(lua, pushCaptures(lua, text, pattern, match, true), 1);
    } else {
        if (pattern.captures == 0)
            pushWhole(lua, text, match);
        else
            pushCapture(lua, text, match.captures[0]);
        lua_gettable(lua, 3);
    }
    if (!lua_toboolean(lua, -1)) {
        lua_pop(lua, 1);
        pushWhole(lua, text, match);
    } else if (!lua_isstring(lua, -1)) {
        luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
    }
    luaL_addvalue(&out);
}

int replaceAll(lua_State* lua)
{
    const std::string_view text = textArgument(lua, 1);
    textArgument(lua, 2);
    const int kind = lua_type(lua, 3);
    const bool isText = kind == LUA_TSTRING || kind == LUA_TNUMBER;
    luaL_argexpected(lua, isText || kind == LUA_TTABLE || kind == LUA_TFUNCTION, 3, "string/function/table");
    const lua_Integer most = luaL_optinteger(lua, 4, static_cast<lua_Integer>(text.size()) + 1);
    lua_settop(lua, 3);
    const Pattern pattern = patternArgument(lua, 2, true);
    lua_Integer count = 0;
    size_t done = 0, lastEnd = std::string_view::npos;
    PatternMatch match;
    luaL_Buffer out;
    luaL_buffinit(lua, &out);
    while (count < most && done <= text.size() && matchOnce(lua, pattern, text, done, match)) {
        if (match.end == lastEnd) { // an empty match where the last one ended is no new one
            const size_t next = std::min(match.begin + 1, text.size());
            luaL_addlstring(&out, text.data() + done, next - done);
            if (match.begin == text.size())
                done = text.size() + 1;
            else
                done = next;
            lastEnd = std::string_view::npos;
            continue;
        }
        luaL_addlstring(&out, text.data() + done, match.begin - done);
        isText ? addText(lua, out, text, pattern, match) : addValue(lua, out, text, pattern, match);
        ++count;
        done = lastEnd = match.end;
        if (pattern.isAnchored)
            break;
    }
    if (done < text.size())
        luaL_addlstring(&out, text.data() + done, text.size() - done);
    luaL_pushresult(&out);
    lua_pushinteger(lua, count);
    return 2;
}

int repeat(lua_State* lua)
{
    const std::string_view text = textArgument(lua, 1);
    const lua_Integer count = luaL_checkinteger(lua, 2);
    size_t length = 0;
    const char* between = luaL_optlstring(lua, 3, "", &length);
    const size_t each = text.size() + length;
    if (count <= 0 || each == 0) {
        lua_pushliteral(lua, "");
        return 1;
    }
    const size_t most = budgetOf(lua).mostBytes;
    if (static_cast<size_t>(count) > most / each)
        return luaL_error(lua, "resulting string too large");
    spend(lua, static_cast<uint64_t>(count) * each / 8);
    luaL_Buffer out;
    luaL_buffinitsize(lua, &out, static_cast<size_t>(count) * each);
    for (lua_Integer i = 0; i < count; ++i) {
        luaL_addlstring(&out, text.data(), text.size());
        if (i + 1 < count)
            luaL_addlstring(&out, between, length);
    }
    luaL_pushresult(&out);
    return 1;
}

} // namespace

void addStringFunctions(lua_State* lua)
{
    constexpr luaL_Reg functions[] = {{"find", &find}, {"match", &match}, {"gmatch", &allMatches},
        {"gsub", &replaceAll}, {"rep", &repeat}, {nullptr, nullptr}};
    luaL_setfuncs(lua, functions, 0);
}

} // namespace assay::fuzzy
