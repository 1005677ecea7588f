// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/sourcefiles.h"

#include "tests/support/testpaths.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace assay::test {
namespace {

namespace fs = std::filesystem;

std::string folderOf(const std::string& path)
{
    const size_t first = path.find('/');
    const size_t second = path.find('/', first + 1);
    return path.substr(0, second == std::string::npos ? first : second);
}

// The end of a literal that begins at `at` with a quote.
size_t literalEnd(const std::string& text, size_t at)
{
    const char quote = text[at];
    if (quote == '"' && at > 0 && text[at - 1] == 'R') {
        const size_t open = text.find('(', at);
        const std::string close = ")" + text.substr(at + 1, open - at - 1) + "\"";
        const size_t end = text.find(close, open);
        return end == std::string::npos ? text.size() : end + close.size();
    }
    for (size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == quote)
            return i + 1;
    }
    return at + 1;
}

size_t endOfHidden(const std::string& text, size_t at)
{
    if (text.compare(at, 2, "//") == 0)
        return std::min(text.find('\n', at), text.size());
    if (text.compare(at, 2, "/*") == 0)
        return std::min(text.find("*/", at + 2), text.size() - 2) + 2;
    const bool digitSeparator = text[at] == '\'' && at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1]));
    if ((text[at] == '"' || text[at] == '\'') && !digitSeparator)
        return literalEnd(text, at);
    return at;
}

std::string withoutHidden(std::string text)
{
    for (size_t at = 0; at < text.size();) {
        const size_t end = endOfHidden(text, at);
        for (size_t i = at; i < end; ++i)
            text[i] = text[i] == '\n' ? '\n' : ' ';
        at = std::max(end, at + 1);
    }
    return text;
}

std::vector<Include> includesOf(const std::string& text)
{
    std::vector<Include> includes;
    std::istringstream lines(text);
    std::string line;
    for (size_t number = 1; std::getline(lines, line); ++number) {
        const size_t hash = line.find_first_not_of(" \t");
        if (hash == std::string::npos || line[hash] != '#')
            continue;
        const size_t word = line.find_first_not_of(" \t", hash + 1);
        if (word == std::string::npos || line.compare(word, 7, "include") != 0)
            continue;
        const size_t open = line.find_first_of("\"<", word);
        const size_t close = open == std::string::npos ? open : line.find_first_of("\">", open + 1);
        if (close != std::string::npos)
            includes.push_back({line.substr(open + 1, close - open - 1), line[open] == '"', number});
    }
    return includes;
}

std::vector<SourceFile> readAll()
{
    std::vector<SourceFile> files;
    for (const char* top : {"core", "widgets", "app"}) {
        const fs::path folder = sourceDir() / top;
        if (!fs::is_directory(folder))
            continue;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            const std::string suffix = entry.path().extension().string();
            if (suffix != ".h" && suffix != ".cpp")
                continue;
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
            files.push_back(parseSource(fs::relative(entry.path(), sourceDir()).generic_string(), text));
        }
    }
    std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

} // namespace

bool SourceFile::isHeader() const
{
    return path.size() > 2 && path.compare(path.size() - 2, 2, ".h") == 0;
}

const std::vector<SourceFile>& sourceFiles()
{
    static const std::vector<SourceFile> files = readAll();
    return files;
}

SourceFile parseSource(std::string path, const std::string& text)
{
    SourceFile file;
    file.folder = folderOf(path);
    file.path = std::move(path);
    file.includes = includesOf(text);
    file.text = withoutHidden(text);
    return file;
}

} // namespace assay::test
