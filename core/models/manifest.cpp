// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/manifest.h"

#include "core/base/ascii.h"
#include "core/models/manifestparts.h"
#include "core/models/matrix.h"

#include <algorithm>
#include <functional>
#include <set>

namespace assay::models {
namespace {

constexpr size_t mostFeatures = 100'000;
constexpr size_t mostFiles = 100;
constexpr size_t mostSettings = 1000;

// ---- writing

void writeDigest(JsonWriter& json, const FeatureDigest& digest)
{
    json.beginObject().member("n", digest.rows).member("missing", digest.missing);
    json.member("mean", digest.mean).member("std", digest.deviation);
    writeArray(json, "q", digest.quantiles);
    writeArray(json, "edges", digest.edges);
    writeArray(json, "cells", digest.cells);
    json.endObject();
}

// ---- reading

FeatureDigest readDigest(ManifestReader& in, const UclValue& from)
{
    FeatureDigest digest;
    digest.rows = in.wholeMember(from, "n");
    digest.missing = in.wholeMember(from, "missing");
    digest.mean = in.numberMember(from, "mean");
    digest.deviation = in.numberMember(from, "std");
    const std::vector<double> quantiles = in.numbers(from, "q", digest.quantiles.size());
    if (quantiles.size() != digest.quantiles.size())
        in.fail("a digest lacks quantiles");
    else
        std::copy(quantiles.begin(), quantiles.end(), digest.quantiles.begin());
    digest.edges = in.numbers(from, "edges", digest.quantiles.size());
    uint64_t total = 0;
    for (const UclValue& cell : in.array(from, "cells", digest.quantiles.size() + 2)) {
        digest.cells.push_back(in.whole(cell, "cells"));
        total += std::min<uint64_t>(digest.cells.back(), UINT64_MAX / 32);
    }
    const bool ascends = std::is_sorted(digest.edges.begin(), digest.edges.end(), std::less_equal<>());
    if (!ascends || digest.missing > digest.rows || digest.cells.size() != digest.edges.size() + 2
        || total != digest.finite())
        in.fail("a digest does not add up");
    return digest;
}

bool isPlainName(const std::string& name)
{
    return !name.empty() && name.size() <= 100 && name.front() != '.'
        && std::all_of(
            name.begin(), name.end(), [](char c) { return isAsciiAlnum(c) || c == '.' || c == '-' || c == '_'; });
}

Manifest::File readFileEntry(ManifestReader& in, const UclValue& from)
{
    Manifest::File file{in.text(from, "name"), in.wholeMember(from, "size"), in.text(from, "sha256")};
    const bool isHash = file.sha256.size() == 64 && std::all_of(file.sha256.begin(), file.sha256.end(), [](char c) {
        return isAsciiDigit(c) || (c >= 'a' && c <= 'f');
    });
    if (!isPlainName(file.name) || !isHash)
        in.fail("a file has no sound name or no SHA-256");
    return file;
}

void readFeatures(ManifestReader& in, const UclValue& top, Manifest& out)
{
    std::set<std::string_view> seen;
    const auto& names = in.array(top, "features", mostFeatures);
    for (const UclValue& name : names) {
        if (name.kind != UclValue::Kind::String || name.text.empty() || name.text.size() > ManifestReader::longestName
            || !isValidUtf8(name.text) || !seen.insert(name.text).second)
            in.fail("the names of the features are off");
        out.features.push_back(name.text);
    }
    out.medians = in.numbers(top, "medians", mostFeatures);
    for (const UclValue& digest : in.array(top, "digests", mostFeatures)) {
        if (in.failed())
            return;
        out.digests.push_back(readDigest(in, digest));
    }
    if (out.features.empty() || out.medians.size() != out.features.size()
        || (!out.digests.empty() && out.digests.size() != out.features.size()))
        in.fail("features, medians and digests differ in number");
}

void readTables(ManifestReader& in, const UclValue& top, Manifest& out)
{
    const UclValue* parameters = in.member(top, "parameters", UclValue::Kind::Object);
    const UclValue* thresholds = in.member(top, "thresholds", UclValue::Kind::Object);
    if (parameters->values.size() > mostSettings || thresholds->values.size() > mostSettings)
        in.fail("too many parameters or thresholds");
    for (size_t i = 0; i < parameters->values.size() && !in.failed(); ++i)
        out.parameters.emplace_back(parameters->keys[i], parameters->values[i].text);
    for (size_t i = 0; i < thresholds->values.size() && !in.failed(); ++i)
        out.thresholds.push_back({thresholds->keys[i], in.number(thresholds->values[i], "thresholds")});
    std::set<std::string> seen = {"manifest.json"}; // which cannot name itself
    for (const UclValue& file : in.array(top, "files", mostFiles)) {
        out.files.push_back(readFileEntry(in, file));
        if (!seen.insert(out.files.back().name).second)
            in.fail("a file stands twice");
    }
    if (out.files.empty())
        in.fail("no files");
}

const double* findNumber(const std::vector<Manifest::Number>& numbers, std::string_view name)
{
    const auto found = std::find_if(
        numbers.begin(), numbers.end(), [&](const Manifest::Number& number) { return number.name == name; });
    return found == numbers.end() ? nullptr : &found->value;
}

} // namespace

std::string_view versionStatusName(VersionStatus status)
{
    constexpr std::string_view names[] = {"", "candidate", "accepted", "rejected", "quarantined"};
    return names[static_cast<size_t>(status)];
}

const double* Manifest::threshold(std::string_view which) const
{
    return findNumber(thresholds, which);
}

const double* Manifest::metric(std::string_view which) const
{
    return findNumber(metrics, which);
}

bool Manifest::passedGate() const
{
    return std::none_of(
        gate.begin(), gate.end(), [](const GateCheck& check) { return check.outcome == GateCheck::Outcome::Failed; });
}

std::string manifestToJson(const Manifest& manifest)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.model/1").member("format", Manifest::currentVersion);
    json.member("kind", manifest.kind).member("created_at", manifest.createdAt);
    json.key("seed").decimalString(manifest.seed);
    json.member("rows", manifest.rows).member("positives", manifest.positives);
    json.key("parameters").beginObject();
    for (const auto& [key, value] : manifest.parameters)
        json.member(key, value); // as text: make() of Params reads it back
    json.endObject();
    writeArray(json, "features", manifest.features);
    writeArray(json, "medians", manifest.medians);
    json.key("digests").beginArray();
    for (const FeatureDigest& digest : manifest.digests)
        writeDigest(json, digest);
    json.endArray();
    json.key("thresholds").beginObject();
    for (const Manifest::Threshold& threshold : manifest.thresholds)
        json.member(threshold.name, threshold.value);
    json.endObject();
    writeVersionParts(json, manifest);
    json.key("files").beginArray();
    for (const Manifest::File& file : manifest.files) {
        json.beginObject().member("name", file.name).member("size", file.size);
        json.member("sha256", file.sha256).endObject();
    }
    return json.endArray().endObject().take();
}

