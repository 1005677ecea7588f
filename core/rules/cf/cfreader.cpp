// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/cfreader.h"

#include "core/base/ascii.h"
#include "core/base/file.h"
#include "core/rules/cf/words.h"

#include <algorithm>
#include <array>

namespace assay::rules {
namespace {

constexpr uint64_t maxFileSize = uint64_t{64} << 20;
constexpr int maxIncludeDepth = 10;
constexpr std::string_view language = "en_US"; // of `lang` lines, whatever the machine's language

// The line up to an unescaped '#', with "\#" made "#".
std::string withoutComment(std::string_view line)
{
    std::string text;
    text.reserve(line.size());
    for (size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '#') {
            text += line[i];
        } else if (i > 0 && line[i - 1] == '\\') {
            text.back() = '#';
        } else {
            break;
        }
    }
    return text;
}

// Takes "lang XX " off the front; false when the line is for another language.
bool takeLanguage(std::string_view& line)
{
    const auto [word, rest] = splitFirstWord(line);
    if (word != "lang")
        return true;
    const auto [wanted, text] = splitFirstWord(rest);
    if (text.empty())
        return true;
    line = text;
    return startsWithIgnoringCase(language, wanted);
}

std::string normalizedKeyword(std::string_view word)
{
    std::string keyword = toAsciiLower(word);
    std::replace(keyword.begin(), keyword.end(), '-', '_');
    return keyword;
}

} // namespace

Result<void> CfReader::readFile(const std::filesystem::path& path)
{
    const auto text = assay::readFile(path, maxFileSize);
    if (!text)
        return text.error();
    readText(*text, path.string());
    return {};
}

