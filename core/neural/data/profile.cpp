// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/neural/data/profile.h"

#include "core/base/base32.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/features/metatokens.h"
#include "core/text/ucl.h"

#include <algorithm>
#include <cmath>

namespace assay::neural {
namespace {

constexpr size_t mostSymbols = 100'000;
constexpr size_t longestName = 1024;
constexpr size_t longestProfile = size_t{32} << 20;
constexpr double shareThatMayDiffer = 0.3;

Error badProfile(std::string detail)
{
    return Error{ErrorCode::BadData, "profile", std::move(detail)};
}

Result<std::vector<std::string>> readSymbols(const UclValue& list)
{
    if (list.kind != UclValue::Kind::Array || list.values.size() > mostSymbols)
        return badProfile("'symbols' is no list of names");
    std::vector<std::string> symbols;
    for (const UclValue& value : list.values) {
        if (value.kind != UclValue::Kind::String || value.text.empty() || value.text.size() > longestName)
            return badProfile("'symbols' holds something else than names");
        if (!symbols.empty() && symbols.back() >= value.text)
            return badProfile("its symbols are not sorted: " + value.text);
        symbols.push_back(value.text);
    }
    return symbols;
}

std::string textMember(const UclValue& object, std::string_view name)
{
    const UclValue* found = object.find(name);
    return found && found->kind == UclValue::Kind::String ? found->text : std::string();
}

} // namespace

Profile makeProfile(std::vector<std::string> symbols)
{
    std::sort(symbols.begin(), symbols.end());
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    Profile profile;
    profile.digest = profileDigest(symbols);
    profile.symbols = std::move(symbols);
    return profile;
}

std::string profileDigest(const std::vector<std::string>& sortedSymbols)
{
    std::string all;
    for (const std::string& symbol : sortedSymbols)
        all += symbol;
    const Blake2b512 hash = blake2b512(all);
    return toBase32({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

double profileDistance(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    const size_t compared = std::max(a.size(), b.size());
    size_t i = 0, j = 0, different = 0;
    for (size_t n = 0; n < compared; ++n) {
        if (j == b.size())
            return static_cast<double>(different + (compared - b.size())) - static_cast<double>(i > j ? i - j : 0);
        if (i == a.size())
            return static_cast<double>(different + (compared - a.size())) - static_cast<double>(j > i ? j - i : 0);
        if (a[i] == b[j]) {
            ++i;
            ++j;
            continue;
        }
        ++different;
        a[i] < b[j] ? ++i : ++j;
    }
    return static_cast<double>(different);
}

bool isNearEnough(double distance, size_t ownSymbols)
{
    return distance < shareThatMayDiffer * static_cast<double>(ownSymbols);
}

Result<Profile> profileFromJson(std::string_view json)
{
    if (json.size() > longestProfile)
        return badProfile("it is too long");
    const auto object = parseUcl(json);
    if (!object)
        return badProfile(object.error().detail);
    const UclValue* list = object->find("symbols");
    auto symbols = list ? readSymbols(*list) : badProfile("'symbols' is missing");
    if (!symbols)
        return symbols.error();
    Profile profile = makeProfile(std::move(*symbols));
    if (textMember(*object, "digest") != profile.digest)
        return badProfile("'digest' is not that of its symbols");
    const UclValue* version = object->find("version");
    if (!version || version->kind != UclValue::Kind::Number || !(version->number >= 0) || version->number > UINT32_MAX
        || version->number != std::floor(version->number))
        return badProfile("'version' is no whole number");
    profile.version = static_cast<uint32_t>(version->number);
    profile.key = textMember(*object, "redis_key");
    if (profile.key.empty() || profile.key.size() > longestName)
        return badProfile("'redis_key' is missing");
    const UclValue* distance = object->find("distance");
    if (distance && distance->kind == UclValue::Kind::Number && std::isfinite(distance->number))
        profile.distance = distance->number;
    return profile;
}

std::string profileToJson(const Profile& profile)
{
    JsonWriter json;
    json.beginObject().member("digest", profile.digest).key("symbols").beginArray();
    for (const std::string& symbol : profile.symbols)
        json.value(symbol);
    json.endArray().member("version", profile.version).member("redis_key", profile.key);
    if (profile.distance)
        json.member("distance", *profile.distance);
    return json.endObject().take();
}

size_t vectorLength(const Profile& profile)
{
    return features::metatokenCount + profile.symbols.size();
}

} // namespace assay::neural