Result<Manifest> manifestFromJson(std::string_view text)
{
    const auto top = parseUcl(text); // reads JSON too, within bounds of depth, count and size
    if (!top)
        return Error{ErrorCode::BadData, "manifest", top.error().detail};
    ManifestReader in;
    Manifest out;
    if (in.text(*top, "schema").find("assay.model/") != 0)
        return Error{ErrorCode::NotRecognised, "manifest", {}};
    const uint64_t version = in.wholeMember(*top, "format");
    if (version > Manifest::currentVersion)
        return Error{ErrorCode::NewerVersion, "manifest", "format version " + std::to_string(version)};
    out.kind = in.text(*top, "kind");
    out.createdAt = static_cast<int64_t>(std::min<uint64_t>(in.wholeMember(*top, "created_at"), INT64_MAX));
    out.seed = in.wholeMember(*top, "seed");
    out.rows = in.wholeMember(*top, "rows");
    out.positives = in.wholeMember(*top, "positives");
    if (version == 0)
        in.fail("format version 0");
    readFeatures(in, *top, out);
    readTables(in, *top, out);
    if (version >= 2 && !in.failed())
        readVersionParts(in, *top, out);
    if (in.failed())
        return Error{ErrorCode::BadData, "manifest", in.why()};
    return out;
}

} // namespace assay::models
