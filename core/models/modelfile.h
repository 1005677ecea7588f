// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/model.h"

#include <cstring>
#include <type_traits>

namespace assay::models {

// Little-endian numbers and texts one after the other.
class BodyWriter
{
public:
    template <typename T>
    void number(T value)
    {
        static_assert(std::is_arithmetic_v<T>);
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T)); // every machine that Assay runs on is little-endian
        m_bytes.append(bytes, sizeof(T));
    }
    void text(std::string_view value);
    void texts(const std::vector<std::string>& values);
    void raw(std::string_view bytes) { m_bytes += bytes; }
    void reserve(size_t size) { m_bytes.reserve(size); }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

// Reads what BodyWriter wrote. After the first thing that is off all reads give 0 and failed() is true.
class BodyReader
{
public:
    explicit BodyReader(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    template <typename T>
    T number()
    {
        static_assert(std::is_arithmetic_v<T>);
        T value = {};
        const std::string_view bytes = raw(sizeof(T));
        if (bytes.size() == sizeof(T))
            std::memcpy(&value, bytes.data(), sizeof(T));
        return value;
    }
    double finite(); // fails on NaN and infinity
    // A count of things that take at least `size` bytes each: fails when they cannot follow, or are more than `most`.
    size_t count(size_t size, size_t most);
    std::string text(size_t longest);
    std::vector<std::string> names(size_t most); // UTF-8, not empty, all different
    std::string_view raw(size_t size);
    void fail() { m_failed = true; }
    bool failed() const { return m_failed; }
    bool isAtEnd() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
    bool m_failed = false;
};

// One file: magic, format version, kind, body, SHA-256 of all before.
Result<std::string> modelToBytes(const Model& model);
// NotRecognised: no model file; NewerVersion; Unsupported: a kind that is not in the list; BadData: damaged.
Result<ModelPtr> modelFromBytes(std::string_view bytes, KindList kinds);

inline constexpr uint32_t modelFormatVersion = 1;

} // namespace assay::models
