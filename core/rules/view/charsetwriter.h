// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/sourcemap.h"
#include "core/rules/view/utf8.h"

#include <string>
#include <string_view>

namespace assay::rules {

// Appends decoded characters and keeps the map, when one is wanted, in step.
class CharsetWriter
{
public:
    CharsetWriter(size_t size, SourceMap* map)
        : m_map(map)
    {
        m_text.reserve(size + size / 4);
    }
    void copy(std::string_view bytes, size_t offset)
    {
        m_text.append(bytes);
        if (m_map)
            m_map->appendSame(bytes.size(), offset);
    }
    void put(uint32_t codePoint, size_t offset, size_t length)
    {
        const size_t before = m_text.size();
        appendUtf8(m_text, codePoint);
        if (m_map)
            m_map->append(
                m_text.size() - before, offset, length, codePoint < 0x80 ? Unmapped::None : Unmapped::CharsetConverted);
    }
    std::string take() { return std::move(m_text); }

private:
    std::string m_text;
    SourceMap* m_map;
};

} // namespace assay::rules
