// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/peertable.h"

#include <algorithm>
#include <array>

namespace assay::rules {
namespace {

constexpr std::string_view pluginPrefix = "Mail::SpamAssassin::Plugin::";
constexpr std::string_view confPrefix = "Mail::SpamAssassin::Conf::";

constexpr std::array<std::string_view, 29> stockPlugins = {
    "AskDNS", "AutoLearnThreshold", "Bayes", "BodyEval", "Check", "DKIM", "DMARC", "DNSEval", "FreeMail", "HTMLEval",
    "HTTPSMismatch", "HashBL", "HeaderEval", "ImageInfo", "MIMEEval", "MIMEHeader", "Pyzor", "Razor2", "RelayEval",
    "ReplaceTags", "SPF", "SpamCop", "URIDNSBL", "URIDetail", "URIEval", "VBounce", "WLBLEval", "WelcomeListSubject",
    "RaciallyCharged", // gone from the peer, which still answers true
};

// Functions of the configuration class that return true; perl_min_version_* depends on the Perl named in peertable.h.
constexpr std::array<std::string_view, 25> confFunctions = {
    "feature_originating_ip_headers",
    "feature_dns_local_ports_permit_avoid",
    "feature_bayes_auto_learn_on_error",
    "feature_uri_host_listed",
    "feature_yesno_takes_args",
    "feature_bug6558_free",
    "feature_edns",
    "feature_dns_query_restriction",
    "feature_registryboundaries",
    "feature_geodb",
    "feature_dns_block_rule",
    "feature_compile_regexp",
    "feature_meta_rules_matching",
    "feature_subjprefix",
    "feature_bayes_stopwords",
    "feature_get_host",
    "feature_blocklist_welcomelist",
    "feature_welcomelist_blocklist",
    "feature_header_address_parser",
    "feature_local_tests_only",
    "feature_header_first_last",
    "feature_header_match_many",
    "feature_capture_rules",
    "has_tflags_nosubject",
    "has_tflags_nolog",
};

struct PluginFunction
{
    std::string_view plugin;
    std::string_view function;
};

// Marker functions of the stock plugins.
struct PluginFunctions
{
    std::string_view plugin;
    std::string_view functions; // separated by blanks
};
constexpr std::array<PluginFunctions, 12> pluginFunctions = {{
    {"AskDNS", "has_tag_header"},
    {"BodyEval", "has_check_body_length has_plaintext_body_sig_ratio"},
    {"DKIM", "has_arc"},
    {"DNSEval", "has_tflags_domains_only has_tflags_ips_only"},
    {"HashBL",
        "has_hashbl_bodyre has_hashbl_bodyre_num has_hashbl_emails has_hashbl_uris has_hashbl_ignore "
        "has_hashbl_email_regex has_hashbl_email_welcomelist has_hashbl_email_whitelist has_hashbl_tag "
        "has_hashbl_sha256 has_hashbl_attachments has_hashbl_email_domain has_hashbl_email_domain_alias"},
    {"MIMEEval", "has_check_for_ascii_text_illegal has_check_abundant_unicode_ratio has_check_qp_ratio"},
    {"MIMEHeader", "has_all_header has_tflags_range has_tflags_concat has_tflags_multiple has_capture_rules"},
    {"Pyzor", "has_fork has_perl"},
    {"Razor2", "has_fork"},
    {"SPF", "has_check_for_spf_errors has_check_spf_skipped_noenvfrom"},
    {"URIDNSBL",
        "has_tflags_domains_only has_subtest_for_ranges has_uridnsbl_for_a has_uridnsbl_a_ns has_tflags_notrim "
        "has_uridnsbl_skip_mailto"},
    {"URIDetail", "has_host_key"},
}};

bool hasWord(std::string_view words, std::string_view word)
{
    for (size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        const bool starts = at == 0 || words[at - 1] == ' ';
        const size_t end = at + word.size();
        if (starts && (end == words.size() || words[end] == ' '))
            return !word.empty();
    }
    return false;
}

// Two plugins changed their names; both spellings mean the same one.
std::string_view currentPluginName(std::string_view name)
{
    if (name == "Dmarc")
        return "DMARC";
    if (name == "WhiteListSubject")
        return "WelcomeListSubject";
    return name;
}

std::string_view withoutPrefix(std::string_view name)
{
    return name.substr(0, pluginPrefix.size()) == pluginPrefix ? name.substr(pluginPrefix.size()) : name;
}

} // namespace

PeerTable::PeerTable()
{
    for (const std::string_view name : stockPlugins)
        m_plugins.emplace(name);
    m_plugins.emplace("Assay");
}

void PeerTable::unloadAll()
{
    m_plugins = {"Assay", "RaciallyCharged"};
    m_compatWelcomelist = false;
}

void PeerTable::load(std::string_view plugin)
{
    m_plugins.emplace(currentPluginName(withoutPrefix(plugin)));
}

bool PeerTable::isLoaded(std::string_view plugin) const
{
    return m_plugins.find(currentPluginName(withoutPrefix(plugin))) != m_plugins.end();
}

bool PeerTable::has(std::string_view function) const
{
    if (function.substr(0, confPrefix.size()) == confPrefix) {
        const std::string_view name = function.substr(confPrefix.size());
        return name == "compat_welcomelist_blocklist" || name == "perl_min_version_5010000"
            || std::find(confFunctions.begin(), confFunctions.end(), name) != confFunctions.end();
    }
    const size_t split = function.rfind("::");
    if (split == std::string_view::npos || !isLoaded(function.substr(0, split)))
        return false;
    const std::string_view plugin = currentPluginName(withoutPrefix(function.substr(0, split)));
    const std::string_view name = function.substr(split + 2);
    return std::any_of(pluginFunctions.begin(), pluginFunctions.end(),
        [&](const PluginFunctions& entry) { return entry.plugin == plugin && hasWord(entry.functions, name); });
}

bool PeerTable::can(std::string_view function) const
{
    if (function == "Mail::SpamAssassin::Conf::compat_welcomelist_blocklist")
        return m_compatWelcomelist;
    return has(function);
}

} // namespace assay::rules
