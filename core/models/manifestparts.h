// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/models/manifest.h"
#include "core/models/matrix.h"
#include "core/text/ucl.h"

#include <charconv>

namespace assay::models {

template <typename Values>
void writeArray(JsonWriter& json, std::string_view name, const Values& values)
{
    json.key(name).beginArray();
    for (const auto& value : values)
        json.value(value);
    json.endArray();
}

// Reads members of a manifest. The first thing that is off is kept, everything after it gives nothing.
class ManifestReader
{
public:
    static constexpr size_t longestName = 1024;

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
    std::string text(const UclValue& object, std::string_view name, size_t longest = longestName)
    {
        const std::string& value = member(object, name, UclValue::Kind::String)->text;
        if (value.size() > longest || !isValidUtf8(value))
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

// What makes a model a version of a registry: members of the open object of a manifest, format 2 and later.
void writeVersionParts(JsonWriter& json, const Manifest& manifest);
void readVersionParts(ManifestReader& in, const UclValue& top, Manifest& out);

} // namespace assay::models
