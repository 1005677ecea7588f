// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/rules/view/goldendata.h"

#include "core/rules/match/matcher.h"
#include "core/rules/view/utf8.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

namespace assay::test {

namespace {

// The first capturing group as a named one.
std::string withNamedGroup(std::string pattern)
{
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\') {
            ++i;
        } else if (pattern[i] == '[') {
            i = pattern.find(']', i);
        } else if (pattern[i] == '(' && pattern.compare(i, 2, "(?") != 0) {
            pattern.insert(i + 1, "?<target>");
            break;
        }
    }
    return pattern;
}

// "/.../i" or "m'...'i".
void addRedirector(rules::ViewTables& tables, std::string literal)
{
    if (literal.front() == 'm')
        literal.erase(0, 1);
    const size_t close = literal.rfind(literal.front());
    rules::Pattern pattern;
    pattern.text = withNamedGroup(literal.substr(1, close - 1));
    pattern.flags.caseless = literal.find('i', close) != std::string::npos;
    auto compiled = rules::SinglePattern::compile(pattern);
    if (!compiled)
        return;
    auto shared = std::make_shared<rules::SinglePattern>(std::move(*compiled));
    tables.addRedirector([shared](std::string_view address) -> std::optional<std::string> {
        const auto matches = shared->find(address);
        if (matches.empty() || matches.front().captures.empty())
            return std::nullopt;
        return matches.front().captures.front().second;
    });
}

void readLine(rules::ViewTables& tables, const std::string& line)
{
    std::istringstream words(line);
    std::string key, word;
    words >> key;
    while (words >> word) {
        if (key == "util_rb_tld")
            tables.addTld(word);
        else if (key == "util_rb_2tld")
            tables.addSecondLevel(word);
        else if (key == "util_rb_3tld")
            tables.addThirdLevel(word);
        else if (key == "redirector_pattern")
            addRedirector(tables, word);
        else if (key == "originating_ip_headers")
            tables.addOriginatingIpHeader(word);
    }
}

} // namespace

std::string readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

rules::ViewTables stockTables()
{
    rules::ViewTables tables;
    for (const char* name : {"10_default_prefs.cf", "20_aux_tlds.cf", "20_uri_tests.cf", "72_active.cf"}) {
        std::ifstream file(std::filesystem::path("/usr/share/spamassassin") / name);
        for (std::string line; std::getline(file, line);)
            readLine(tables, line);
    }
    return tables;
}

std::u32string toCodePoints(const nlohmann::json& text)
{
    const std::string utf8 = text.get<std::string>();
    std::u32string result;
    for (size_t at = 0; at < utf8.size();) {
        const rules::CodePoint point = rules::codePointAt(utf8, at);
        result.push_back(point.value);
        at += point.length;
    }
    return result;
}

std::string toBytes(const nlohmann::json& text)
{
    std::string bytes;
    for (const char32_t character : toCodePoints(text)) {
        if (character < 0x100)
            bytes.push_back(static_cast<char>(character));
        else
            rules::appendUtf8(bytes, character);
    }
    return bytes;
}

std::vector<std::string> toByteList(const nlohmann::json& list)
{
    std::vector<std::string> result;
    for (const auto& text : list)
        result.push_back(toBytes(text));
    return result;
}

void forEachCase(const std::filesystem::path& messages, const std::filesystem::path& expected,
    const std::function<void(const RenderCase&)>& visit)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(expected))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        RenderCase one;
        one.id = file.stem().string();
        one.message = readFile(messages / (one.id + ".eml"));
        one.expected = nlohmann::json::parse(readFile(file));
        visit(one);
    }
}

} // namespace assay::test
