// SPDX-License-Identifier: GPL-3.0-or-later
// Reasons, contexts and states of batches.
#include "core/base/mark.h"
#include "core/base/time.h"
#include "core/feedback/batch.h"

#include <algorithm>

namespace assay::feedback {
namespace {

struct ReasonText
{
    Reason reason;
    std::string_view name, title, meaning;
    int target; // of the label that its items usually get; -1: none
};

constexpr ReasonText reasons[] = {
    {Reason::Attack, "attack", ASSAY_MARK("core", "Attack"),
        ASSAY_MARK("core", "An incident happened; the labelled items belong to it"), 1},
    {Reason::FalsePositive, "false positive", ASSAY_MARK("core", "False positive"),
        ASSAY_MARK("core", "Legitimate items were flagged"), 0},
    {Reason::FalseNegative, "false negative", ASSAY_MARK("core", "False negative"),
        ASSAY_MARK("core", "Unwanted or hostile items were let through"), 1},
    {Reason::TruePositive, "true positive", ASSAY_MARK("core", "True positive"),
        ASSAY_MARK("core", "Confirmation: what was flagged really is unwanted or hostile"), 1},
    {Reason::TrueNegative, "true negative", ASSAY_MARK("core", "True negative"),
        ASSAY_MARK("core", "Confirmation: what was left alone really is legitimate"), 0},
    {Reason::Other, "other", ASSAY_MARK("core", "Other"), ASSAY_MARK("core", "Anything else; say what in the notes"),
        -1},
};

const ReasonText& textOf(Reason reason)
{
    const auto found = std::find_if(
        std::begin(reasons), std::end(reasons), [&](const ReasonText& text) { return text.reason == reason; });
    return found != std::end(reasons) ? *found : reasons[std::size(reasons) - 1];
}

char plain(char c)
{
    if (c == '_' || c == '-')
        return ' ';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

size_t characters(std::string_view text)
{
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

} // namespace

std::string_view reasonName(Reason reason)
{
    return textOf(reason).name;
}

std::optional<Reason> reasonFromName(std::string_view name)
{
    const auto isNamed = [&](const ReasonText& text) {
        return std::equal(
            name.begin(), name.end(), text.name.begin(), text.name.end(), [](char a, char b) { return plain(a) == b; });
    };
    const auto found = std::find_if(std::begin(reasons), std::end(reasons), isNamed);
    return found != std::end(reasons) ? std::optional(found->reason) : std::nullopt;
}

std::string_view reasonTitle(Reason reason)
{
    return textOf(reason).title;
}

std::string_view reasonMeaning(Reason reason)
{
    return textOf(reason).meaning;
}

LabelId suggestedLabel(Reason reason, const LabelScheme& scheme)
{
    const int target = textOf(reason).target;
    const auto found = std::find_if(scheme.labels.begin(), scheme.labels.end(),
        [&](const LabelKind& kind) { return target >= 0 && kind.target == target; });
    return found != scheme.labels.end() ? found->id : noLabel;
}

std::vector<std::string> checkContext(const BatchContext& context, int64_t now)
{
    std::vector<std::string> problems;
    if (context.start == 0 && context.stop == 0)
        problems.emplace_back("The period is not set.");
    else if (context.start > context.stop)
        problems.push_back("The period begins at " + toIsoStringUtc(context.start) + ", after its end at "
            + toIsoStringUtc(context.stop) + ".");
    if (context.stop > now || context.start > now)
        problems.emplace_back("The period lies in the future.");
    if (const size_t length = characters(context.notes); length > longestNotes)
        problems.push_back("The notes have " + std::to_string(length) + " characters, 10,000 are the most.");
    if (context.confidence > 100)
        problems.emplace_back("The confidence is more than 100 %.");
    return problems;
}

std::string_view batchStateName(BatchState state)
{
    constexpr std::string_view names[] = {"empty", "draft", "changed", "submitted", "processed", "failed"};
    return names[static_cast<size_t>(state)];
}

} // namespace assay::feedback
