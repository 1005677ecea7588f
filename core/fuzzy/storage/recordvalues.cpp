// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/recordvalues.h"

namespace assay::fuzzy {
namespace {

template <typename T>
bool readNumber(std::string_view text, T& value, int base = 10)
{
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return failure == std::errc() && end == text.data() + text.size();
}

bool readDigest(std::string_view text, Blake2b512& digest)
{
    if (text.size() != digest.size() * 2)
        return false;
    for (size_t i = 0; i < digest.size(); ++i) {
        if (!readNumber(text.substr(i * 2, 2), digest[i], 16))
            return false;
    }
    return true;
}

} // namespace

bool RecordValues::set(std::string_view name, const std::vector<std::string_view>& values)
{
    if (name == "shingles") {
        if (values.empty())
            return true;
        if (values.size() != shingleCount)
            return false;
        Shingles& shingles = m_hash.shingles.emplace();
        for (size_t i = 0; i < shingleCount; ++i) {
            if (!readNumber(values[i], shingles[i]))
                return false;
        }
        m_hash.hasShingles = true;
        return true;
    }
    const std::string_view value = values.size() == 1 ? values.front() : std::string_view();
    if (name == "digest")
        return m_hasDigest = readDigest(value, m_hash.digest);
    if (name == "flag")
        return m_hasFlag = readNumber(value, m_hash.flag);
    if (name == "weight")
        return m_hasWeight = readNumber(value, m_hash.weight);
    if (name == "time" && !value.empty())
        return readNumber(value, m_hash.time) && m_hash.time >= 0;
    return true;
}

Result<StoredHash> RecordValues::hash() const
{
    for (const auto& [isThere, name] :
        {std::pair(m_hasDigest, "digest"), {m_hasFlag, "flag"}, {m_hasWeight, "weight"}}) {
        if (!isThere)
            return Error{ErrorCode::BadData, {}, std::string(name) + " is missing"};
    }
    return m_hash;
}

} // namespace assay::fuzzy
