// SPDX-License-Identifier: GPL-3.0-or-later
// The bounded string functions against those of Lua itself, on made-up patterns and texts.
#include "core/fuzzy/learn/luapattern.h"
#include "core/fuzzy/learn/luasandbox.h"

#include <gtest/gtest.h>

#include <lua.hpp>
#include <random>

namespace assay::fuzzy {
namespace {

class Pair : public testing::Test
{
protected:
    void SetUp() override
    {
        m_budget.mostBytes = 64U << 20;
        refill(m_budget, 1'000'000'000);
        m_ours = openSandbox(m_budget);
        m_theirs = luaL_newstate();
        luaL_openlibs(m_theirs);
    }
    void TearDown() override
    {
        lua_close(m_ours);
        lua_close(m_theirs);
    }

    // All results of a chunk as one text, or "error".
    static std::string run(lua_State* lua, const std::string& text, const std::string& pattern, const char* chunk)
    {
        lua_settop(lua, 0);
        EXPECT_EQ(luaL_loadstring(lua, chunk), LUA_OK) << lua_tostring(lua, -1);
        lua_pushlstring(lua, text.data(), text.size());
        lua_pushlstring(lua, pattern.data(), pattern.size());
        if (lua_pcall(lua, 2, LUA_MULTRET, 0) != LUA_OK)
            return "error";
        std::string results;
        for (int i = 1; i <= lua_gettop(lua); ++i) {
            size_t length = 0;
            const char* result = luaL_tolstring(lua, i, &length);
            results.append(result, length).append("|");
            lua_pop(lua, 1);
        }
        return results;
    }
    void compare(const std::string& text, const std::string& pattern, const char* chunk)
    {
        const std::string ours = run(m_ours, text, pattern, chunk);
        // Lua sees what is wrong with a pattern only when the match gets there.
        if (ours == "error" && isMalformed(pattern)) {
            ++m_malformed;
            return;
        }
        ++m_compared;
        EXPECT_EQ(ours, run(m_theirs, text, pattern, chunk))
            << chunk << " of \"" << text << "\" and \"" << pattern << '"';
    }

    static bool isMalformed(const std::string& text)
    {
        std::vector<PatternItem> items(text.size() + 1);
        Pattern pattern;
        return compilePattern(text, true, items.data(), pattern) || compilePattern(text, false, items.data(), pattern);
    }

    LuaBudget m_budget;
    unsigned m_compared = 0, m_malformed = 0;
    lua_State* m_ours = nullptr;
    lua_State* m_theirs = nullptr;
};

constexpr const char* chunks[] = {"return string.find(...)", "return string.match(...)",
    "local s, p = ... return string.find(s, p, 3)", "local s, p = ... return string.find(s, p, -2)",
    "local s, p = ... return string.find(s, p, 1, true)", "local s, p = ... return string.gsub(s, p, '<%0>')",
    "local s, p = ... return string.gsub(s, p, '%1', 2)", "local s, p = ... return string.gsub(s, p, '%2')",
    "local s, p = ... return string.gsub(s, p, {a = 'A', b = false, ab = 7})",
    "local s, p = ... return string.gsub(s, p, function(m) return #tostring(m) > 1 and tostring(m) .. '!' end)",
    "local s, p = ... local r = '' for a, b in string.gmatch(s, p) do r = r .. tostring(a) .. ',' .. tostring(b) .. ';'"
    " end return r",
    "local s, p = ... local r = '' for a in s:gmatch(p, 2) do r = r .. tostring(a) .. ';' end return r",
    "local s, p = ... return string.rep(s, #p % 4, p)"};

TEST_F(Pair, KnownPatternsAgree)
{
    for (const char* pattern :
        {"", "a", "^a", "a$", "^", "$", "a*", "a+", "a-", "a?", ".-b", "(a)(b)", "()a()", "(a*(.)%w(%s*))", "%a+", "%A",
            "[abc]", "[^abc]+", "[a-c]", "[]a]", "[^]a]", "[a-]", "[%a_]", "[%]]", "%bab", "%b()", "%f[%w]%w+",
            "%f[^%w]", "(a)%1", "(.)(.)%2%1", "a%", "[a", "(a", "a)", "%f", "%b", "%ba", "%1", "(%1)", "[%", "x(", "*a",
            "^*", "%d+%.%d+", "a.b", "%.", "(a-)b", "((a)b)", "%z", "\\x00", "^^a", "a$b", "%s*$"}) {
        for (const char* text : {"", "a", "b", "ab", "aab", "abcabc", "  a b  ", "(a(b)c)", "THE (quick) fox",
                 "1.5 and 22.75", "]a-_", "abba", "^a$"}) {
            for (const char* chunk : chunks)
                compare(text, pattern, chunk);
        }
    }
}

TEST_F(Pair, RandomPatternsAgree)
{
    std::minstd_rand random(20'261'122);
    constexpr std::string_view patternParts[] = {"a", "b", ".", "%a", "%s", "[ab]", "[^a]", "(", ")", "()", "*", "+",
        "-", "?", "^", "$", "%b()", "%f[a]", "%1", "%w", "[%s(]", "%."};
    constexpr std::string_view letters = "aabb (). c";
    for (int round = 0; round < 20'000; ++round) {
        std::string pattern, text;
        for (unsigned i = 0, n = random() % 7; i < n; ++i)
            pattern += patternParts[random() % std::size(patternParts)];
        for (unsigned i = 0, n = random() % 12; i < n; ++i)
            text += letters[random() % letters.size()];
        compare(text, pattern, chunks[random() % std::size(chunks)]);
    }
    EXPECT_GT(m_compared, 2 * m_malformed);
}

} // namespace
} // namespace assay::fuzzy
