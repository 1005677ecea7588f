// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evaltables.h"

#include "core/base/ascii.h"
#include "core/rules/eval/glob.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace assay::rules {
namespace {

using Line = EvalTables::Line;

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> result;
    for (size_t at = 0; at < text.size();) {
        const size_t from = at;
        while (at < text.size() && !isAsciiSpace(text[at]))
            ++at;
        if (at > from)
            result.push_back(text.substr(from, at - from));
        ++at;
    }
    return result;
}

// The spelling before the lists were renamed.
std::string currentName(std::string_view key)
{
    std::string name = toAsciiLower(key);
    for (auto [old, now] :
        {std::pair<std::string_view, std::string_view>{"whitelist", "welcomelist"}, {"blacklist", "blocklist"}}) {
        if (const size_t at = name.find(old); at != std::string::npos)
            name.replace(at, old.size(), now);
    }
    return name;
}

Line bad(std::string* problem, std::string text)
{
    if (problem)
        *problem = std::move(text);
    return Line::Bad;
}

// "(LIST) rest"; nullopt when there is no list in front.
std::optional<std::pair<std::string_view, std::string_view>> splitListName(std::string_view value)
{
    const size_t close = value.find(')');
    if (value.empty() || value[0] != '(' || close == std::string_view::npos || close < 2)
        return std::nullopt;
    return std::pair(value.substr(1, close - 1), trimmed(value.substr(close + 1)));
}

void enlistHosts(EvalTables& tables, std::string_view list, std::string_view hosts)
{
    auto& entries = tables.uriHostLists[std::string(list)];
    for (std::string_view host : words(hosts)) {
        const bool in = host[0] != '!';
        entries[toAsciiLower(in ? host : host.substr(1))] = in;
    }
}

void delistHosts(EvalTables& tables, std::string_view value)
{
    const auto named = splitListName(value);
    for (auto& [list, entries] : tables.uriHostLists) {
        if (named && named->first != list)
            continue;
        for (std::string_view host : words(named ? named->second : value))
            entries.erase(toAsciiLower(host[0] == '!' ? host.substr(1) : host));
    }
}

Line readFreemailDomains(EvalTables& tables, std::string_view value, std::string* problem)
{
    Line line = Line::Taken;
    for (std::string_view word : words(value)) {
        const bool valid = std::all_of(word.begin(), word.end(),
            [](char c) { return isAsciiAlnum(c) || c == '.' || c == '*' || c == '?' || c == '-'; });
        if (!valid)
            line = bad(problem, "invalid freemail domain: " + std::string(word));
        else if (hasWildcard(word))
            tables.freemailGlobs.push_back(toAsciiLower(word));
        else
            tables.freemailDomains.insert(toAsciiLower(word));
    }
    return line;
}

Line readNumber(std::string_view value, int& target, std::string* problem)
{
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), target);
    if (error != std::errc() || end != value.data() + value.size())
        return bad(problem, "a whole number is expected: " + std::string(value));
    return Line::Taken;
}

Line readSwitch(std::string_view value, bool& target, std::string* problem)
{
    int number = target;
    const Line line = readNumber(value, number, problem);
    target = number != 0;
    return line;
}

Line readSenderRelays(std::vector<SenderRelay>& list, std::string_view value, std::string* problem)
{
    const auto parts = words(value);
    if (parts.size() != 2)
        return bad(problem, "a sender and a relay are expected");
    list.push_back({toAsciiLower(parts[0]), toAsciiLower(parts[1])});
    return Line::Taken;
}

bool readAddressList(EvalTables& tables, const std::string& key, std::string_view value)
{
    static constexpr std::array<std::string_view, 6> lists = {
        "welcomelist_from", "blocklist_from", "welcomelist_to", "blocklist_to", "more_spam_to", "all_spam_to"};
    const bool removes = key.rfind("un", 0) == 0;
    const std::string_view list = removes ? std::string_view(key).substr(2) : key;
    if (std::find(lists.begin(), lists.end(), list) == lists.end())
        return false;
    GlobList& entries = tables.addressLists[std::string(list)];
    for (std::string_view word : words(value))
        removes ? entries.remove(word) : entries.add(word);
    return true;
}

