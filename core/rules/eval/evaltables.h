// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace assay::rules {

// Addresses, domains or subjects with the wildcards * (any text) and ? (one character). Lower-case.
class GlobList
{
public:
    void add(std::string_view glob);
    void remove(std::string_view glob); // the same text as added
    bool isEmpty() const { return m_exact.empty() && m_globs.empty(); }
    size_t size() const { return m_exact.size() + m_globs.size(); }
    // The whole text must match; compared in lower case.
    bool matches(std::string_view text) const;
    // The glob may match anywhere inside (subject lists).
    bool isFoundIn(std::string_view text) const;

private:
    std::unordered_set<std::string> m_exact;
    std::vector<std::string> m_globs;
};

// One welcomelist_from_rcvd line: senders, and the relay they must come from.
struct SenderRelay
{
    std::string glob;
    std::string relay; // domain of the reverse name, or "[address]", "[network]/len"
};

// Settings of the rule language that the eval functions rest on. Filled line by line while rule files are read, then
// const and shared.
struct EvalTables
{
    // freemail_domains, freemail_welcomelist; numbers as the peer defaults them.
    std::unordered_set<std::string> freemailDomains;
    std::vector<std::string> freemailGlobs; // * stops at a dot here
    std::unordered_set<std::string> freemailWelcome;
    int freemailMaxBodyEmails = 5;
    int freemailMaxBodyFreemails = 3;
    bool freemailSkipOverMax = true;
    bool freemailSkipBulkSender = true;

    // "welcomelist_from", "blocklist_to", "more_spam_to", ... and the names of enlist_addrlist ("BANKS").
    std::map<std::string, GlobList, std::less<>> addressLists;
    std::vector<SenderRelay> welcomeFromRelay, defaultWelcomeFromRelay;
    GlobList welcomeAllowsRelays;
    // enlist_uri_host: list -> host -> whether it is in (an entry with ! takes a host out again).
    std::map<std::string, std::map<std::string, bool, std::less<>>, std::less<>> uriHostLists;
    GlobList welcomeSubjects, blockSubjects;
    GlobList bounceRelays; // welcomelist_bounce_relays
    std::vector<std::string> okLocales = {"all"}; // ok_locales

    enum class Line {
        Unknown, // not a setting of these plugins
        Taken, // read, or known and without effect offline (adsp_override, dkim lists ...)
        Bad // one of ours, with a wrong value: see `problem`
    };
    // One configuration line: `key` in any case, `value` trimmed. May be called with every line that is no rule
    // keyword. The names with whitelist/blacklist mean the same as welcomelist/blocklist.
    Line read(std::string_view key, std::string_view value, std::string* problem);
};

} // namespace assay::rules
