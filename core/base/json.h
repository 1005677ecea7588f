// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Writes one JSON text in order. Strings are cleaned to UTF-8 (each bad byte becomes U+FFFD); numbers never depend on
// the locale; NaN and infinity become null. Calls must nest properly (asserted).
//     JsonWriter json;
//     json.beginObject().key("schema").value("assay.scan/1").endObject();
class JsonWriter
{
public:
    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(bool truth);
    JsonWriter& value(double number); // shortest form that reads back the same
    JsonWriter& value(int number) { return value(static_cast<int64_t>(number)); }
    JsonWriter& value(unsigned number) { return value(static_cast<uint64_t>(number)); }
    JsonWriter& value(int64_t number);
    JsonWriter& value(uint64_t number);
    JsonWriter& null();
    // A 64-bit number as a decimal string, for values that may exceed 2^53.
    JsonWriter& decimalString(uint64_t number) { return value(std::string_view(std::to_string(number))); }
    // key(name).value(v) in one call.
    template <typename T>
    JsonWriter& member(std::string_view name, const T& v)
    {
        key(name);
        return value(v);
    }

    // The text so far; clear() starts a new one and keeps the memory.
    const std::string& text() const { return m_text; }
    std::string take() { return std::move(m_text); }
    void clear();

private:
    void separate();
    std::string m_text;
    std::vector<bool> m_hasMembers; // one entry an open object or array
    bool m_afterKey = false;
};

// `text` with every byte that is no part of valid UTF-8 replaced by U+FFFD.
std::string toValidUtf8(std::string_view text);
bool isValidUtf8(std::string_view text);

} // namespace assay
