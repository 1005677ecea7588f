// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace assay::fuzzy {

using Parameters = std::map<std::string, std::string>; // lower-case names; decoded values, the first of each

// Gathers parameters as they are written; values in pieces are joined, encoded ones decoded (RFC 2231, RFC 2047).
class ParameterSet
{
public:
    void add(std::string_view name, std::string_view value);
    bool isEmpty() const { return m_whole.empty() && m_pieces.empty(); }
    Parameters take();

private:
    struct Pieces
    {
        std::map<unsigned, std::string> parts;
        bool isExtended = false;
    };
    Parameters m_whole;
    std::map<std::string, Pieces> m_pieces;
};

// Walks over the value of Content-Type, which is read leniently.
class ParameterReader
{
public:
    explicit ParameterReader(std::string_view value)
        : m_in(value)
    {
    }

    std::string_view takeType(); // up to '/', blank or ';'
    std::string_view takeSubtype(); // behind a '/'; empty without one
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
