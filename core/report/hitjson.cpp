// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/hitjson.h"

#include <cmath>

namespace assay::report {
namespace {

std::string_view unmappedName(rules::Unmapped why)
{
    switch (why) {
    case rules::Unmapped::None:
        return "";
    case rules::Unmapped::TransferDecoded:
        return "transfer_decoded";
    case rules::Unmapped::CharsetConverted:
        return "charset_converted";
    case rules::Unmapped::Generated:
        return "generated";
    case rules::Unmapped::NoBytes:
        return "no_bytes";
    }
    return "";
}

void writeMatch(JsonWriter& json, const Evidence& place)
{
    json.beginObject();
    json.member("part", place.part).member("where", rules::whereName(place.where));
    if (!place.header.empty())
        json.member("header", place.header);
    json.member("piece", uint64_t{place.piece}).member("offset", place.offset).member("length", place.length);
    json.key("raw_offset");
    if (place.raw.why == rules::Unmapped::None)
        json.decimalString(place.raw.offset).member("raw_length", place.raw.length);
    else
        json.null().member("raw_reason", unmappedName(place.raw.why));
    if (place.raw.why != rules::Unmapped::None && place.raw.length > 0) {
        // The smallest range of bytes known to hold the text in its encoded form.
        json.key("raw_range").beginArray().decimalString(place.raw.offset).decimalString(place.raw.length).endArray();
    }
    json.member("text", place.text).endObject();
}

void writeFuzzyMatch(JsonWriter& json, const fuzzy::FuzzyMatch& match)
{
    json.beginObject();
    json.member("storage", match.storage).member("part", match.part);
    json.member("kind", fuzzy::hashKindName(match.kind)).member("type", fuzzy::matchTypeName(match.type));
    json.member("algorithm", fuzzy::algorithmName(match.algorithm));
    json.member("digest", toHex(match.asked)).member("stored", toHex(match.stored));
    json.member("exact", match.asked == match.stored).member("shared_shingles", unsigned{match.sharedShingles});
    json.member("flag", match.flag).member("weight", match.weight).member("threshold", match.threshold);
    json.member("curve", fuzzy::curveName(match.curve)).member("probability", double(match.probability));
    json.member("factor", match.factor).member("time", match.time).endObject();
}

void writeOutput(JsonWriter& json, const ModelOutput& output)
{
    json.beginObject();
    json.member("name", output.model).member("version", output.version);
    json.member("output", output.output).member("risk", output.risk);
    json.member("hostile", output.isHostile).member("shadow", output.isShadow);
    json.member("defaults", uint64_t{output.defaults}).endObject();
}

} // namespace

void writeHitJson(JsonWriter& json, const Symbol& symbol, const Hit& hit, bool withEvidence)
{
    json.beginObject();
    json.member("symbol", symbol.name).member("detector", detectorKindName(symbol.detector));
    json.member("score", std::round(hit.score * 1000) / 1000).member("count", uint64_t{hit.count});
    json.member("group", symbol.group).member("description", symbol.description);
    json.key("options").beginArray();
    for (const std::string& option : hit.options)
        json.value(option);
    json.endArray();
    if (withEvidence) {
        json.key("matches").beginArray();
        for (const Evidence& place : hit.evidence)
            writeMatch(json, place);
        json.endArray();
    }
    if (!hit.matches.empty()) {
        json.key("fuzzy").beginArray();
        for (const fuzzy::FuzzyMatch& match : hit.matches)
            writeFuzzyMatch(json, match);
        json.endArray();
    }
    if (hit.output) {
        json.key("model");
        writeOutput(json, *hit.output);
    }
    json.endObject();
}

std::string fuzzyMatchText(const fuzzy::FuzzyMatch& match)
{
    std::string text = match.storage + ": part " + match.part + ", ";
    if (match.asked == match.stored)
        text += "exactly ";
    else
        text += std::to_string(match.sharedShingles) + " of " + std::to_string(fuzzy::shingleCount) + " shingles of ";
    return text + toHex(match.stored).substr(0, 10) + ", flag " + std::to_string(match.flag) + ", weight "
        + std::to_string(match.weight);
}

void writeDefectsJson(JsonWriter& json, DefectSet defects)
{
    for (const bool limits : {false, true}) {
        json.key(limits ? "limits_hit" : "defects").beginArray();
        for (const Defect defect : defects.list()) {
            if (defectIsLimit(defect) == limits)
                json.value(defectCode(defect));
        }
        json.endArray();
    }
}

} // namespace assay::report
