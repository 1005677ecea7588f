// SPDX-License-Identifier: GPL-3.0-or-later
// What no source may do, found by its words.
#include "tests/architecture/sourcefiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

namespace assay::test {
namespace {

size_t lineOf(const std::string& text, size_t position)
{
    return 1 + static_cast<size_t>(std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(position), '\n'));
}

// `word` is part of every match: most files do not hold it.
void expectAbsent(const SourceFile& file, const char* word, const std::string& pattern, const char* why)
{
    if (file.text.find(word) == std::string::npos)
        return;
    std::smatch match;
    if (std::regex_search(file.text, match, std::regex(pattern)))
        ADD_FAILURE() << file.path << ":" << lineOf(file.text, static_cast<size_t>(match.position())) << ": "
                      << match.str() << ": " << why;
}

TEST(Style, NoSingletonsAndNoNestedEventLoops)
{
    for (const SourceFile& file : sourceFiles()) {
        expectAbsent(file, "instance", "\\binstance\\s*\\(\\s*\\)", "pass what is needed to the constructor");
        expectAbsent(file, "processEvents", "\\bprocessEvents\\s*\\(", "long work belongs to a job");
    }
}

TEST(Style, NoUsingNamespaceInHeadersAndNoneForStd)
{
    for (const SourceFile& file : sourceFiles()) {
        if (file.isHeader())
            expectAbsent(file, "namespace", "\\busing\\s+namespace\\b", "a header is read by many");
        expectAbsent(file, "namespace", "\\busing\\s+namespace\\s+std\\s*;", "names of std are written out");
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
}

} // namespace
} // namespace assay::test
