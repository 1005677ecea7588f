// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/charsetlocales.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/eval/mimefacts.h"

#include <algorithm>

// Functions of the plugin MIMEEval.

namespace assay::rules {
namespace {

// A hit of a value, in the part where it was first found.
double hit(EvalContext& context, bool isHit, std::string_view name)
{
    const auto& parts = context.state<MimeFacts>().firstPart;
    if (const auto found = parts.find(name); isHit && found != parts.end())
        context.hintPart(found->second);
    return isHit;
}

double checkMime(EvalContext& context, const EvalCall& call)
{
    return hit(context, context.state<MimeFacts>().value(call.text(0)) != 0, call.text(0));
}

bool isDeclaredHtml(EvalContext& context)
{
    return startsWithIgnoringCase(context.header("Content-Type"), "text/html");
}

double hasHtml(EvalContext& context, const EvalCall&)
{
    const bool found = isDeclaredHtml(context) || context.state<MimeFacts>().value("mime_body_html_count") > 0;
    return hit(context, found, "mime_body_html_count");
}

double hasHtmlOnly(EvalContext& context, const EvalCall&)
{
    const MimeFacts& facts = context.state<MimeFacts>();
    const bool only = isDeclaredHtml(context)
        || (facts.value("mime_body_html_count") > 0 && facts.value("mime_body_text_count") == 0);
    return hit(context, only, "mime_body_html_count");
}

double multipartRatio(EvalContext& context, const EvalCall& call)
{
    const double ratio = context.state<MimeFacts>().value("mime_multipart_ratio");
    return ratio >= call.number(0) && ratio < call.number(1);
}

double asciiTextIllegal(EvalContext& context, const EvalCall&)
{
    return hit(context, context.state<MimeFacts>().value("mime_ascii_text_illegal") > 0, "mime_ascii_text_illegal");
}

double unicodeRatio(EvalContext& context, const EvalCall& call)
{
    return context.state<MimeFacts>().value("mime_text_unicode_ratio") >= call.number(0);
}

double quotedRatio(EvalContext& context, const EvalCall& call)
{
    return context.state<MimeFacts>().value("mime_qp_ratio") >= call.number(0);
}

double parseFlag(EvalContext& context, const EvalCall& call)
{
    const ParseFlags flags = context.message().parseFlags();
    const std::string_view name = call.text(0);
    return name == "missing_mime_head_body_separator" ? flags.missingMimeHeadBodySeparator
        : name == "missing_head_body_separator"       ? flags.missingHeadBodySeparator
        : name == "missing_mime_headers"              ? flags.missingMimeHeaders
        : name == "mime_epilogue_exists"              ? flags.mimeEpilogueExists
        : name == "mimepart_limit_exceeded"           ? flags.mimePartLimitExceeded
                                                      : name == "truncated_header" && flags.truncatedHeader;
}

std::string charsetOf(std::string_view contentType)
{
    static const FixedPattern quoted("charset=\"(?<name>[^\"]+)\"|charset='(?<other>[^']+)'", true),
        bare("charset=(?<name>\\S+)", true);
    auto groups = quoted.groups(contentType);
    if (groups.empty())
        groups = bare.groups(contentType);
    return groups.empty() ? std::string() : groups[0];
}

double farawayCharset(EvalContext& context, const EvalCall&)
{
    const std::string charset = charsetOf(context.header("Content-Type"));
    if (charset.empty() || isCharsetOk(charset, context.tables().okLocales))
        return 0;
    constexpr size_t fewHigh = 3;
    size_t high = 0, low = 0;
    for (const Piece& piece : context.message().body()) {
        for (char c : piece.text)
            ++(static_cast<unsigned char>(c) >= 0x80 ? high : low);
    }
    return low <= high && high > fewHigh;
}

// How much of the text is in capitals.
struct CapitalShare
{
    explicit CapitalShare(EvalContext& context)
    {
        if (hasMisleadingCharset(context))
            return;
        constexpr size_t leastLength = 200;
        size_t length = 0, capitals = 0, others = 0;
        for (const Piece& piece : context.message().body()) {
            if (words(piece.text).size() < 2 || looksEncoded(piece.text))
                continue;
            const std::string line = withoutJapanese(piece.text);
            length += line.size();
            for (char c : line) {
                capitals += c >= 'A' && c <= 'Z';
                others += isAsciiDigit(c) || (c >= 'a' && c <= 'z');
            }
        }
        if (length >= leastLength && capitals + others > 0)
            percent = 100.0 * (static_cast<double>(capitals) / static_cast<double>(capitals + others));
    }

