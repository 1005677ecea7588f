// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::test {

// Writes a small file in MaxMind's format: a binary tree of 24-bit records over address bits, then the data.
class MadeGeoFile
{
public:
    // A map value of the data section; `body` is pairs of encoded keys and values.
    static std::string text(std::string_view value) { return head(2, value.size()).append(value); }
    static std::string map(const std::vector<std::pair<std::string, std::string>>& entries)
    {
        std::string made = head(7, entries.size());
        for (const auto& [name, value] : entries)
            made += text(name) + value;
        return made;
    }
    static std::string number(uint32_t value) { return integer(6, 4, value); }
    static std::string real(double value)
    {
        uint64_t bits = 0;
        static_assert(sizeof bits == sizeof value);
        __builtin_memcpy(&bits, &value, sizeof bits);
        std::string made = head(3, 8);
        for (int shift = 56; shift >= 0; shift -= 8)
            made += static_cast<char>(bits >> shift);
        return made;
    }

    // `bits`: the network as a text of 0 and 1, from the highest bit; no network may lie in another.
    void add(std::string_view bits, const std::string& value)
    {
        size_t node = 0;
        for (size_t i = 0; i + 1 < bits.size(); ++i) {
            const size_t side = bits[i] == '1';
            if (m_nodes[node][side] == empty) {
                m_nodes[node][side] = static_cast<int64_t>(m_nodes.size());
                m_nodes.push_back({empty, empty});
            }
            node = static_cast<size_t>(m_nodes[node][side]);
        }
        m_nodes[node][bits.back() == '1'] = firstValue + static_cast<int64_t>(m_data.size());
        m_data += value;
    }

    std::string bytes(uint32_t ipVersion = 4) const
    {
        std::string made;
        for (const auto& node : m_nodes) {
            for (const int64_t side : node) {
                const auto count = static_cast<int64_t>(m_nodes.size());
                const int64_t record = side == empty ? count
                    : side >= firstValue             ? side - firstValue + count + 16
                                                     : side;
                for (int shift = 16; shift >= 0; shift -= 8)
                    made += static_cast<char>(record >> shift);
            }
        }
        made += std::string(16, '\0') + m_data + "\xab\xcd\xefMaxMind.com";
        return made
            + map({{"node_count", number(static_cast<uint32_t>(m_nodes.size()))}, {"record_size", integer(5, 2, 24)},
                {"ip_version", integer(5, 2, ipVersion)}, {"database_type", text("Made-City")},
                {"languages", head(11, 0)}, {"binary_format_major_version", integer(5, 2, 2)},
                {"binary_format_minor_version", integer(5, 2, 0)}, {"build_epoch", integer(9, 8, 1'700'000'000)},
                {"description", map({})}});
    }

private:
    static std::string integer(unsigned type, size_t size, uint64_t value)
    {
        std::string made = head(type, size);
        for (size_t i = size; i-- > 0;)
            made += static_cast<char>(value >> (8 * i));
        return made;
    }

    // Control byte of a type and a size below 29, or the extended forms of both.
    static std::string head(unsigned type, size_t size)
    {
        std::string made;
        const unsigned low = size < 29 ? static_cast<unsigned>(size) : 29;
        made += static_cast<char>((type > 7 ? 0 : type << 5) | low);
        if (type > 7)
            made += static_cast<char>(type - 7);
        if (size >= 29)
            made += static_cast<char>(size - 29);
        return made;
    }

    static constexpr int64_t empty = -1;
    static constexpr int64_t firstValue = int64_t{1} << 40;
    std::vector<std::array<int64_t, 2>> m_nodes = {{empty, empty}};
    std::string m_data;
};

} // namespace assay::test
