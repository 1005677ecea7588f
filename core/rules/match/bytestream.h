// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace assay::rules {

// Little-endian fields in a row: messages of the compile helper and files of the database cache.
class ByteWriter
{
public:
    ByteWriter& u8(uint8_t number) { return fixed(number, 1); }
    ByteWriter& u32(uint32_t number) { return fixed(number, 4); }
    ByteWriter& u64(uint64_t number) { return fixed(number, 8); }
    ByteWriter& f64(double number) { return fixed(std::bit_cast<uint64_t>(number), 8); }
    ByteWriter& raw(std::string_view bytes)
    {
        m_bytes.append(bytes);
        return *this;
    }
    // With its length in front.
    ByteWriter& text(std::string_view bytes) { return u64(bytes.size()).raw(bytes); }

    const std::string& bytes() const { return m_bytes; }
    std::string take() { return std::move(m_bytes); }

private:
    ByteWriter& fixed(uint64_t number, int size)
    {
        for (int i = 0; i < size; ++i)
            m_bytes += static_cast<char>(number >> (8 * i));
        return *this;
    }
    std::string m_bytes;
};

// Reads what ByteWriter wrote. Reading past the end gives zeros and turns ok() off for good.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    bool ok() const { return m_ok; }
    size_t left() const { return m_bytes.size(); }
    uint8_t u8() { return static_cast<uint8_t>(fixed(1)); }
    uint32_t u32() { return static_cast<uint32_t>(fixed(4)); }
    uint64_t u64() { return fixed(8); }
    double f64() { return std::bit_cast<double>(fixed(8)); }
    std::string_view raw(uint64_t length)
    {
        if (length > m_bytes.size()) {
            m_ok = false;
            m_bytes = {};
            return {};
        }
        const std::string_view result = m_bytes.substr(0, length);
        m_bytes.remove_prefix(length);
        return result;
    }
    std::string_view text() { return raw(u64()); }

private:
    uint64_t fixed(int size)
    {
        const std::string_view bytes = raw(static_cast<uint64_t>(size));
        uint64_t number = 0;
        for (size_t i = 0; i < bytes.size(); ++i)
            number |= uint64_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
        return number;
    }
    std::string_view m_bytes;
    bool m_ok = true;
};

} // namespace assay::rules
