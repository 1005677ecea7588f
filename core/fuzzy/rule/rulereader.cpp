// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/rule/rulereader.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cmath>

namespace assay::fuzzy {
namespace {

std::vector<std::string> split(std::string_view list, std::string_view separators)
{
    std::vector<std::string> words;
    for (size_t at = list.find_first_not_of(separators); at != std::string_view::npos;) {
        const size_t end = std::min(list.find_first_of(separators, at), list.size());
        words.emplace_back(list.substr(at, end - at));
        at = list.find_first_not_of(separators, end);
    }
    return words;
}

// The texts of a value that may be one text or a list of them.
std::vector<std::string> textsOf(const UclValue& value, std::string_view separators)
{
    if (value.kind != UclValue::Kind::Array)
        return split(value.text, separators);
    std::vector<std::string> texts;
    for (const UclValue& element : value.values)
        texts.push_back(element.text);
    return texts;
}

bool isTruth(const UclValue& value)
{
    return value.kind == UclValue::Kind::Bool || value.kind == UclValue::Kind::Number;
}

// "round-robin:a:11335,b:11335:10" without the way of choosing and the priorities.
std::vector<std::string> serversOf(const UclValue& value)
{
    constexpr std::string_view ways[] = {"round-robin:", "master-slave:", "random:", "hash:", "sequential:"};
    std::vector<std::string> servers;
    for (std::string server : textsOf(value, ",; \t\r\n")) {
        for (const std::string_view way : ways) {
            if (equalsIgnoringCase(std::string_view(server).substr(0, way.size()), way))
                server.erase(0, way.size());
        }
        const bool isPlainHost = !server.empty() && server[0] != '[';
        const size_t port = isPlainHost ? server.find(':') : std::string::npos;
        const size_t priority = port == std::string::npos ? port : server.find(':', port + 1);
        if (priority != std::string::npos)
            server.resize(priority);
        if (!server.empty())
            servers.push_back(std::move(server));
    }
    return servers;
}

std::string reasonOf(std::string_view key)
{
    constexpr std::string_view notHere[] = {
        "max_errors", "revive_time", "io_timeout", "policy", "headers", "whitelist"};
    if (key.substr(0, 1) == ".")
        return "other files are not read";
    const bool isKnown = std::find(std::begin(notHere), std::end(notHere), key) != std::end(notHere);
    return isKnown ? "has no effect here" : "is not known";
}

} // namespace

FuzzyRule RuleReader::read(const UclValue& section, std::string name, const FuzzyRule& defaults)
{
    m_rule = defaults;
    m_rule.name = std::move(name);
    for (size_t i = 0; i < section.keys.size(); ++i)
        readKey(section.keys[i], section.values[i]);
    finish(section);
    return std::move(m_rule);
}

void RuleReader::readShared(const std::string& key, const UclValue& value, FuzzyRule& defaults)
{
    m_rule = defaults;
    readKey(key, value);
    defaults = std::move(m_rule);
}

void RuleReader::note(const UclValue& value, std::string_view key, std::string text)
{
    if (m_notes.size() < mostNotes)
        m_notes.push_back({static_cast<int>(value.line), m_path + std::string(key), std::move(text)});
}

void RuleReader::text(std::string_view key, const UclValue& value, std::string& target)
{
    if (value.isObject() || value.kind == UclValue::Kind::Array)
        note(value, key, "must be a text");
    else
        target = value.text;
}
void RuleReader::truth(std::string_view key, const UclValue& value, bool& target)
{
    if (!isTruth(value))
        note(value, key, "must be yes or no");
    else
        target = value.asBool(target);
}
void RuleReader::number(std::string_view key, const UclValue& value, double& target)
{
    if (value.kind != UclValue::Kind::Number || !std::isfinite(value.number))
        note(value, key, "must be a number");
    else
        target = value.number;
}
void RuleReader::size(std::string_view key, const UclValue& value, uint32_t& target)
{
    double parsed = -1;
    number(key, value, parsed);
    if (parsed >= 0 && parsed <= UINT32_MAX)
        target = static_cast<uint32_t>(parsed);
    else if (value.kind == UclValue::Kind::Number)
        note(value, key, "is out of range");
}

void RuleReader::readKey(const std::string& key, const UclValue& value)
{
    if (!readHashKey(key, value) && !readServerKey(key, value) && !readUseKey(key, value))
        note(value, key, reasonOf(key));
}

bool RuleReader::readHashKey(std::string_view key, const UclValue& value)
{
    HashOptions& hashes = m_rule.hashes;
    if (key == "algorithm")
        readAlgorithm(value);
    else if (key == "fuzzy_key")
        text(key, value, hashes.fuzzyKey);
    else if (key == "fuzzy_shingles_key")
        text(key, value, hashes.shinglesKey);
    else if (key == "mime_types")
        hashes.mimeTypes = textsOf(value, ", \t");
    else if (key == "min_bytes")
        size(key, value, hashes.minBytes);
    else if (key == "min_height")
        size(key, value, hashes.minHeight);
    else if (key == "min_width")
        size(key, value, hashes.minWidth);
    else if (key == "min_length")
        size(key, value, hashes.minLength);
    else if (key == "text_multiplier")
        number(key, value, hashes.textMultiplier);
    else if (key == "scan_archives")
        truth(key, value, hashes.scanArchives);
    else if (key == "short_text_direct_hash")
        truth(key, value, hashes.shortTextDirectHash);
    else if (key == "text_shingles")
        truth(key, value, hashes.textShingles);
    else if (key == "skip_images")
        truth(key, value, hashes.skipImages);
    else if (key == "no_subject")
        truth(key, value, hashes.noSubject);
    else
        return false;
    return true;
}

bool RuleReader::readServerKey(std::string_view key, const UclValue& value)
{
    if (key == "servers" || key == "read_servers" || key == "write_servers")
        readServers(key, value);
    else if (key == "encryption_key")
        readEncryptionKey(value);
    else if (key == "timeout")
        readTimeout(value);
    else if (key == "retransmits")
        size(key, value, m_rule.retransmits);
    else
        return false;
    return true;
}

bool RuleReader::readUseKey(std::string_view key, const UclValue& value)
{
    if (key == "symbol")
        text(key, value, m_rule.symbol);
    else if (key == "max_score" || key == "hits_limit")
        number(key, value, m_rule.threshold);
    else if (key == "weight_threshold")
        number(key, value, m_rule.weightThreshold);
    else if (key == "skip_unknown")
        truth(key, value, m_rule.skipUnknown);
    else if (key == "read_only")
        truth(key, value, m_rule.readOnly);
    else if (key == "enabled")
        truth(key, value, m_rule.enabled);
    else if (key == "skip_hashes")
        readSkipHashes(value);
    else if (key == "learn_condition")
        text(key, value, m_rule.script);
    else if (key == "fuzzy_map")
        readFlags(value);
    else
        return false;
    return true;
}

void RuleReader::readAlgorithm(const UclValue& value)
{
    std::string name;
    for (const char c : value.text)
        name += asciiLower(c);
    if (name == "old")
        name = "siphash";
    else if (name == "fast")
        name = "fasthash";
    if (const auto algorithm = algorithmFromName(name))
        m_rule.hashes.algorithm = *algorithm;
    else
        note(value, "algorithm", "is no known algorithm");
}

void RuleReader::readServers(std::string_view key, const UclValue& value)
{
    const std::vector<std::string> servers = serversOf(value);
    if (servers.empty()) {
        note(value, key, "names no server");
        return;
    }
    if (!m_rule.server.empty() && m_rule.server != servers.front()) {
        note(value, key, "a storage here is one server: " + m_rule.server + " is used");
        return;
    }
    if (const auto parsed = parseServer(servers.front()); !parsed)
        note(value, key, servers.front() + ": " + parsed.error().detail);
    m_rule.server = servers.front();
    if (servers.size() > 1)
        note(value, key,
            "only " + servers.front() + " of " + std::to_string(servers.size())
                + " servers is used; add the others as storages");
}

void RuleReader::readEncryptionKey(const UclValue& value)
{
    if (parsePublicKey(value.text))
        m_rule.serverKey = value.text;
    else
        note(value, "encryption_key", "is no public key of 52 characters");
}

void RuleReader::readTimeout(const UclValue& value)
{
    double seconds = -1;
    number("timeout", value, seconds);
    if (seconds >= 0.001 && seconds <= 3600)
        m_rule.timeout = std::chrono::milliseconds(std::llround(seconds * 1000));
    else if (value.kind == UclValue::Kind::Number)
        note(value, "timeout", "is out of range");
}

void RuleReader::readSkipHashes(const UclValue& value)
{
    std::vector<std::string> unreadable;
    for (const std::string& hash : textsOf(value, ",; \t\r\n")) {
        const bool isDigest =
            hash.size() == 128 && std::all_of(hash.begin(), hash.end(), [](char c) { return hexDigitValue(c) >= 0; });
        if (isDigest)
            m_rule.skipHashes.push_back(hash);
        else
            note(value, "skip_hashes", "\"" + hash.substr(0, 60) + "\" is no digest; files and addresses are not read");
    }
}

// NAME { flag = 1; max_score = 10; }, or a list of sections with "symbol".
void RuleReader::readFlags(const UclValue& map, int depth)
{
    for (size_t i = 0; i < map.values.size(); ++i) {
        const UclValue& section = map.values[i];
        const std::string name = i < map.keys.size() ? map.keys[i] : "[" + std::to_string(i) + "]";
        if (section.kind == UclValue::Kind::Array && depth == 0) // the same name again, gathered
            readFlags(section, 1);
        else
            readFlag("fuzzy_map." + name + ".", i < map.keys.size() ? name : std::string(), section);
    }
    if (map.kind != UclValue::Kind::Object && map.kind != UclValue::Kind::Array)
        note(map, "fuzzy_map", "must be a section");
}

void RuleReader::readFlag(const std::string& path, std::string symbol, const UclValue& section)
{
    FlagRule flag;
    flag.symbol = std::move(symbol);
    flag.threshold = -1;
    double parsed = 0;
    for (size_t i = 0; i < section.keys.size(); ++i) {
        const std::string& key = section.keys[i];
        const UclValue& value = section.values[i];
        if (key == "flag")
            number(path + key, value, parsed);
        else if (key == "max_score" || key == "hits_limit")
            number(path + key, value, flag.threshold);
        else if (key == "symbol")
            text(path + key, value, flag.symbol);
        else
            note(value, path + key, "is not known");
    }
    if (parsed < 1 || parsed > 255 || parsed != std::floor(parsed)) {
        note(section, path + "flag", "must be a whole number from 1 to 255");
        return;
    }
    flag.flag = static_cast<uint8_t>(parsed);
    if (flag.symbol.empty())
        return note(section, path + "symbol", "is missing");
    if (m_rule.findFlag(flag.flag))
        return note(section, path + "flag", "flag " + std::to_string(flag.flag) + " is named before");
    m_rule.flags.push_back(std::move(flag));
}

void RuleReader::finish(const UclValue& section)
{
    if (m_rule.server.empty())
        note(section, "servers", "is missing");
    for (FlagRule& flag : m_rule.flags) {
        if (flag.threshold < 0)
            flag.threshold = m_rule.threshold;
        applyScore(section, flag);
    }
    if (const auto score = m_scores.find(m_rule.symbol); score != m_scores.end())
        m_rule.score = score->second.score;
    std::sort(
        m_rule.flags.begin(), m_rule.flags.end(), [](const FlagRule& a, const FlagRule& b) { return a.flag < b.flag; });
}

void RuleReader::applyScore(const UclValue& section, FlagRule& flag)
{
    const auto score = m_scores.find(flag.symbol);
    if (score == m_scores.end()) {
        note(section, "fuzzy_map." + flag.symbol, "has no score: it counts 0");
    } else {
        flag.score = score->second.score;
        flag.description = score->second.description;
    }
    const bool isWhite = flag.score < 0 || (flag.score == 0 && flag.symbol.find("WHITE") != std::string::npos);
    const bool isGrey = flag.symbol.find("PROB") != std::string::npos;
    flag.meaning = isWhite ? FlagMeaning::Allow : isGrey ? FlagMeaning::Suspicious : FlagMeaning::Deny;
}

} // namespace assay::fuzzy