bool readGlobs(EvalTables& tables, const std::string& key, std::string_view value)
{
    // A subject is one entry, blanks and all.
    if (key == "welcomelist_subject")
        tables.welcomeSubjects.add(value);
    else if (key == "blocklist_subject")
        tables.blockSubjects.add(value);
    else if (key == "welcomelist_bounce_relays" || key == "welcomelist_allows_relays") {
        for (std::string_view word : words(value))
            (key == "welcomelist_bounce_relays" ? tables.bounceRelays : tables.welcomeAllowsRelays).add(word);
    } else
        return false;
    return true;
}

void removeSenders(std::vector<SenderRelay>& list, std::string_view value)
{
    for (std::string_view word : words(value))
        std::erase_if(list, [glob = toAsciiLower(word)](const SenderRelay& entry) { return entry.glob == glob; });
}

bool readUriHosts(EvalTables& tables, const std::string& key, std::string_view value)
{
    if (key == "delist_uri_host")
        delistHosts(tables, value);
    else if (key == "blocklist_uri_host")
        enlistHosts(tables, "BLOCK", value);
    else if (key == "welcomelist_uri_host")
        enlistHosts(tables, "WELCOME", value);
    else
        return false;
    return true;
}

Line readNamedList(EvalTables& tables, const std::string& key, std::string_view value, std::string* problem)
{
    const auto named = splitListName(value);
    if (!named || named->second.empty())
        return bad(problem, "\"(LIST) entry ...\" is expected");
    if (key == "enlist_uri_host") {
        enlistHosts(tables, named->first, named->second);
        return Line::Taken;
    }
    GlobList& entries = tables.addressLists[std::string(named->first)];
    for (std::string_view word : words(named->second))
        entries.add(word);
    return Line::Taken;
}

Line readFreemail(EvalTables& tables, const std::string& key, std::string_view value, std::string* problem)
{
    if (key == "freemail_domains")
        return readFreemailDomains(tables, value, problem);
    if (key == "freemail_max_body_emails")
        return readNumber(value, tables.freemailMaxBodyEmails, problem);
    if (key == "freemail_max_body_freemails")
        return readNumber(value, tables.freemailMaxBodyFreemails, problem);
    if (key == "freemail_skip_when_over_max")
        return readSwitch(value, tables.freemailSkipOverMax, problem);
    if (key == "freemail_skip_bulk_envfrom")
        return readSwitch(value, tables.freemailSkipBulkSender, problem);
    if (key == "freemail_welcomelist") {
        for (std::string_view word : words(value))
            tables.freemailWelcome.insert(toAsciiLower(word));
        return Line::Taken;
    }
    return key.rfind("freemail_", 0) == 0 ? Line::Taken : Line::Unknown;
}

// Settings of functions that need the network: nothing to keep.
bool isOnlineSetting(const std::string& key)
{
    static constexpr std::array<std::string_view, 13> names = {"adsp_override", "welcomelist_auth",
        "def_welcomelist_auth", "unwelcomelist_auth", "welcomelist_from_dkim", "def_welcomelist_from_dkim",
        "unwelcomelist_from_dkim", "welcomelist_from_spf", "def_welcomelist_from_spf", "welcomelist_dkim",
        "dkim_minimum_key_bits", "dkim_timeout", "spf_timeout"};
    return std::find(names.begin(), names.end(), key) != names.end();
}

} // namespace

EvalTables::Line EvalTables::read(std::string_view keyText, std::string_view value, std::string* problem)
{
    const std::string key = currentName(keyText);
    if (const Line line = readFreemail(*this, key, value, problem); line != Line::Unknown)
        return line;
    if (key == "enlist_addrlist" || key == "enlist_uri_host")
        return readNamedList(*this, key, value, problem);
    if (key == "welcomelist_from_rcvd")
        return readSenderRelays(welcomeFromRelay, value, problem);
    if (key == "def_welcomelist_from_rcvd")
        return readSenderRelays(defaultWelcomeFromRelay, value, problem);
    if (key == "unwelcomelist_from_rcvd") {
        removeSenders(welcomeFromRelay, value);
        removeSenders(defaultWelcomeFromRelay, value);
        return Line::Taken;
    }
    if (key == "ok_locales") {
        okLocales.clear();
        for (std::string_view word : words(value))
            okLocales.push_back(toAsciiLower(word));
        return Line::Taken;
    }
    const bool taken = readAddressList(*this, key, value) || readGlobs(*this, key, value)
        || readUriHosts(*this, key, value) || isOnlineSetting(key);
    return taken ? Line::Taken : Line::Unknown;
}

} // namespace assay::rules
