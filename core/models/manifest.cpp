// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/manifest.h"

#include "core/base/ascii.h"
#include "core/base/json.h"
#include "core/models/matrix.h"
#include "core/text/ucl.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

namespace assay::models {
namespace {

constexpr size_t mostFeatures = 100'000;
constexpr size_t mostFiles = 100;
constexpr size_t mostSettings = 1000;
constexpr size_t longestName = 1024;

// ---- writing

template <typename Values>
void writeArray(JsonWriter& json, std::string_view name, const Values& values)
{
    json.key(name).beginArray();
    for (const auto& value : values)
        json.value(value);
    json.endArray();
}

void writeDigest(JsonWriter& json, const FeatureDigest& digest)
{
    json.beginObject().member("n", digest.rows).member("missing", digest.missing);
    json.member("mean", digest.mean).member("std", digest.deviation);
    writeArray(json, "q", digest.quantiles);
    writeArray(json, "edges", digest.edges);
    writeArray(json, "cells", digest.cells);
    json.endObject();
}

// ---- reading: the first thing that is off is kept, everything after it gives nothing

class Reader
{
public:
    bool failed() const { return !m_why.empty(); }
    const std::string& why() const { return m_why; }
    void fail(std::string why)
    {
        if (m_why.empty())
            m_why = std::move(why);
    }

    const UclValue* member(const UclValue& object, std::string_view name, UclValue::Kind kind)
    {
        static const UclValue nothing;
        const UclValue* found = object.find(name);
        if (!found || found->kind != kind) {
            fail("'" + std::string(name) + "' is missing or of the wrong kind");
            return &nothing;
        }
        return found;
    }
    std::string text(const UclValue& object, std::string_view name)
    {
        const std::string& value = member(object, name, UclValue::Kind::String)->text;
        if (value.size() > longestName || !isValidUtf8(value))
            fail("'" + std::string(name) + "' is no sound text");
        return value;
    }
    double number(const UclValue& value, std::string_view name)
    {
        if (value.kind != UclValue::Kind::Number || isMissing(value.number))
            fail("'" + std::string(name) + "' holds something else than numbers");
        return value.number;
    }
    double numberMember(const UclValue& object, std::string_view name)
    {
        return number(*member(object, name, UclValue::Kind::Number), name);
    }
    // Exact up to 2^64: read from the digits as they are written.
    uint64_t whole(const UclValue& value, std::string_view name)
    {
        uint64_t out = 0;
        const char* end = value.text.data() + value.text.size();
        const auto [stopped, failure] = std::from_chars(value.text.data(), end, out);
        if (failure != std::errc() || stopped != end || value.text.empty())
            fail("'" + std::string(name) + "' is no whole number");
        return out;
    }
    uint64_t wholeMember(const UclValue& object, std::string_view name)
    {
        const UclValue* found = object.find(name);
        if (!found || (found->kind != UclValue::Kind::Number && found->kind != UclValue::Kind::String)) {
            fail("'" + std::string(name) + "' is missing");
            return 0;
        }
        return whole(*found, name);
    }
    const std::vector<UclValue>& array(const UclValue& object, std::string_view name, size_t most)
    {
        const UclValue* found = member(object, name, UclValue::Kind::Array);
        if (found->values.size() > most)
            fail("'" + std::string(name) + "' is too long");
        return found->values;
    }
    std::vector<double> numbers(const UclValue& object, std::string_view name, size_t most)
    {
        std::vector<double> out;
        for (const UclValue& value : array(object, name, most))
            out.push_back(number(value, name));
        return out;
    }

private:
    std::string m_why;
};

FeatureDigest readDigest(Reader& in, const UclValue& from)
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

Manifest::File readFileEntry(Reader& in, const UclValue& from)
{
    Manifest::File file{in.text(from, "name"), in.wholeMember(from, "size"), in.text(from, "sha256")};
    const bool isHash = file.sha256.size() == 64 && std::all_of(file.sha256.begin(), file.sha256.end(), [](char c) {
        return isAsciiDigit(c) || (c >= 'a' && c <= 'f');
    });
    if (!isPlainName(file.name) || !isHash)
        in.fail("a file has no sound name or no SHA-256");
    return file;
}

void readFeatures(Reader& in, const UclValue& top, Manifest& out)
{
    std::set<std::string_view> seen;
    const auto& names = in.array(top, "features", mostFeatures);
    for (const UclValue& name : names) {
        if (name.kind != UclValue::Kind::String || name.text.empty() || name.text.size() > longestName
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

void readTables(Reader& in, const UclValue& top, Manifest& out)
{
    const UclValue* parameters = in.member(top, "parameters", UclValue::Kind::Object);
    const UclValue* thresholds = in.member(top, "thresholds", UclValue::Kind::Object);
    if (parameters->values.size() > mostSettings || thresholds->values.size() > mostSettings)
        in.fail("too many parameters or thresholds");
    for (size_t i = 0; i < parameters->values.size() && !in.failed(); ++i)
        out.parameters.emplace_back(parameters->keys[i], parameters->values[i].text);
    for (size_t i = 0; i < thresholds->values.size() && !in.failed(); ++i)
        out.thresholds.push_back({thresholds->keys[i], in.number(thresholds->values[i], "thresholds")});
    for (const UclValue& file : in.array(top, "files", mostFiles))
        out.files.push_back(readFileEntry(in, file));
    if (out.files.empty())
        in.fail("no files");
}

} // namespace

std::string manifestToJson(const Manifest& manifest)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.model/1").member("format", manifest.version);
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
    Reader in;
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
    if (in.failed())
        return Error{ErrorCode::BadData, "manifest", in.why()};
    return out;
}

} // namespace assay::models
