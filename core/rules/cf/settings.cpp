// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/settings.h"

#include "core/rules/cf/words.h"

#include <array>
#include <set>

namespace assay::rules {
namespace {

// Settings of SpamAssassin 4.0.1 and its plugins.
constexpr std::string_view knownKeywords =
    "add_header adsp_override all_spam_to allow_user_rules always_trust_envelope_sender asn_lookup "
    "asn_lookup_ipv6 asn_prefer_geodb asn_prefix asn_use_dns asn_use_geodb authres_ignored_authserv "
    "authres_networks authres_trusted_authserv auto_welcomelist_db_modules auto_welcomelist_distinguish_signed "
    "auto_welcomelist_factor auto_welcomelist_factory auto_welcomelist_file_mode auto_welcomelist_ipv4_mask_len "
    "auto_welcomelist_ipv6_mask_len auto_welcomelist_path bayes_auto_expire bayes_auto_learn "
    "bayes_auto_learn_on_error bayes_auto_learn_threshold_nonspam bayes_auto_learn_threshold_spam "
    "bayes_expiry_max_db_size bayes_file_mode bayes_ignore_from bayes_ignore_header bayes_ignore_to "
    "bayes_journal_max_size bayes_learn_during_report bayes_learn_to_journal bayes_max_token_length "
    "bayes_min_ham_num bayes_min_spam_num bayes_path bayes_seen_ttl bayes_sql_dsn bayes_sql_override_username "
    "bayes_sql_password bayes_sql_username bayes_sql_username_authorized bayes_stopword bayes_store_module "
    "bayes_token_sources bayes_token_ttl bayes_use_hapaxes blocklist_auth blocklist_from blocklist_subject "
    "blocklist_to blocklist_uri_host body_part_scan_size clear_asn_lookups clear_dns_query_restriction "
    "clear_dns_query_restrictions clear_dns_servers clear_headers clear_internal_networks clear_msa_networks "
    "clear_originating_ip_headers clear_report_template clear_trusted_networks clear_unsafe_report_template "
    "clear_uridnsbl_skip_domain clear_url_shortener clear_util_rb country_db_path country_db_type dcc_body_max "
    "dcc_dccifd_path dcc_fuz1_max dcc_fuz2_max dcc_home dcc_learn_score dcc_options dcc_path dcc_rep_percent "
    "dcc_timeout dccifd_options def_welcomelist_auth def_welcomelist_from_dkim def_welcomelist_from_rcvd "
    "def_welcomelist_from_spf delist_addrlist delist_uri_host dkim_minimum_key_bits dkim_timeout "
    "dmarc_save_reports dns_available dns_block_rule dns_block_time dns_local_ports_avoid dns_local_ports_none "
    "dns_local_ports_permit dns_options dns_query_restriction dns_server dns_test_interval do_not_use_mail_spf "
    "do_not_use_mail_spf_query enable_compat enlist_addrlist enlist_uri_host envelope_sender_header "
    "extracttext_external extracttext_maxparts extracttext_timeout extracttext_use fns_add_addrlist fns_check "
    "fns_extrachars fns_ignore_dkim fns_ignore_headers fns_remove_addrlist fold_headers "
    "freemail_add_describe_email freemail_domains freemail_import_def_welcomelist_auth "
    "freemail_import_welcomelist_auth freemail_max_body_emails freemail_max_body_freemails "
    "freemail_skip_bulk_envfrom freemail_skip_when_over_max freemail_welcomelist geodb_module geodb_options "
    "geodb_search_path hashbl_email_domain_alias hashbl_email_regex hashbl_email_welcomelist hashbl_ignore "
    "ignore_always_matching_regexps ignore_received_spf_header inactive_languages internal_networks loadplugin "
    "lock_method max_short_url_redirections max_short_urls mbox_format_from_regex more_spam_to msa_networks "
    "normalize_charset ok_languages ok_locales olemacro_download_marker olemacro_extended_scan olemacro_exts "
    "olemacro_macro_exts olemacro_max_file olemacro_num_mime olemacro_num_zip olemacro_prefer_contentdisposition "
    "olemacro_skip_ctypes olemacro_skip_exts olemacro_zip_depth olemacro_zips originating_ip_headers "
    "parse_dkim_uris phishing_openphish_feed phishing_phishstats_feed phishing_phishstats_minscore "
    "phishing_phishtank_feed phishing_uri_noparam pyzor_count_min pyzor_fork pyzor_max pyzor_options pyzor_path "
    "pyzor_perl pyzor_server_file pyzor_timeout pyzor_welcomelist_factor pyzor_welcomelist_min "
    "rawbody_part_scan_size razor_config razor_fork razor_timeout rbl_headers rbl_timeout redirector_pattern "
    "remove_header report report_charset report_contact report_hostname report_safe report_safe_copy_headers "
    "report_template report_wrap_width require_version required_hits required_score resource_limit_cpu "
    "resource_limit_mem rewrite_header run_reuse_tests_only shortcircuit shortcircuit_ham_score "
    "shortcircuit_max_spam_score shortcircuit_min_ham_score shortcircuit_spam_score skip_rbl_checks "
    "skip_uribl_checks spamcop_from_address spamcop_max_report_size spamcop_relayhost spamcop_to_address "
    "spf_timeout subjprefix textcat_acceptable_score textcat_max_languages textcat_max_ngrams "
    "textcat_optimal_ngrams time_limit trigger_config trigger_ratio trigger_target trusted_networks tryplugin "
    "txrep_autolearn txrep_dilution_factor txrep_expiry_days txrep_factor txrep_factory txrep_ipv4_mask_len "
    "txrep_ipv6_mask_len txrep_learn_bonus txrep_learn_penalty txrep_report_details txrep_spf "
    "txrep_track_messages txrep_user2global_ratio txrep_weight_domain txrep_weight_email txrep_weight_email_ip "
    "txrep_weight_helo txrep_weight_ip txrep_welcomelist_out unblocklist_from unblocklist_to unsafe_report "
    "unsafe_report_template unwelcomelist_auth unwelcomelist_from unwelcomelist_from_dkim "
    "unwelcomelist_from_rcvd unwelcomelist_from_spf uri_block_cc uri_block_cidr uri_block_cont uri_block_exclude "
    "uri_block_isp uri_country_db_isp_path uri_country_db_path uri_detail uri_host_lists uridnsbl "
    "uridnsbl_max_domains uridnsbl_skip_domain uridnsbl_skip_mailto uridnsbl_timeout uridnssub urifullnsrhsbl "
    "urifullnsrhssub urinsrhsbl urinsrhssub urirhsbl urirhssub url_shortener url_shortener_cache_autoclean "
    "url_shortener_cache_dsn url_shortener_cache_password url_shortener_cache_ttl url_shortener_cache_type "
    "url_shortener_cache_username url_shortener_get url_shortener_loginfo url_shortener_timeout "
    "url_shortener_user_agent use_auto_welcomelist use_bayes use_bayes_rules use_dcc use_dcc_rep use_learner "
    "use_newest_received_spf_header use_pyzor use_razor2 use_txrep user_awl_dsn user_awl_sql_override_username "
    "user_awl_sql_password user_awl_sql_table user_awl_sql_username user_scores_dsn "
    "user_scores_fallback_to_global user_scores_ldap_password user_scores_ldap_username "
    "user_scores_sql_custom_query user_scores_sql_password user_scores_sql_username util_rb_2tld util_rb_3tld "
    "util_rb_tld version_tag welcomelist_allows_relays welcomelist_auth welcomelist_bounce_relays "
    "welcomelist_from welcomelist_from_dkim welcomelist_from_rcvd welcomelist_from_spf welcomelist_subject "
    "welcomelist_to welcomelist_uri_host";

} // namespace

std::string Settings::currentName(std::string_view keyword)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 2> renamed = {
        {{"whitelist", "welcomelist"}, {"blacklist", "blocklist"}}};
    std::string name(keyword);
    for (const auto& [old, current] : renamed) {
        if (const size_t at = name.find(old); at != std::string::npos)
            name.replace(at, old.size(), current);
    }
    return name;
}

bool Settings::isKnown(std::string_view currentName)
{
    static const std::set<std::string_view> known = [] {
        const std::vector<std::string_view> words = splitWords(knownKeywords);
        return std::set<std::string_view>(words.begin(), words.end());
    }();
    return known.count(currentName) != 0 || currentName.substr(0, 15) == "bayes_stopword_";
}

void Settings::add(std::string_view keyword, std::string_view value, const std::string& file, uint32_t line)
{
    std::string name = currentName(keyword);
    m_byKeyword[name].push_back(static_cast<uint32_t>(m_lines.size()));
    m_lines.push_back({std::move(name), std::string(value), file, line});
}

std::vector<std::string_view> Settings::values(std::string_view keyword) const
{
    std::vector<std::string_view> found;
    if (const auto entry = m_byKeyword.find(keyword); entry != m_byKeyword.end()) {
        for (const uint32_t at : entry->second)
            found.emplace_back(m_lines[at].value);
    }
    return found;
}

std::string_view Settings::last(std::string_view keyword, std::string_view fallback) const
{
    const auto entry = m_byKeyword.find(keyword);
    return entry == m_byKeyword.end() ? fallback : std::string_view(m_lines[entry->second.back()].value);
}

} // namespace assay::rules