    double percent = 0;

private:
    static bool hasMisleadingCharset(EvalContext& context)
    {
        if (const std::string charset = charsetOf(context.header("Content-Type"));
            !charset.empty() && looksLikeCapitals(charset))
            return true;
        const auto& charsets = context.state<MimeFacts>().charsets;
        return std::any_of(charsets.begin(), charsets.end(), looksLikeCapitals);
    }

    // Two words of 60 to 76 base64 characters.
    static bool looksEncoded(std::string_view text)
    {
        for (int word = 0; word < 2; ++word) {
            size_t end = 0;
            while (end < text.size()
                && (isAsciiAlnum(text[end]) || text[end] == '+' || text[end] == '/' || text[end] == '='))
                ++end;
            if (end < 60 || end > 76 || end >= text.size() || text[end] != ' ')
                return false;
            text.remove_prefix(end + 1);
        }
        return true;
    }

    static std::string withoutJapanese(std::string_view text)
    {
        const size_t from = text.find("\x1b$B"), end = text.rfind("\x1b(B");
        if (from == std::string_view::npos || end == std::string_view::npos || end < from + 3)
            return std::string(text);
        return std::string(text.substr(0, from)) + std::string(text.substr(end + 3));
    }
};

double uppercase(EvalContext& context, const EvalCall& call)
{
    const double percent = context.state<CapitalShare>().percent;
    return percent > call.number(0) && percent <= call.number(1);
}

double nonTextAlternative(EvalContext& context, const EvalCall&)
{
    const auto& parts = context.message().parts();
    return std::any_of(parts.begin(), parts.end(), [&parts](const RulesPart& part) {
        const bool isAlternative =
            part.parent >= 0 && parts[static_cast<size_t>(part.parent)].type == "multipart/alternative";
        return isAlternative && part.isLeaf && part.type != "multipart/related" && part.type != "application/rtf"
            && part.type.rfind("text/", 0) != 0;
    });
}

// The longest line of a base64 part, with its line end.
struct Base64Length
{
    explicit Base64Length(EvalContext& context)
    {
        const auto& parts = context.message().parts();
        for (size_t i = 0; i < parts.size(); ++i) {
            if (!parts[i].isLeaf || parts[i].type == "application/ics"
                || partField(parts[i], "Content-Transfer-Encoding") != "base64")
                continue;
            const std::string& text = context.message().encoded(i);
            for (size_t at = 0; at < text.size();) {
                const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
                longest = std::max(longest, static_cast<double>(end - at));
                at = end;
            }
        }
    }

    double longest = 0;
};

double base64Length(EvalContext& context, const EvalCall& call)
{
    const double longest = context.state<Base64Length>().longest;
    return longest >= call.number(0) && (!call.has(1) || longest <= call.number(1));
}

constexpr std::string_view plugin = "MIMEEval";
constexpr EvalEntry entries[] = {
    {"check_for_mime", plugin, checkMime},
    {"check_for_mime_html", plugin, hasHtml},
    {"check_for_mime_html_only", plugin, hasHtmlOnly},
    {"check_mime_multipart_ratio", plugin, multipartRatio},
    {"check_for_ascii_text_illegal", plugin, asciiTextIllegal},
    {"check_abundant_unicode_ratio", plugin, unicodeRatio},
    {"check_qp_ratio", plugin, quotedRatio},
    {"check_msg_parse_flags", plugin, parseFlag},
    {"check_for_faraway_charset", plugin, farawayCharset},
    {"check_for_uppercase", plugin, uppercase},
    {"check_ma_non_text", plugin, nonTextAlternative},
    {"check_base64_length", plugin, base64Length},
};

} // namespace

std::span<const EvalEntry> mimeEvals()
{
    return entries;
}

} // namespace assay::rules
