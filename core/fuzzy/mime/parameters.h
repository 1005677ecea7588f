// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace assay::fuzzy {

using Parameters = std::map<std::string, std::string>; // lower-case names; decoded values, the first of each

// Walks over the value of Content-Type or Content-Disposition.
class ParameterReader
{
public:
    explicit ParameterReader(std::string_view value)
        : m_in(value)
    {
    }

    std::string_view takeType(); // up to '/', blank or ';'
    std::string_view takeSubtype(); // behind a '/'; empty without one
    std::string_view takeWord(); // up to a blank or ';'
    Parameters takeParameters();

private:
    bool atEnd() const { return m_at >= m_in.size(); }
    void skipBlanksAndComments(bool semicolons);
    std::string_view takeUntil(std::string_view ends);
    std::string_view takeValue();

    std::string_view m_in;
    size_t m_at = 0;
};

} // namespace assay::fuzzy
