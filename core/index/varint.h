// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// Numbers of 7 bits a byte, low first.
inline void putVarint(std::string& out, uint64_t number)
{
    while (number >= 0x80) {
        out += static_cast<char>(number | 0x80);
        number >>= 7;
    }
    out += static_cast<char>(number);
}

// Takes such numbers off the front; 0 and !ok() behind the end or beyond 32 bits.
class VarintReader
{
public:
    explicit VarintReader(std::string_view data)
        : m_data(data)
    {
    }
    bool atEnd() const { return m_data.empty() || !m_ok; }
    bool ok() const { return m_ok; }
    uint32_t next()
    {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 35 && !m_data.empty(); shift += 7) {
            const auto byte = static_cast<uint8_t>(m_data.front());
            m_data.remove_prefix(1);
            value |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80 && value <= UINT32_MAX)
                return static_cast<uint32_t>(value);
        }
        m_ok = false;
        return 0;
    }
    std::string_view take(uint32_t length)
    {
        if (length > m_data.size()) {
            m_ok = false;
            return {};
        }
        const std::string_view taken = m_data.substr(0, length);
        m_data.remove_prefix(length);
        return taken;
    }

private:
    std::string_view m_data;
    bool m_ok = true;
};

} // namespace assay
