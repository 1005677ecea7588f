// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/eval/evals.h"

#include <map>
#include <string>
#include <vector>

namespace assay::rules {

// What the functions of the plugin MIMEEval count over all parts.
struct MimeFacts
{
    explicit MimeFacts(EvalContext& context);

    // By the names that check_for_mime takes: mime_base64_count, mime_base64_encoded_text, mime_body_html_count,
    // mime_body_text_count, mime_faraway_charset, mime_multipart_alternative, mime_multipart_ratio, mime_qp_count,
    // mime_qp_long_line, mime_qp_ratio, mime_ascii_text_illegal, mime_text_unicode_ratio, mime_attachment,
    // mime_bad_iso_charset.
    std::map<std::string, double, std::less<>> values;
    std::map<std::string, size_t, std::less<>> firstPart; // where a value was first raised
    std::vector<std::string> charsets; // declared by parts, lower-case

    double value(std::string_view name) const
    {
        const auto found = values.find(name);
        return found == values.end() ? 0 : found->second;
    }
};

// Last value of a field of a part, lower-case and trimmed; empty when absent.
std::string partField(const RulesPart& part, std::string_view name);

} // namespace assay::rules
