// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/view/utf8.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

// Functions of the plugin BodyEval.

namespace assay::rules {
namespace {

using WordCounts = std::unordered_map<std::string_view, int>;

// A letter or digit; of the characters beyond ASCII all but known punctuation, symbols and white space.
bool isTextCharacter(uint32_t c)
{
    if (c < 0x80)
        return isWordCharacter(static_cast<char>(c));
    const bool latinSymbol = c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA;
    const bool arithmetic = c == 0xD7 || c == 0xF7;
    const bool punctuation =
        (c >= 0x2000 && c <= 0x206F && c != 0x200C && c != 0x200D && c != 0x203F && c != 0x2040 && c != 0x2054)
        || (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || c == 0x3030;
    const bool symbol = (c >= 0x20A0 && c <= 0x20CF) || (c >= 0x2190 && c <= 0x24B5) || (c >= 0x2500 && c <= 0x2BFF);
    const bool wide = (c >= 0xFE10 && c <= 0xFE1F) || (c >= 0xFE30 && c <= 0xFE32) || (c >= 0xFF01 && c <= 0xFF0F)
        || (c >= 0xFF1A && c <= 0xFF20);
    const bool special = c == 0xFEFF || c == 0xFFFD || (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0xE000 && c <= 0xF8FF);
    return !latinSymbol && !arithmetic && !punctuation && !symbol && !wide && !special;
}

void countWords(std::string_view text, WordCounts& counts)
{
    size_t from = 0;
    bool isText = false;
    for (size_t at = 0; at <= text.size();) {
        const bool ends = at == text.size();
        const CodePoint character = ends ? CodePoint() : codePointAt(text, at);
        if (ends || isUnicodeSpace(character.value)) {
            if (isText)
                ++counts[text.substr(from, at - from)];
            from = at + character.length;
            isText = false;
        } else {
            isText = isText || isTextCharacter(character.value);
        }
        at += character.length;
    }
}

// How much of the HTML's words the plain text beside it lacks.
struct AlternativeDifference
{
    explicit AlternativeDifference(EvalContext& context)
    {
        const auto& parts = context.message().parts();
        if (isInvitation(parts))
            return;
        for (size_t i = 0; i < parts.size(); ++i) {
            if (parts[i].type.rfind("multipart/alternative", 0) == 0)
                compare(context, i);
        }
    }

    double percent = 0; // the largest of all alternatives
    double htmlWords = 0, textWords = 0; // different ones, in the last alternative

private:
    // A calendar entry beside HTML: there is no text to compare.
    static bool isInvitation(const std::vector<RulesPart>& parts)
    {
        return parts.size() == 3 && parts[0].type == "multipart/alternative" && parts[1].type == "text/html"
            && parts[2].type == "text/calendar";
    }

    static bool isBelow(const std::vector<RulesPart>& parts, size_t part, size_t ancestor)
    {
        int parent = parts[part].parent;
        while (parent > static_cast<int>(ancestor))
            parent = parts[static_cast<size_t>(parent)].parent;
        return parent == static_cast<int>(ancestor);
    }

    static bool hasImage(EvalContext& context, size_t part)
    {
        const auto& facts = context.message().html();
        return std::any_of(facts.begin(), facts.end(), [part](const HtmlFacts& html) {
            return html.part == static_cast<int>(part) && html.inside.count("img") > 0;
        });
    }

    void compare(EvalContext& context, size_t alternative)
    {
        const auto& parts = context.message().parts();
        WordCounts html, text;
        for (size_t i = alternative + 1; i < parts.size(); ++i) {
            const bool isText = parts[i].type.rfind("text", 0) == 0;
            if (!isText || !parts[i].isLeaf || !isBelow(parts, i, alternative)
                || (!parts[i].isHtml && parts[i].type != "text/plain"))
                continue;
            countWords(context.message().rendered(i), parts[i].isHtml ? html : text);
            // An image stands for a word that no text holds.
            if (parts[i].isHtml && html.empty() && hasImage(context, i))
                html["\n"] = 1;
        }
        if (html.empty())
            return;
        htmlWords = static_cast<double>(html.size());
        textWords = static_cast<double>(text.size());
        const auto missing = std::count_if(html.begin(), html.end(), [&text](const auto& word) {
            const auto found = text.find(word.first);
            return found == text.end() || word.second > found->second;
        });
        percent = std::max(percent, static_cast<double>(missing) / htmlWords * 100);
    }
};

double alternativeDifference(EvalContext& context, const EvalCall& call)
{
    const double percent = context.state<AlternativeDifference>().percent;
    return (call.number(0) == 0 || percent > call.number(0)) && (call.text(1) == "undef" || percent <= call.number(1));
}

double alternativeDifferenceCount(EvalContext& context, const EvalCall& call)
{
    const auto& difference = context.state<AlternativeDifference>();
    return difference.htmlWords > call.number(1) && difference.htmlWords > 0
        && difference.textWords / difference.htmlWords > call.number(0);
}

double bodyLength(EvalContext& context, const EvalCall& call)
{
    return static_cast<double>(context.message().bodyLength()) <= call.number(0);
}

// The largest share of blanks in a line, in percent: words written downwards have many.
double verticalWords(EvalContext& context, const EvalCall& call)
{
    constexpr size_t leastLength = 6;
    const double most = call.number(1) >= 100 ? 101 : call.number(1);
    double largest = -1;
    const auto& pieces = call.input() == EvalInput::RawBody ? context.message().rawBody() : context.message().body();
    for (const Piece& piece : pieces) {
        if (piece.text.size() < leastLength)
            continue;
        const auto blanks = static_cast<size_t>(std::count(piece.text.begin(), piece.text.end(), ' '));
        const size_t others = piece.text.size() - blanks;
        const size_t share = blanks > others || others == 0 ? 100 : 100 * blanks / others;
        largest = std::max(largest, static_cast<double>(share));
    }
    return largest >= call.number(0) && largest < most;
}

double blankLineRatio(EvalContext& context, const EvalCall& call)
{
    size_t blank = 0, all = 0;
    for (const Piece& piece : context.message().rawBody()) {
        for (std::string_view line : lines(piece.text)) {
            ++all;
            blank += words(line).empty();
        }
    }
    const double least = std::max(call.number(2), 1.0);
    const double ratio =
        static_cast<double>(all) < least ? -1 : 100.0 * static_cast<double>(blank) / static_cast<double>(all);
    return (call.number(0) == 0 || ratio > call.number(0)) && ratio <= call.number(1);
}

// Lengths of the first plain text before and after the signature mark.
struct SignatureLengths
{
    explicit SignatureLengths(EvalContext& context)
    {
        const auto& parts = context.message().parts();
        const auto found = std::find_if(
            parts.begin(), parts.end(), [](const RulesPart& part) { return part.isLeaf && part.type == "text/plain"; });
        if (found == parts.end())
            return;
        const std::string& text = context.message().decoded(static_cast<size_t>(found - parts.begin()));
        exists = true;
        body = static_cast<double>(text.size());
        for (size_t at = 0; at < text.size();) {
            const size_t end = std::min(text.find('\n', at), text.size());
            std::string_view line = std::string_view(text).substr(at, end - at);
            if (!line.empty() && line.back() == '\r')
                line.remove_suffix(1);
            constexpr size_t leastSignature = 4;
            if ((line == "--" || line == "-- ") && text.size() - end > leastSignature) {
                body = static_cast<double>(at);
                signature = static_cast<double>(text.size() - end);
            }
            at = end + 1;
        }
    }

    bool exists = false;
    double body = 0, signature = 0;
};

double isWithin(const SignatureLengths& lengths, double value, const EvalCall& call)
{
    return lengths.exists && value >= call.number(0) && (!call.has(1) || value <= call.number(1));
}

double plainBodyLength(EvalContext& context, const EvalCall& call)
{
    const auto& lengths = context.state<SignatureLengths>();
    return isWithin(lengths, lengths.body, call);
}

double plainSignatureLength(EvalContext& context, const EvalCall& call)
{
    const auto& lengths = context.state<SignatureLengths>();
    return isWithin(lengths, lengths.signature, call);
}

double plainBodyRatio(EvalContext& context, const EvalCall& call)
{
    constexpr double noSignature = 1'000'000;
    const auto& lengths = context.state<SignatureLengths>();
    return isWithin(lengths, lengths.signature > 0 ? lengths.body / lengths.signature : noSignature, call);
}

constexpr std::string_view plugin = "BodyEval";
constexpr EvalEntry entries[] = {
    {"multipart_alternative_difference", plugin, alternativeDifference},
    {"multipart_alternative_difference_count", plugin, alternativeDifferenceCount},
    {"check_body_length", plugin, bodyLength},
    {"tvd_vertical_words", plugin, verticalWords, -1, false, true},
    {"check_blank_line_ratio", plugin, blankLineRatio},
    {"plaintext_body_length", plugin, plainBodyLength},
    {"plaintext_sig_length", plugin, plainSignatureLength},
    {"plaintext_body_sig_ratio", plugin, plainBodyRatio},
};

} // namespace

std::span<const EvalEntry> bodyEvals()
{
    return entries;
}

} // namespace assay::rules
