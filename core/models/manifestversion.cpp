// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/manifestparts.h"

#include <algorithm>
#include <array>

namespace assay::models {
namespace {

constexpr size_t longestText = 64u << 10; // of a query, of notes
constexpr size_t mostBatches = 10'000;
constexpr size_t mostFeatures = 100'000;
constexpr size_t mostNumbers = 1000;
constexpr size_t mostRounds = 1'000'000;
constexpr size_t mostPoints = 2'000'000; // of a calibration

constexpr std::array<std::string_view, 3> outcomeNames = {"passed", "failed", "skipped"};
constexpr std::array<std::string_view, 3> methodNames = {"none", "platt", "isotonic"};

// ---- writing

void writeTraining(JsonWriter& json, const TrainingRecord& record)
{
    json.key("training").beginObject().member("query", record.query);
    writeArray(json, "batches", record.batches);
    json.member("fingerprint", record.fingerprint).member("hold_out", record.holdOut);
    json.member("items", record.items).member("unlabelled", record.unlabelled);
    json.member("negatives", record.negatives).member("positives", record.positives);
    json.member("suspects", record.suspects).member("excluded", record.excluded);
    json.member("train_rows", record.trainRows).member("held_out_rows", record.heldOutRows);
    json.member("refitted", record.isRefitted).endObject();
}

void writeLists(JsonWriter& json, const Manifest& manifest)
{
    json.key("dropped").beginArray();
    for (const DroppedFeature& feature : manifest.dropped)
        json.beginObject().member("name", feature.name).member("reason", feature.reason).endObject();
    json.endArray().key("guards").beginArray();
    for (const ConstantGuard& guard : manifest.guards) {
        json.beginObject().member("name", guard.name).member("value", guard.value);
        json.member("rows", guard.rows).endObject();
    }
    json.endArray().key("gate").beginArray();
    for (const GateCheck& check : manifest.gate) {
        json.beginObject().member("id", check.id);
        json.member("outcome", outcomeNames[static_cast<size_t>(check.outcome)]);
        json.member("value", check.value).member("bound", check.bound).member("reason", check.reason).endObject();
    }
    json.endArray().key("metrics").beginObject();
    for (const Manifest::Number& metric : manifest.metrics)
        json.member(metric.name, metric.value);
    json.endObject().key("curve").beginArray();
    for (const LossPoint& point : manifest.curve)
        json.beginArray().value(point.loss).value(point.heldOut).endArray();
    json.endArray();
}

// ---- reading

// Not finite numbers are written as null.
double numberOrNull(ManifestReader& in, const UclValue& value, std::string_view name, double fallback)
{
    return value.kind == UclValue::Kind::Null ? fallback : in.number(value, name);
}

double memberOrNull(ManifestReader& in, const UclValue& object, std::string_view name)
{
    const UclValue* found = object.find(name);
    if (!found) {
        in.fail("'" + std::string(name) + "' is missing");
        return 0;
    }
    return numberOrNull(in, *found, name, 0);
}

template <size_t N>
size_t choice(ManifestReader& in, const std::string& text, const std::array<std::string_view, N>& names)
{
    const auto found = std::find(names.begin(), names.end(), text);
    if (found != names.end())
        return static_cast<size_t>(found - names.begin());
    in.fail("'" + text.substr(0, 40) + "' is no known word");
    return 0;
}

TrainingRecord readTraining(ManifestReader& in, const UclValue& from)
{
    TrainingRecord record;
    record.query = in.text(from, "query", longestText);
    for (const UclValue& batch : in.array(from, "batches", mostBatches)) {
        if (batch.kind != UclValue::Kind::String || batch.text.size() > ManifestReader::longestName
            || !isValidUtf8(batch.text))
            in.fail("the names of the batches are off");
        record.batches.push_back(batch.text);
    }
    record.fingerprint = in.text(from, "fingerprint");
    record.holdOut = in.text(from, "hold_out");
    const std::pair<const char*, uint64_t*> counts[] = {{"items", &record.items}, {"unlabelled", &record.unlabelled},
        {"negatives", &record.negatives}, {"positives", &record.positives}, {"suspects", &record.suspects},
        {"excluded", &record.excluded}, {"train_rows", &record.trainRows}, {"held_out_rows", &record.heldOutRows}};
    for (const auto& [name, count] : counts)
        *count = in.wholeMember(from, name);
    record.isRefitted = in.member(from, "refitted", UclValue::Kind::Bool)->asBool(false);
    return record;
}

Calibration readCalibration(ManifestReader& in, const UclValue& from)
{
    Calibration out;
    out.method = static_cast<Calibration::Method>(choice(in, in.text(from, "method"), methodNames));
    out.slope = in.numberMember(from, "slope");
    out.intercept = in.numberMember(from, "intercept");
    out.x = in.numbers(from, "x", mostPoints);
    out.y = in.numbers(from, "y", mostPoints);
    const bool rises = std::is_sorted(out.y.begin(), out.y.end())
        && std::adjacent_find(out.x.begin(), out.x.end(), std::greater_equal<>()) == out.x.end();
    const bool inRange = std::all_of(out.y.begin(), out.y.end(), [](double y) { return y >= 0 && y <= 1; });
    const bool needsPoints = out.method == Calibration::Method::Isotonic;
    if (out.x.size() != out.y.size() || out.x.empty() == needsPoints || !rises || !inRange)
        in.fail("the calibration does not add up");
    return out;
}

RarityTable readRarity(ManifestReader& in, const UclValue& from)
{
    auto table = RarityTable::restore(in.numbers(from, "values", RarityTable::wholeUpTo), in.wholeMember(from, "count"),
        in.numberMember(from, "tau"));
    if (table)
        return std::move(*table);
    in.fail(table.error().subject + ": " + table.error().detail);
    return {};
}

void readLists(ManifestReader& in, const UclValue& top, Manifest& out)
{
    for (const UclValue& feature : in.array(top, "dropped", mostFeatures))
        out.dropped.push_back({in.text(feature, "name"), in.text(feature, "reason")});
    for (const UclValue& guard : in.array(top, "guards", mostFeatures))
        out.guards.push_back({in.text(guard, "name"), in.numberMember(guard, "value"), in.wholeMember(guard, "rows")});
    for (const UclValue& check : in.array(top, "gate", mostNumbers)) {
        GateCheck one;
        one.id = in.text(check, "id");
        one.outcome = static_cast<GateCheck::Outcome>(choice(in, in.text(check, "outcome"), outcomeNames));
        one.value = memberOrNull(in, check, "value");
        one.bound = memberOrNull(in, check, "bound");
        one.reason = in.text(check, "reason", longestText);
        out.gate.push_back(std::move(one));
    }
    const UclValue* metrics = in.member(top, "metrics", UclValue::Kind::Object);
    if (metrics->values.size() > mostNumbers)
        in.fail("too many metrics");
    for (size_t i = 0; i < metrics->values.size() && !in.failed(); ++i)
        out.metrics.push_back({metrics->keys[i], numberOrNull(in, metrics->values[i], "metrics", 0)});
    for (const UclValue& point : in.array(top, "curve", mostRounds)) {
        if (point.kind != UclValue::Kind::Array || point.values.size() != 2) {
            in.fail("a point of the curve has not two numbers");
            return;
        }
        constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
        out.curve.push_back(
            {numberOrNull(in, point.values[0], "curve", unknown), numberOrNull(in, point.values[1], "curve", unknown)});
    }
}

} // namespace

void writeVersionParts(JsonWriter& json, const Manifest& manifest)
{
    json.member("name", manifest.name).member("version", manifest.versionId).member("number", manifest.number);
    json.member("parent", manifest.parent).member("status", versionStatusName(manifest.status));
    json.member("feature_set", manifest.featureSet).member("notes", manifest.notes);
    writeTraining(json, manifest.training);
    writeLists(json, manifest);
    const Calibration& calibration = manifest.calibration;
    json.key("calibration").beginObject();
    json.member("method", methodNames[static_cast<size_t>(calibration.method)]);
    json.member("slope", calibration.slope).member("intercept", calibration.intercept);
    writeArray(json, "x", calibration.x);
    writeArray(json, "y", calibration.y);
    json.endObject().key("rarity").beginObject();
    json.member("count", manifest.rarity.count()).member("tau", manifest.rarity.tau());
    writeArray(json, "values", manifest.rarity.values());
    json.endObject();
}

void readVersionParts(ManifestReader& in, const UclValue& top, Manifest& out)
{
    constexpr std::array all = {VersionStatus::None, VersionStatus::Candidate, VersionStatus::Accepted,
        VersionStatus::Rejected, VersionStatus::Quarantined};
    std::array<std::string_view, all.size()> names;
    std::transform(all.begin(), all.end(), names.begin(), versionStatusName);
    out.name = in.text(top, "name");
    out.versionId = in.text(top, "version");
    out.number = in.wholeMember(top, "number");
    out.parent = in.text(top, "parent");
    out.status = all[choice(in, in.text(top, "status"), names)];
    out.featureSet = in.text(top, "feature_set");
    out.notes = in.text(top, "notes", longestText);
    out.training = readTraining(in, *in.member(top, "training", UclValue::Kind::Object));
    readLists(in, top, out);
    out.calibration = readCalibration(in, *in.member(top, "calibration", UclValue::Kind::Object));
    out.rarity = readRarity(in, *in.member(top, "rarity", UclValue::Kind::Object));
}

} // namespace assay::models
