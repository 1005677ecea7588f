// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/modelfile.h"

#include "core/base/hash.h"
#include "core/base/json.h"

#include <bit>
#include <set>

namespace assay::models {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view magic = "ASSAYMDL";
constexpr size_t longestName = 1024;
constexpr size_t longestKind = 64;

std::string_view viewOf(const Sha256& hash)
{
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Error damaged(std::string why)
{
    return Error{ErrorCode::BadData, "model file", std::move(why)};
}

} // namespace

void BodyWriter::text(std::string_view value)
{
    number(static_cast<uint32_t>(value.size()));
    raw(value);
}

void BodyWriter::texts(const std::vector<std::string>& values)
{
    number(static_cast<uint32_t>(values.size()));
    for (const std::string& value : values)
        text(value);
}

std::string_view BodyReader::raw(size_t size)
{
    if (m_failed || size > m_rest.size()) {
        m_failed = true;
        return {};
    }
    const std::string_view bytes = m_rest.substr(0, size);
    m_rest.remove_prefix(size);
    return bytes;
}

double BodyReader::finite()
{
    const auto value = number<double>();
    if (std::isfinite(value))
        return value;
    m_failed = true;
    return 0;
}

size_t BodyReader::count(size_t size, size_t most)
{
    const size_t value = number<uint32_t>();
    if (value <= most && value <= m_rest.size() / size)
        return value;
    m_failed = true;
    return 0;
}

std::string BodyReader::text(size_t longest)
{
    const size_t size = count(1, longest);
    return std::string(raw(size));
}

std::vector<std::string> BodyReader::names(size_t most)
{
    std::vector<std::string> out(count(sizeof(uint32_t), most));
    std::set<std::string_view> seen;
    for (std::string& name : out) {
        name = text(longestName);
        if (name.empty() || !isValidUtf8(name) || !seen.insert(name).second)
            m_failed = true;
        if (m_failed)
            return {};
    }
    return out;
}

Result<std::string> modelToBytes(const Model& model)
{
    const auto body = model.serialise();
    if (!body)
        return body.error();
    BodyWriter out;
    out.reserve(body->size() + 256);
    out.raw(magic);
    out.number(modelFormatVersion);
    out.text(model.kind().id());
    out.number(static_cast<uint64_t>(body->size()));
    out.raw(*body);
    std::string bytes = out.take();
    bytes += viewOf(sha256(bytes));
    return bytes;
}

Result<ModelPtr> modelFromBytes(std::string_view bytes, KindList kinds)
{
    constexpr size_t hashSize = sizeof(Sha256);
    if (!bytes.starts_with(magic))
        return Error{ErrorCode::NotRecognised, "model file", {}};
    if (bytes.size() < magic.size() + hashSize)
        return damaged("it is cut off");
    BodyReader reader(bytes.substr(magic.size(), bytes.size() - magic.size() - hashSize));
    const auto version = reader.number<uint32_t>();
    if (version > modelFormatVersion)
        return Error{ErrorCode::NewerVersion, "model file", "format version " + std::to_string(version)};
    if (viewOf(sha256(bytes.substr(0, bytes.size() - hashSize))) != bytes.substr(bytes.size() - hashSize))
        return damaged("its SHA-256 differs");
    const std::string id = reader.text(longestKind);
    const std::string_view body = reader.raw(reader.number<uint64_t>());
    if (reader.failed() || !reader.isAtEnd() || version == 0)
        return damaged("its sizes do not add up");
    const ModelKind* kind = findKind(kinds, id);
    if (!kind)
        return Error{ErrorCode::Unsupported, "model file", "kind '" + toValidUtf8(id) + "'"};
    return kind->load(body);
}

} // namespace assay::models
