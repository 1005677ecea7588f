// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evals.h"

namespace assay::rules {
namespace {

constexpr EvalEntry online(std::string_view name, std::string_view plugin)
{
    return {.name = name, .plugin = plugin, .needsNetwork = true};
}

constexpr EvalEntry entries[] = {
    online("check_bayes", "Bayes"),
    online("check_rbl", "DNSEval"),
    online("check_rbl_txt", "DNSEval"),
    online("check_rbl_sub", "DNSEval"),
    online("check_rbl_accreditor", "DNSEval"),
    online("check_rbl_envfrom", "DNSEval"),
    online("check_rbl_from_domain", "DNSEval"),
    online("check_rbl_from_host", "DNSEval"),
    online("check_rbl_headers", "DNSEval"),
    online("check_rbl_ns_from", "DNSEval"),
    online("check_rbl_rcvd", "DNSEval"),
    online("check_dns_sender", "DNSEval"),
    online("check_arc_signed", "DKIM"),
    online("check_arc_valid", "DKIM"),
    online("check_dkim_adsp", "DKIM"),
    online("check_dkim_dependable", "DKIM"),
    online("check_dkim_signall", "DKIM"),
    online("check_dkim_signed", "DKIM"),
    online("check_dkim_signsome", "DKIM"),
    online("check_dkim_testing", "DKIM"),
    online("check_dkim_valid", "DKIM"),
    online("check_dkim_valid_author_sig", "DKIM"),
    online("check_dkim_valid_envelopefrom", "DKIM"),
    online("check_dkim_verified", "DKIM"),
    online("check_for_def_dkim_welcomelist_from", "DKIM"),
    online("check_for_def_dkim_whitelist_from", "DKIM"),
    online("check_for_dkim_welcomelist_from", "DKIM"),
    online("check_for_dkim_whitelist_from", "DKIM"),
    online("check_dmarc_missing", "DMARC"),
    online("check_dmarc_none", "DMARC"),
    online("check_dmarc_pass", "DMARC"),
    online("check_dmarc_quarantine", "DMARC"),
    online("check_dmarc_reject", "DMARC"),
    online("check_hashbl_attachments", "HashBL"),
    online("check_hashbl_bodyre", "HashBL"),
    online("check_hashbl_emails", "HashBL"),
    online("check_hashbl_tag", "HashBL"),
    online("check_hashbl_uris", "HashBL"),
    online("check_pyzor", "Pyzor"),
    online("check_razor2", "Razor2"),
    online("check_razor2_range", "Razor2"),
    online("check_for_def_spf_welcomelist_from", "SPF"),
    online("check_for_def_spf_whitelist_from", "SPF"),
    online("check_for_spf_fail", "SPF"),
    online("check_for_spf_helo_fail", "SPF"),
    online("check_for_spf_helo_neutral", "SPF"),
    online("check_for_spf_helo_none", "SPF"),
    online("check_for_spf_helo_pass", "SPF"),
    online("check_for_spf_helo_permerror", "SPF"),
    online("check_for_spf_helo_softfail", "SPF"),
    online("check_for_spf_helo_temperror", "SPF"),
    online("check_for_spf_neutral", "SPF"),
    online("check_for_spf_none", "SPF"),
    online("check_for_spf_pass", "SPF"),
    online("check_for_spf_permerror", "SPF"),
    online("check_for_spf_softfail", "SPF"),
    online("check_for_spf_temperror", "SPF"),
    online("check_for_spf_welcomelist_from", "SPF"),
    online("check_for_spf_whitelist_from", "SPF"),
    online("check_spf_skipped_noenvfrom", "SPF"),
    online("check_uridnsbl", "URIDNSBL"),
};

} // namespace

std::span<const EvalEntry> networkEvals()
{
    return entries;
}

} // namespace assay::rules
