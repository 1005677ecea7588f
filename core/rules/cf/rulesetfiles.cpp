// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/rulesetfiles.h"

#include "core/base/ascii.h"
#include "core/rules/cf/words.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace assay::rules {
namespace {

bool isDirectory(const std::filesystem::path& path)
{
    std::error_code failure;
    return std::filesystem::is_directory(path, failure);
}

// The first line that is neither empty nor a comment.
std::string_view firstLine(std::string_view text)
{
    for (size_t start = 0; start < text.size();) {
        const size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view line = trimmed(text.substr(start, end - start));
        if (!line.empty() && line.front() != '#')
            return line;
        start = end + 1;
    }
    return {};
}

} // namespace

std::vector<std::filesystem::path> stockRuleDirectories()
{
    return {"/usr/share/spamassassin", "/etc/spamassassin"};
}

Result<std::filesystem::path> builtInRuleDirectory()
{
    std::vector<std::filesystem::path> candidates;
    std::error_code failure;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failure);
    if (!failure)
        candidates.push_back(program.parent_path().parent_path() / "share/assay/rules");
    if (const char* resources = std::getenv("ASSAY_RESOURCES"))
        candidates.push_back(std::filesystem::path(resources) / "rules");
    candidates.emplace_back(ASSAY_RESOURCES_DIR "/rules");
    for (const std::filesystem::path& candidate : candidates) {
        if (isDirectory(candidate))
            return candidate;
    }
    return Error{ErrorCode::NotFound, candidates.front().string(), "the built-in rules are not installed"};
}

RuleLanguage ruleLanguageOf(std::string_view fileName, std::string_view text)
{
    if (endsWithIgnoringCase(fileName, ".cf") || endsWithIgnoringCase(fileName, ".pre"))
        return RuleLanguage::SpamAssassin;
    if (endsWithIgnoringCase(fileName, ".trules"))
        return RuleLanguage::Traffic;
    // NAME { , NAME = , "NAME" { : the other language never writes these after its first word.
    const std::string_view line = firstLine(text);
    const auto [word, rest] = splitFirstWord(line);
    const bool isBlock = !rest.empty() && (rest.front() == '{' || rest.front() == '=');
    const bool isQuoted = !word.empty() && (word.front() == '"' || word.front() == '{' || word.back() == '{');
    return isBlock || isQuoted ? RuleLanguage::Rspamd : RuleLanguage::SpamAssassin;
}

} // namespace assay::rules
