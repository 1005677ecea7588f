// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/challengelabels.h"

#include "core/traffic/sets/challengetable.h"

#include <algorithm>

namespace assay {
namespace {

constexpr uint64_t largestHead = uint64_t{256} << 10; // bytes; requests follow
constexpr uint8_t confidence = 50; // percent

bool says(const traffic::RequestSetHead& head, std::string_view name)
{
    return std::any_of(head.context.begin(), head.context.end(),
        [name](const auto& entry) { return entry.first == name && entry.second > 0; });
}

Result<feedback::Operation> label(
    Case& work, const std::vector<ItemId>& items, std::string_view name, const RunContext& context)
{
    feedback::LabelRequest request;
    request.label = feedback::findLabel(feedback::trafficScheme(), name)->id;
    request.author = challengeAuthor;
    request.confidence = confidence;
    return work.label(items, request, context);
}

} // namespace

Result<ChallengeLabels> labelFromChallenges(Case& work, const RunContext& context)
{
    const auto snapshot = work.snapshot(nullptr, context);
    if (!snapshot)
        return snapshot.error();
    const ItemTable& items = *(*snapshot)->items;
    const std::vector<feedback::LabelId>& labels = (*snapshot)->labels->labels;
    ChallengeLabels result;
    std::vector<ItemId> bots, people;
    for (uint32_t row = 0; row < items.count(); ++row) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "labels", {}};
        const bool isLabelled = row < labels.size() && labels[row] != feedback::noLabel;
        if (items.row(row).kind != ItemKind::RequestSet || isLabelled)
            continue;
        const auto bytes = work.itemBytes(items.row(row).id, largestHead);
        const auto head = bytes ? traffic::parseHead(*bytes) : bytes.error();
        if (!head) {
            ++result.failed;
            continue;
        }
        const bool isBanned = says(*head, traffic::bannedName), hasPassed = says(*head, traffic::challengePassedName);
        if (isBanned && hasPassed)
            ++result.contradicting;
        else if (isBanned)
            bots.push_back(items.row(row).id);
        else if (hasPassed)
            people.push_back(items.row(row).id);
    }
    for (const bool areBots : {true, false}) {
        auto operation = label(work, areBots ? bots : people, areBots ? "bot" : "notbot", context);
        if (!operation)
            return operation.error();
        (areBots ? result.bots : result.people) = std::move(*operation);
    }
    return result;
}

} // namespace assay
