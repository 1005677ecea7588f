// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/attackassist.h"

#include "core/models/xgboost/boostedkind.h"
#include "core/train/outoffold.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace assay::train {
namespace {

constexpr size_t leastRows = 20; // on each side
constexpr uint32_t folds = 5;
constexpr uint64_t seed = 777;
constexpr double attackLike = 0.8; // with both sides counting alike: four times as frequent among the new

constexpr std::string_view looked[] = {"request_rate", "request_interval_average", "request_interval_variance",
    "css_to_html_ratio", "js_to_html_ratio", "image_to_html_ratio", "path_depth_average", "path_depth_variance",
    "payload_size_average", "payload_size_log_average", "response4xx_to_request_ratio", "top_page_to_request_ratio",
    "unique_path_rate", "unique_path_to_request_ratio", "unique_query_rate", "unique_query_to_unique_path_ratio",
    "unique_ua_rate"};

// Rows of one side against those of the other.
struct Sides
{
    models::Matrix rows;
    std::vector<size_t> places; // in the input
    std::vector<uint8_t> labels; // 1: fresh
    std::vector<uint64_t> clients;
};

models::Matrix chosenColumns(const models::Matrix& rows)
{
    models::Matrix chosen;
    chosen.rows = rows.rows;
    std::vector<size_t> columns;
    for (const std::string_view name : looked) {
        chosen.names.emplace_back(name);
        columns.push_back(models::findColumn(rows, std::string(name)));
    }
    chosen.values.assign(rows.rows * columns.size(), std::numeric_limits<double>::quiet_NaN());
    for (size_t row = 0; row < rows.rows; ++row) {
        for (size_t c = 0; c < columns.size(); ++c) {
            if (columns[c] != std::string::npos)
                chosen.values[row * columns.size() + c] = rows.at(row, columns[c]);
        }
    }
    return chosen;
}

Sides sidesOf(const AttackRows& input, AttackProposals& out)
{
    std::unordered_set<uint64_t> before;
    for (size_t row = 0; row < input.clients.size(); ++row) {
        if (!input.isDuring[row])
            before.insert(input.clients[row]);
    }
    Sides sides;
    for (size_t row = 0; row < input.clients.size(); ++row) {
        const bool isKnown = input.isDuring[row] && before.count(input.clients[row]) > 0;
        ++(isKnown ? out.known : input.isDuring[row] ? out.fresh : out.regular);
        if (isKnown)
            continue;
        sides.places.push_back(row);
        sides.labels.push_back(input.isDuring[row]);
        sides.clients.push_back(input.clients[row]);
    }
    sides.rows = chosenColumns(models::selectRows(input.rows, sides.places));
    return sides;
}

// What models say of rows whose clients they have not seen; both sides count alike.
Result<std::vector<double>> answersOf(const Sides& sides, const AttackProposals& counts, const RunContext& context)
{
    const auto& kind = models::boostedKind();
    const auto params = models::Params::make(kind.options(),
        {{"xgb.rounds", "40"}, {"xgb.depth", "3"}, {"xgb.w_mode", "none"}, {"xgb.min_labels", "2"}, {"min_pos", "1"},
            {"min_neg", "1"}});
    if (!params)
        return params.error();
    std::vector<float> weights;
    for (const uint8_t label : sides.labels)
        weights.push_back(static_cast<float>(0.5 * static_cast<double>(counts.regular + counts.fresh)
            / static_cast<double>(label ? counts.fresh : counts.regular)));
    return outOfFold(kind, *params, {sides.rows, sides.labels, weights, sides.clients}, {folds, seed, 0}, context);
}

} // namespace

std::span<const std::string_view> attackAssistFeatures()
{
    return looked;
}

Result<AttackProposals> proposeAttackRows(const AttackRows& input, const RunContext& context)
{
    if (input.clients.size() != input.rows.rows || input.isDuring.size() != input.rows.rows)
        return Error{ErrorCode::BadArgument, "attack", "rows, clients and times do not fit"};
    AttackProposals out;
    const Sides sides = sidesOf(input, out);
    if (out.regular < leastRows || out.fresh < leastRows)
        return Error{ErrorCode::BadArgument, "attack",
            std::to_string(out.regular) + " request sets before the period and " + std::to_string(out.fresh)
                + " of new clients in it: " + std::to_string(leastRows) + " of each are needed"};
    const auto probabilities = answersOf(sides, out, context);
    if (!probabilities)
        return probabilities.error();
    for (size_t i = 0; i < sides.places.size(); ++i) {
        if (sides.labels[i] == 1 && (*probabilities)[i] > attackLike)
            out.rows.push_back({sides.places[i], (*probabilities)[i]});
    }
    std::stable_sort(
        out.rows.begin(), out.rows.end(), [](const auto& a, const auto& b) { return a.probability > b.probability; });
    return out;
}

} // namespace assay::train
