// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/charsetlocales.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/view/utf8.h"
#include "core/rules/view/viewtables.h"

#include <algorithm>
#include <set>

// Functions of the plugin HeaderEval about single fields.

namespace assay::rules {
namespace {

double hit(EvalContext& context, bool isHit, std::string_view header)
{
    if (isHit)
        context.hint({.header = std::string(header)});
    return isHit;
}

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

bool isHigh(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}

// Bytes that an undecoded field must not hold: controls, DEL and 8-bit; UTF-8 is allowed when nothing else is wrong.
double illegalChars(EvalContext& context, const EvalCall& call)
{
    const std::string name(call.text(0));
    const std::string spec = name.size() > 4 && name.substr(name.size() - 4) == ":raw" ? name : name + ":raw";
    const std::string& value = context.header(spec);
    const bool hasHigh = std::any_of(value.begin(), value.end(), isHigh);
    const bool hasControls = std::any_of(value.begin(), value.end(), isControl);
    if (words(value).empty() || (hasHigh && !hasControls && isUtf8(value)))
        return 0;
    auto illegal =
        std::count_if(value.begin(), value.end(), [](char c) { return isControl(c) || c == '\x7f' || isHigh(c); });
    if (illegal > 0 && equalsIgnoringCase(spec, "subject:raw")) {
        // One currency or registered sign.
        illegal -= std::count_if(value.begin(), value.end(), [](char c) {
            return c == '\xa2' || c == '\xa3' || c == '\xae';
        }) == 1;
    }
    const double count = static_cast<double>(illegal);
    return hit(context, count / static_cast<double>(value.size()) >= call.number(1) && count >= call.number(2), name);
}

double farawayCharset(EvalContext& context, const EvalCall&)
{
    const auto& locales = context.tables().okLocales;
    for (const char* spec : {"From:raw", "Subject:raw"}) {
        const std::string& text = context.header(spec);
        for (size_t at = text.find("=?"); at != std::string::npos; at = text.find("=?", at + 2)) {
            const size_t end = text.find('?', at + 2);
            if (end != std::string::npos && text.find("?=", end) != std::string::npos
                && !isCharsetOk(std::string_view(text).substr(at + 2, end - at - 2), locales))
                return hit(context, true, spec);
        }
    }
    return 0;
}

// Without "Re:", "Fwd:" and such, in several languages.
std::string_view withoutReplyMarks(std::string_view subject)
{
    for (bool again = true; again;) {
        again = false;
        for (std::string_view mark : {"Re:", "Fwd:", "Fw:", "Aw:", "Antwort:", "WG:", "SV:", "VB:", "VS:", "VL:"}) {
            if (!startsWithIgnoringCase(subject, mark))
                continue;
            subject.remove_prefix(mark.size());
            while (!subject.empty() && isAsciiSpace(subject.front()))
                subject.remove_prefix(1);
            again = true;
        }
    }
    return subject;
}

double subjectAllCaps(EvalContext& context, const EvalCall&)
{
    constexpr size_t leastLength = 10;
    const std::string_view subject = withoutReplyMarks(trimmed(context.header("Subject")));
    if (subject.size() < leastLength || words(subject).size() < 2)
        return 0;
    const bool hasLetter = std::any_of(subject.begin(), subject.end(), isAsciiLetter);
    const bool hasSmall = std::any_of(subject.begin(), subject.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return hit(context, hasLetter && !hasSmall && !hasWordLikeCapitals(context.header("Subject:raw")), "Subject");
}

double senderMatchesFrom(EvalContext& context, const EvalCall&)
{
    return hit(context, equalsIgnoringCase(context.header("EnvelopeFrom:addr"), context.header("From:addr")), "From");
}

// The last two labels, lower-case.
std::string lastLabels(std::string_view address)
{
    const std::string_view domain = domainOf(address);
    const size_t last = domain.rfind('.');
    const size_t before =
        last == std::string_view::npos || last == 0 ? std::string_view::npos : domain.rfind('.', last - 1);
    const bool cut = before != std::string_view::npos && before > 0 && last + 1 < domain.size() && last > before + 1;
    return toAsciiLower(cut ? domain.substr(before + 1) : domain);
}

double differentFromDomains(EvalContext& context, const EvalCall&)
{
    const std::string from = lastLabels(context.header("From:addr")),
                      sender = lastLabels(context.header("EnvelopeFrom:addr"));
    return hit(context, !from.empty() && !sender.empty() && from != sender, "From");
}

double headerCount(EvalContext& context, const EvalCall& call)
{
    const auto& values = context.headers(call.text(0));
    const auto count = static_cast<double>(std::set<std::string>(values.begin(), values.end()).size());
    return hit(context, count >= call.number(1) && count <= call.number(2), call.text(0));
}

// Fields whose texts may well hold "%SOMETHING".
bool mayHoldPercent(std::string_view line)
{
    constexpr std::string_view names[] = {"X-VMS-To", "X-UIDL", "X-Face", "To", "Cc", "From", "Subject", "References",
        "In-Reply-To", "Message-Id", "X-Message-Id", "Resent-Message-Id", "X-Original-Message-Id"};
    const size_t colon = line.find(':');
    return colon != std::string_view::npos
        && std::any_of(std::begin(names), std::end(names),
            [&](std::string_view name) { return equalsIgnoringCase(name, line.substr(0, colon)); });
}

double unresolvedTemplate(EvalContext& context, const EvalCall&)
{
    const auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
    for (std::string_view line : lines(context.header("ALL"))) {
        for (size_t at = line.find('%'); at != std::string_view::npos && at + 2 < line.size();
             at = line.find('%', at + 1)) {
            const char second = line[at + 2];
            if (isCapital(line[at + 1]) && (isCapital(second) || second == '_' || second == '-')
                && !mayHoldPercent(line))
                return hit(context, true, line.substr(0, line.find(':')));
        }
    }
    return 0;
}

double ratwareNameId(EvalContext& context, const EvalCall&)
{
    static const FixedPattern pattern("<[A-Z]{28}\\.(?<rest>[^>]+?)>");
    const auto groups = pattern.groups(context.header("MESSAGEID"));
    if (groups.empty())
        return 0;
    // "Name" <rest>
    const std::string& from = context.header("From");
    const std::string address = "<" + groups[0] + ">";
    for (size_t at = from.find(address); at != std::string::npos; at = from.find(address, at + 1)) {
        size_t end = at;
        while (end > 0 && isAsciiSpace(from[end - 1]))
            --end;
        const size_t open = end >= 3 && from[end - 1] == '"' ? from.rfind('"', end - 2) : std::string::npos;
        if (open != std::string::npos && open + 1 < end - 1)
            return hit(context, true, "From");
    }
    return 0;
}

// An envelope sender that holds the recipient's own domain and name: made by a program for this recipient.
double ratwareEnvelopeFrom(EvalContext& context, const EvalCall&)
{
    static const FixedPattern rewritten("^SRS\\d[=+-]", true);
    const std::string to = toAsciiLower(context.header("To:addr")),
                      from = toAsciiLower(context.header("EnvelopeFrom:addr"));
    const size_t at = to.find('@');
    if (from.empty() || at == 0 || at == std::string::npos || at + 1 == to.size() || rewritten.matches(from))
        return 0;
    const std::string domain = context.view().registeredDomain(to.substr(at + 1)), user = to.substr(0, at) + "@";
    if (domain.empty() || !context.view().isDomainValid(domain))
        return 0;
    for (size_t found = from.find(domain); found != std::string::npos; found = from.find(domain, found + 1)) {
        const bool begins = found == 0 || isWordCharacter(from[found - 1]) != isWordCharacter(domain[0]);
        const size_t after = found + domain.size() + 1; // one character in between
        if (begins && after <= from.size() && from.compare(after, user.size(), user) == 0)
            return hit(context, true, "EnvelopeFrom");
    }
    return 0;
}

double never(EvalContext&, const EvalCall&)
{
    return 0; // kept by the peer for old rules
}

constexpr std::string_view plugin = "HeaderEval";
constexpr EvalEntry entries[] = {
    {"check_illegal_chars", plugin, illegalChars},
    {"check_for_faraway_charset_in_headers", plugin, farawayCharset},
    {"subject_is_all_caps", plugin, subjectAllCaps},
    {"check_for_matching_env_and_hdr_from", plugin, senderMatchesFrom},
    {"check_equal_from_domains", plugin, differentFromDomains},
    {"check_header_count_range", plugin, headerCount},
    {"check_unresolved_template", plugin, unresolvedTemplate},
    {"check_ratware_name_id", plugin, ratwareNameId},
    {"check_ratware_envelope_from", plugin, ratwareEnvelopeFrom},
    {"check_for_unique_subject_id", plugin, never},
};

} // namespace

std::span<const EvalEntry> headerEvals()
{
    return entries;
}

} // namespace assay::rules