Result<void> CfReader::readDirectory(const std::filesystem::path& path, std::string_view suffix)
{
    std::vector<std::filesystem::path> files;
    std::error_code failure;
    for (std::filesystem::directory_iterator entry(path, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (name.size() > suffix.size() && name.front() != '.'
            && name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0)
            files.push_back(entry->path());
    }
    if (failure)
        return Error::fromErrno(failure.value(), path.string());
    std::sort(files.begin(), files.end(),
        [](const auto& a, const auto& b) { return a.filename().string() < b.filename().string(); });
    for (const std::filesystem::path& file : files) {
        if (const auto done = readFile(file); !done)
            return done;
    }
    return {};
}

void CfReader::readText(std::string_view text, const std::string& name)
{
    ConditionalStack conditions;
    LinePlace place{name, 0, 0};
    for (size_t start = 0; start < text.size();) {
        const size_t end = std::min(text.find('\n', start), text.size());
        ++place.line;
        readLine(text.substr(start, end - start), place, conditions);
        start = end + 1;
    }
    if (conditions.openCount() > 0)
        m_collector.problem(std::to_string(conditions.openCount()) + " 'if' without 'endif'", place, {}, 1, false);
}

void CfReader::readLine(std::string_view line, LinePlace& place, ConditionalStack& conditions)
{
    const std::string uncommented = withoutComment(line);
    std::string_view text = trimmed(uncommented);
    if (text.empty() || !takeLanguage(text))
        return;
    const auto [word, value] = splitFirstWord(text);
    const std::string keyword = normalizedKeyword(word);
    place.valueColumn = static_cast<uint32_t>((value.empty() ? word.data() : value.data()) - uncommented.data()) + 1;
    if (readCondition(keyword, value, place, conditions) || conditions.isSkipping())
        return;
    readKeyword(keyword, value, place, conditions);
}

void CfReader::openIf(std::string_view expression, const LinePlace& place, ConditionalStack& conditions)
{
    if (conditions.isSkipping())
        return conditions.openIf(false);
    const Result<bool> value = evaluateCondition(expression, m_peer);
    if (!value)
        m_collector.problem(value.error().detail, place);
    conditions.openIf(value.ok() && *value);
}

bool CfReader::readCondition(
    std::string_view keyword, std::string_view value, const LinePlace& place, ConditionalStack& conditions)
{
    if (keyword == "if" || keyword == "ifplugin") {
        if (value.empty())
            m_collector.problem(std::string(keyword) + " needs a condition", place);
        openIf(keyword == "if" ? std::string(value) : "plugin (" + std::string(value) + ")", place, conditions);
        return true;
    }
    if (keyword != "else" && keyword != "endif")
        return false;
    if (!value.empty())
        m_collector.problem("'" + std::string(keyword) + "' must stand alone", place);
    else if (!(keyword == "else" ? conditions.takeElse() : conditions.takeEndif()))
        m_collector.problem("'" + std::string(keyword) + "' without 'if'", place);
    return true;
}

void CfReader::readKeyword(
    const std::string& keyword, std::string_view value, const LinePlace& place, ConditionalStack& conditions)
{
    if (readRuleKeyword(keyword, value, place) || readReplaceKeyword(keyword, value, place))
        return;
    if (keyword == "include")
        return include(value, place);
    if (keyword == "require_version") {
        if (value != "@@VERSION@@" && value != PeerTable::versionText) {
            m_collector.problem(
                "the file is for version " + std::string(value) + ", not for " + std::string(PeerTable::versionText),
                place);
            conditions.skipRest();
        }
        return;
    }
    if (keyword == "loadplugin" || keyword == "tryplugin")
        m_peer.load(splitFirstWord(value).first);
    else if (keyword == "enable_compat" && value == "welcomelist_blocklist")
        m_peer.setCompatWelcomelist(true);
    else if (!Settings::isKnown(Settings::currentName(keyword)))
        m_collector.problem("unknown keyword '" + keyword + "'", place, {}, 0, false);
    m_settings.add(keyword, value, place.file, place.line);
}

bool CfReader::readRuleKeyword(std::string_view keyword, std::string_view value, const LinePlace& place)
{
    static constexpr std::array<std::pair<std::string_view, RuleKeyword>, 7> definitions = {{
        {"header", RuleKeyword::Header},
        {"body", RuleKeyword::Body},
        {"rawbody", RuleKeyword::RawBody},
        {"full", RuleKeyword::Full},
        {"uri", RuleKeyword::Uri},
        {"mimeheader", RuleKeyword::MimeHeader},
        {"meta", RuleKeyword::Meta},
    }};
    for (const auto& [name, kind] : definitions) {
        if (keyword == name) {
            m_collector.define(kind, value, place);
            return true;
        }
    }
    using Set = void (RuleCollector::*)(std::string_view, const LinePlace&);
    static constexpr std::array<std::pair<std::string_view, Set>, 5> properties = {{
        {"score", &RuleCollector::setScore},
        {"describe", &RuleCollector::setDescription},
        {"tflags", &RuleCollector::setFlags},
        {"priority", &RuleCollector::setPriority},
        {"group", &RuleCollector::setGroup},
    }};
    for (const auto& [name, set] : properties) {
        if (keyword == name) {
            (m_collector.*set)(value, place);
            return true;
        }
    }
    if (keyword == "reuse" || keyword == "askdns") {
        const auto redefine = keyword == "askdns" ? RuleCollector::Redefine::Yes : RuleCollector::Redefine::No;
        m_collector.declare(splitFirstWord(value).first, place, redefine);
        return true;
    }
    return keyword == "test"; // regression tests of the rules' authors
}

bool CfReader::readReplaceKeyword(std::string_view keyword, std::string_view value, const LinePlace& place)
{
    if (keyword.substr(0, 8) != "replace_")
        return false;
    ReplaceTags& tags = m_collector.replaceTags();
    ReplaceTags::Table* table = keyword == "replace_tag" ? &tags.tags
        : keyword == "replace_pre"                       ? &tags.pre
        : keyword == "replace_inter"                     ? &tags.inter
        : keyword == "replace_post"                      ? &tags.post
                                                         : nullptr;
    std::string* delimiter = keyword == "replace_start" ? &tags.start : keyword == "replace_end" ? &tags.end : nullptr;
    if (!table && !delimiter && keyword != "replace_rules")
        return false;
    const auto [name, text] = splitFirstWord(value);
    if (value.empty() || (table && text.empty())) {
        m_collector.problem(std::string(keyword) + " lacks its value", place);
    } else if (table) {
        (*table)[std::string(name)] = text;
    } else if (delimiter) {
        *delimiter = value;
    } else {
        for (const std::string_view rule : splitWords(value))
            tags.rules.emplace(rule);
    }
    return true;
}

void CfReader::include(std::string_view value, const LinePlace& place)
{
    if (value.empty() || m_includeDepth >= maxIncludeDepth)
        return m_collector.problem(
            value.empty() ? "include needs a path" : "files include each other too deeply", place);
    std::filesystem::path path{std::string(value)};
    if (path.is_relative())
        path = std::filesystem::path(place.file).parent_path() / path;
    ++m_includeDepth;
    if (const auto done = readFile(path); !done)
        m_collector.problem(done.error().toString(), place);
    --m_includeDepth;
}

} // namespace assay::rules
