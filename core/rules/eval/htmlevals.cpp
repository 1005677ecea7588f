// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/charsetlocales.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/view/utf8.h"

#include <algorithm>
#include <optional>

// Functions of the plugin HTMLEval. Each asks the HTML parts one after another; the first that fits decides.

namespace assay::rules {
namespace {

std::optional<double> valueOf(const HtmlFacts& html, std::string_view name)
{
    const auto found = html.values.find(name);
    return found == html.values.end() ? std::nullopt : std::optional(found->second);
}

const std::vector<std::string>* textsOf(const HtmlFacts& html, std::string_view name)
{
    const auto found = html.texts.find(name);
    return found == html.texts.end() ? nullptr : &found->second;
}

template <typename Test>
double anyPart(EvalContext& context, Test&& test)
{
    const auto& parts = context.message().html();
    const auto found = std::find_if(parts.begin(), parts.end(), test);
    if (found == parts.end())
        return 0;
    if (found->part >= 0)
        context.hintPart(static_cast<size_t>(found->part));
    return 1;
}

// Above the second argument and not above the third.
bool isBetween(double value, double least, double most)
{
    return value > least && value <= most;
}

double tagBalance(EvalContext& context, const EvalCall& call)
{
    return anyPart(context, [&](const HtmlFacts& html) {
        const auto found = html.inside.find(call.text(0));
        return found != html.inside.end() && compares(found->second, call.text(1));
    });
}

double tagExists(EvalContext& context, const EvalCall& call)
{
    return anyPart(context, [&](const HtmlFacts& html) { return html.inside.count(call.text(0)) > 0; });
}

double imageOnly(EvalContext& context, const EvalCall& call)
{
    return anyPart(context, [&](const HtmlFacts& html) {
        const auto length = valueOf(html, "length");
        return html.inside.count("img") > 0 && length && isBetween(*length, call.number(0), call.number(1));
    });
}

double imageRatio(EvalContext& context, const EvalCall& call)
{
    return anyPart(context, [&](const HtmlFacts& html) {
        const auto text = valueOf(html, "non_space_len"), area = valueOf(html, "image_area");
        return text && area && *area > 0 && isBetween(*text / *area, call.number(0), call.number(1));
    });
}

double charsetFaraway(EvalContext& context, const EvalCall&)
{
    const auto& locales = context.tables().okLocales;
    return anyPart(context, [&locales](const HtmlFacts& html) {
        const auto* charsets = textsOf(html, "charsets");
        if (!charsets)
            return false;
        const auto bad = std::count_if(charsets->begin(), charsets->end(),
            [&locales](const std::string& name) { return !isCharsetOk(name, locales); });
        return bad > 0 && bad * 2 >= static_cast<std::ptrdiff_t>(charsets->size());
    });
}

double test(EvalContext& context, const EvalCall& call)
{
    return anyPart(context, [&](const HtmlFacts& html) { return valueOf(html, call.text(0)).value_or(0) != 0; });
}

double evaluate(EvalContext& context, const EvalCall& call)
{
    return anyPart(context, [&](const HtmlFacts& html) {
        const auto value = valueOf(html, call.text(0));
        return value && compares(*value, call.text(1));
    });
}

double range(EvalContext& context, const EvalCall& call)
{
    const bool open = !call.has(2) || call.text(2) == "inf";
    return anyPart(context, [&](const HtmlFacts& html) {
        const auto value = valueOf(html, call.text(0));
        return value && (open ? *value > call.number(1) : isBetween(*value, call.number(1), call.number(2)));
    });
}

// Whether some text (not) matches the pattern.
double anyText(EvalContext& context, const EvalCall& call, bool wanted)
{
    return anyPart(context, [&](const HtmlFacts& html) {
        const auto* texts = call.pattern() ? textsOf(html, call.text(0)) : nullptr;
        return texts && std::any_of(texts->begin(), texts->end(), [&](const std::string& text) {
            return call.pattern()->matches(text) == wanted;
        });
    });
}

double textMatch(EvalContext& context, const EvalCall& call)
{
    return anyText(context, call, true);
}

double textNotMatch(EvalContext& context, const EvalCall& call)
{
    return anyText(context, call, false);
}

double titleSubjectRatio(EvalContext& context, const EvalCall& call)
{
    const std::string& subject = context.header("Subject");
    if (subject.empty())
        return 0;
    return anyPart(context, [&](const HtmlFacts& html) {
        const auto* titles = textsOf(html, "title");
        return titles && std::any_of(titles->begin(), titles->end(), [&](const std::string& title) {
            return static_cast<double>(characterCount(title)) / static_cast<double>(subject.size()) > call.number(0);
        });
    });
}

double iframeSource(EvalContext& context, const EvalCall&)
{
    return anyPart(context, [](const HtmlFacts& html) {
        return std::any_of(html.uris.begin(), html.uris.end(), [](const HtmlUri& uri) {
            return std::find(uri.types.begin(), uri.types.end(), "iframe") != uri.types.end();
        });
    });
}

constexpr std::string_view plugin = "HTMLEval";
constexpr EvalEntry entries[] = {
    {"html_tag_balance", plugin, tagBalance},
    {"html_tag_exists", plugin, tagExists},
    {"html_image_only", plugin, imageOnly},
    {"html_image_ratio", plugin, imageRatio},
    {"html_charset_faraway", plugin, charsetFaraway},
    {"html_test", plugin, test},
    {"html_eval", plugin, evaluate},
    {"html_range", plugin, range},
    {"html_text_match", plugin, textMatch, 1, true},
    {"html_text_not_match", plugin, textNotMatch, 1, true},
    {"html_title_subject_ratio", plugin, titleSubjectRatio},
    {"check_iframe_src", plugin, iframeSource},
};

} // namespace

std::span<const EvalEntry> htmlEvals()
{
    return entries;
}

} // namespace assay::rules
