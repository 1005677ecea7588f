// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/storage/hashrecords.h"

#include "core/base/json.h"
#include "core/fuzzy/storage/recordvalues.h"

namespace assay::fuzzy {
namespace {

constexpr std::string_view schema = "assay.fuzzy-hashes/1";

Error badLine(std::string why)
{
    return {ErrorCode::BadData, {}, std::move(why)};
}

// Just enough JSON for a flat object: texts without escapes, words and numbers, lists of those.
class FlatObject
{
public:
    explicit FlatObject(std::string_view text)
        : m_text(text)
    {
    }

    bool read(const std::function<bool(std::string_view key, const std::vector<std::string_view>& values)>& member)
    {
        if (!take('{'))
            return false;
        do {
            std::string_view key;
            if (!readText(key) || !take(':') || !readValue() || !member(key, m_values))
                return false;
        } while (take(','));
        return take('}') && m_text.find_first_not_of(" \t\r\n") == m_text.npos;
    }

private:
    bool take(char wanted)
    {
        m_text.remove_prefix(std::min(m_text.find_first_not_of(" \t\r\n"), m_text.size()));
        if (m_text.empty() || m_text.front() != wanted)
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    bool readText(std::string_view& value)
    {
        if (!take('"'))
            return false;
        const size_t end = m_text.find_first_of("\"\\");
        if (end == m_text.npos || m_text[end] == '\\')
            return false;
        value = m_text.substr(0, end);
        m_text.remove_prefix(end + 1);
        return true;
    }
    bool readScalar()
    {
        std::string_view value;
        m_text.remove_prefix(std::min(m_text.find_first_not_of(" \t\r\n"), m_text.size()));
        if (!m_text.empty() && m_text.front() == '"') {
            if (!readText(value))
                return false;
        } else {
            const size_t end = std::min(m_text.find_first_of(",}] \t\r\n"), m_text.size());
            value = m_text.substr(0, end);
            m_text.remove_prefix(end);
        }
        if (value != "null")
            m_values.push_back(value);
        return m_values.size() <= shingleCount;
    }
    bool readValue()
    {
        m_values.clear();
        if (!take('['))
            return readScalar();
        if (take(']'))
            return true;
        do {
            if (!readScalar())
                return false;
        } while (take(','));
        return take(']');
    }

    std::string_view m_text;
    std::vector<std::string_view> m_values;
};

std::string shingleList(const Shingles& shingles, std::string_view before, std::string_view between)
{
    std::string text;
    for (const uint64_t shingle : shingles) {
        text += text.empty() ? before : between;
        text += std::to_string(shingle);
    }
    return text;
}

} // namespace

std::string headOf(HashFileFormat format, const std::string& algorithm)
{
    if (format == HashFileFormat::Csv)
        return "digest,flag,weight,time,shingles\r\n";
    if (algorithm.empty())
        return {};
    JsonWriter json;
    json.beginObject().member("schema", schema).member("algorithm", algorithm).endObject();
    return json.take() + "\n";
}

std::string lineOf(HashFileFormat format, const StoredHash& hash)
{
    const std::string digest = toHex(hash.digest), flag = std::to_string(hash.flag);
    const std::string weight = std::to_string(hash.weight), time = std::to_string(hash.time);
    if (format == HashFileFormat::Csv) {
        return digest + "," + flag + "," + weight + "," + time + ","
            + (hash.shingles ? shingleList(*hash.shingles, "", " ") : std::string()) + "\r\n";
    }
    return "{\"digest\":\"" + digest + "\",\"flag\":" + flag + ",\"weight\":" + weight + ",\"time\":" + time
        + ",\"shingles\":" + (hash.shingles ? shingleList(*hash.shingles, "[\"", "\",\"") + "\"]" : std::string("null"))
        + "}\n";
}

Result<LineContent> readJsonLine(std::string_view line, int64_t now)
{
    LineContent content;
    RecordValues values(now);
    std::string fault;
    FlatObject object(line);
    const bool isObject = object.read([&](std::string_view key, const std::vector<std::string_view>& list) {
        if (key == "algorithm" && list.size() == 1)
            content.algorithm = list[0];
        else if (!values.set(key, list))
            fault = std::string(key) + " is off";
        return fault.empty();
    });
    if (!fault.empty())
        return badLine(fault);
    if (!isObject)
        return badLine("is no JSON object of this kind");
    if (values.isEmpty() && !content.algorithm.empty())
        return content;
    const auto hash = values.hash();
    if (!hash)
        return hash.error();
    content.hash = *hash;
    return content;
}

} // namespace assay::fuzzy
