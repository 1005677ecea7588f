// SPDX-License-Identifier: GPL-3.0-or-later
// What no source may do, found by its words.
#include "tests/architecture/sourcefiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace assay::test {
namespace {

size_t lineOf(const std::string& text, size_t position)
{
    return 1 + static_cast<size_t>(std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(position), '\n'));
}

bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// Where the tokens follow each other, with or without blanks between; npos when nowhere. A word is matched whole.
size_t findTokens(const std::string& text, const std::vector<std::string>& tokens)
{
    for (size_t at = text.find(tokens[0]); at != std::string::npos; at = text.find(tokens[0], at + 1)) {
        if (at > 0 && isWordCharacter(text[at - 1]))
            continue;
        size_t position = at;
        const bool fits = std::all_of(tokens.begin(), tokens.end(), [&](const std::string& token) {
            position = std::min(text.find_first_not_of(" \t\n", position), text.size());
            const bool equal = text.compare(position, token.size(), token) == 0;
            position += token.size();
            const bool whole =
                !isWordCharacter(token.back()) || position >= text.size() || !isWordCharacter(text[position]);
            return equal && whole;
        });
        if (fits)
            return at;
    }
    return std::string::npos;
}

void expectAbsent(const SourceFile& file, const std::vector<std::string>& tokens, const char* why)
{
    const size_t at = findTokens(file.text, tokens);
    if (at != std::string::npos)
        ADD_FAILURE() << file.path << ":" << lineOf(file.text, at) << ": " << tokens[0] << ": " << why;
}

TEST(Style, NoSingletonsAndNoNestedEventLoops)
{
    for (const SourceFile& file : sourceFiles()) {
        expectAbsent(file, {"instance", "(", ")"}, "pass what is needed to the constructor");
        if (file.path != "widgets/shell/benchui.cpp") // drives the window from outside, as the tests do
            expectAbsent(file, {"processEvents", "("}, "long work belongs to a job");
    }
}

TEST(Style, NoUsingNamespaceInHeadersAndNoneForStd)
{
    for (const SourceFile& file : sourceFiles()) {
        if (file.isHeader())
            expectAbsent(file, {"using", "namespace"}, "a header is read by many");
        expectAbsent(file, {"using", "namespace", "std", ";"}, "names of std are written out");
    }
}

TEST(Style, HeadersAreReadOnce)
{
    for (const SourceFile& file : sourceFiles()) {
        // A precompiled header is no part of another file.
        if (file.isHeader() && file.path.find("/pch.h") == std::string::npos) {
            EXPECT_NE(file.text.find("#pragma once"), std::string::npos) << file.path;
        }
    }
}

TEST(Style, TheCheckSkipsCommentsAndLiterals)
{
    const SourceFile file = parseSource("core/base/a.h",
        "// instance()\n/* using namespace std; */ const char* a = \"processEvents(\";\n"
        "auto b = R\"x(instance())x\"; int c = 1'000'000; char d = '\"'; // x\ncall();\n");
    EXPECT_EQ(file.text.find("instance"), std::string::npos);
    EXPECT_EQ(file.text.find("processEvents"), std::string::npos);
    EXPECT_EQ(lineOf(file.text, file.text.find("call")), 4u);
    EXPECT_EQ(findTokens("x; using  namespace std;", {"using", "namespace", "std", ";"}), 3u);
    EXPECT_EQ(findTokens("auto& a = T::instance ();", {"instance", "(", ")"}), 13u);
    EXPECT_EQ(findTokens("instances(); instance(1); myinstance()", {"instance", "(", ")"}), std::string::npos);
}

} // namespace
} // namespace assay::test
