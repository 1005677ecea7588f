// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/textarena.h"

#include <array>
#include <string_view>

namespace assay::traffic {

// Walks over the members of a JSON object in one line without copying it. What is in arrays is passed over.
class JsonMembers
{
public:
    JsonMembers(std::string_view line, TextArena& arena)
        : m_text(line)
        , m_arena(arena)
    {
    }
    // Calls onMember(path) for each member that is no object, "source.ip" for ip in source; when it returns true,
    // onValue(value) gets the text, number or truth of it, but no null. False: the line is no object.
    template <typename OnMember, typename OnValue>
    bool walk(OnMember onMember, OnValue onValue)
    {
        passBlanks();
        if (!object(0, 0, onMember, onValue))
            return false;
        passBlanks();
        return m_at == m_text.size();
    }

private:
    static constexpr unsigned deepest = 32;

    template <typename OnMember, typename OnValue>
    bool object(size_t pathLength, unsigned depth, OnMember& onMember, OnValue& onValue)
    {
        if (depth > deepest || !pass('{'))
            return false;
        passBlanks();
        if (pass('}'))
            return true;
        while (true) {
            passBlanks();
            std::string_view key;
            if (!string(key))
                return false;
            passBlanks();
            if (!pass(':'))
                return false;
            passBlanks();
            if (!member(key, pathLength, depth, onMember, onValue))
                return false;
            passBlanks();
            if (pass('}'))
                return true;
            if (!pass(','))
                return false;
        }
    }

    template <typename OnMember, typename OnValue>
    bool member(std::string_view key, size_t pathLength, unsigned depth, OnMember& onMember, OnValue& onValue)
    {
        const size_t length = append(pathLength, key);
        const char first = m_at < m_text.size() ? m_text[m_at] : '\0';
        if (first == '{') // below a path that is too long, all paths are
            return object(length > 0 ? length : m_path.size(), depth + 1, onMember, onValue);
        if (first == '[')
            return skipArray(depth + 1);
        const bool isWanted = length > 0 && onMember(std::string_view(m_path.data(), length));
        std::string_view value;
        if (first == '"') {
            bool hasEscapes = false;
            if (!string(value, &hasEscapes))
                return false;
            if (isWanted)
                onValue(hasEscapes ? unescaped(value) : value);
            return true;
        }
        if (!scalar(value))
            return false;
        if (isWanted && value != "null")
            onValue(value);
        return true;
    }

    // The length of the path with `key` behind it; 0: too long to be one that anybody knows.
    size_t append(size_t pathLength, std::string_view key);
    bool pass(char c)
    {
        const bool isThere = m_at < m_text.size() && m_text[m_at] == c;
        m_at += isThere;
        return isThere;
    }
    void passBlanks()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t'))
            ++m_at;
    }
    bool string(std::string_view& raw, bool* hasEscapes = nullptr);
    bool scalar(std::string_view& raw);
    bool skipArray(unsigned depth);
    std::string_view unescaped(std::string_view raw);

    std::string_view m_text;
    TextArena& m_arena;
    size_t m_at = 0;
    std::array<char, 128> m_path = {};
};

} // namespace assay::traffic
