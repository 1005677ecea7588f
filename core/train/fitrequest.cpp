// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/manifestparts.h"
#include "core/train/fitting.h"

#include <algorithm>
#include <array>

namespace assay::train {
namespace {

using models::ManifestReader;

constexpr size_t longestText = 64u << 10;
constexpr size_t mostNames = 100'000;
constexpr std::array<std::string_view, 3> holdOutNames = {"time", "group", "random"};
constexpr std::array<std::string_view, 3> cleaningNames = {"report", "exclude", "downweight"};

size_t choice(
    ManifestReader& in, const UclValue& from, std::string_view member, const std::array<std::string_view, 3>& names)
{
    const std::string text = in.text(from, member);
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end())
        return static_cast<size_t>(found - names.begin());
    in.fail("'" + std::string(member) + "' is no known word");
    return 0;
}

} // namespace

std::string fitRequestToJson(const FitRequest& request)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.fit/1").member("model", request.model).member("kind", request.kind);
    json.key("settings").beginObject();
    for (const auto& [key, value] : request.settings)
        json.member(key, value);
    json.endObject().key("seed").decimalString(request.seed);
    json.member("hold_out", holdOutNames[static_cast<size_t>(request.holdOut)]);
    json.member("hold_out_share", request.holdOutShare);
    json.member("cleaning", cleaningNames[static_cast<size_t>(request.cleaning)]);
    json.member("refit_on_all", request.refitOnAll);
    json.member("cost_false_positive", request.costs.falsePositive);
    json.member("cost_false_negative", request.costs.falseNegative);
    models::writeArray(json, "features", request.features);
    json.member("notes", request.notes).member("parent", request.parent);
    json.member("champion", request.champion.string()).member("supervised", request.supervised.string());
    return json.endObject().take();
}

Result<FitRequest> fitRequestFromJson(std::string_view text)
{
    const auto top = parseUcl(text);
    if (!top)
        return Error{ErrorCode::BadData, "request", top.error().detail};
    ManifestReader in;
    FitRequest out;
    if (in.text(*top, "schema") != "assay.fit/1")
        return Error{ErrorCode::NotRecognised, "request", {}};
    out.model = in.text(*top, "model");
    out.kind = in.text(*top, "kind");
    const UclValue* settings = in.member(*top, "settings", UclValue::Kind::Object);
    for (size_t i = 0; i < settings->values.size(); ++i)
        out.settings.emplace_back(settings->keys[i], settings->values[i].text);
    out.seed = in.wholeMember(*top, "seed");
    out.holdOut = static_cast<HoldOut>(choice(in, *top, "hold_out", holdOutNames));
    out.holdOutShare = in.numberMember(*top, "hold_out_share");
    out.cleaning = static_cast<Cleaning>(choice(in, *top, "cleaning", cleaningNames));
    out.refitOnAll = in.member(*top, "refit_on_all", UclValue::Kind::Bool)->asBool(false);
    out.costs.falsePositive = in.numberMember(*top, "cost_false_positive");
    out.costs.falseNegative = in.numberMember(*top, "cost_false_negative");
    for (const UclValue& name : in.array(*top, "features", mostNames))
        out.features.push_back(name.text);
    out.notes = in.text(*top, "notes", longestText);
    out.parent = in.text(*top, "parent");
    out.champion = in.text(*top, "champion", longestText);
    out.supervised = in.text(*top, "supervised", longestText);
    if (in.failed())
        return Error{ErrorCode::BadData, "request", in.why()};
    return out;
}

} // namespace assay::train
