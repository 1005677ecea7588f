// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/shapefilter.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace assay::rules {

namespace {

using Lanes __attribute__((vector_size(32))) = uint64_t;

Blake2b512 keyOf(const Shape& shape)
{
    std::string key;
    for (const auto* sets : {&shape.enter, &shape.stay}) {
        for (const ByteSet& set : *sets)
            key.append(reinterpret_cast<const char*>(&set), sizeof set);
    }
    return blake2b512(key);
}

} // namespace

void ShapeFilter::startWord()
{
    ++m_lastWord;
    m_used = 0;
    if (m_lastWord % lanes != 0)
        return;
    m_start.push_back(Words{});
    m_final.push_back(Words{});
    m_enter.resize(m_enter.size() + 256, Words{});
    m_stay.resize(m_stay.size() + 256, Words{});
    m_reports.resize(m_reports.size() + lanes * 64);
}

void ShapeFilter::addShape(uint32_t owner, const Shape& shape)
{
    const auto length = static_cast<unsigned>(shape.enter.size());
    if (length == 0 || length > maximumShapeLength)
        return;
    // Patterns made from the same words share their shapes.
    const auto [known, isNew] = m_known.emplace(keyOf(shape), 0);
    if (!isNew) {
        m_reports[known->second].owners.push_back(owner);
        return;
    }
    if (m_used + length > 64)
        startWord();
    const size_t group = m_lastWord / lanes, lane = m_lastWord % lanes;
    m_start[group][lane] |= uint64_t{1} << m_used;
    for (unsigned i = 0; i < length; ++i, ++m_used) {
        const uint64_t bit = uint64_t{1} << m_used;
        for (size_t byte = 0; byte < 256; ++byte) {
            m_enter[group * 256 + byte][lane] |= shape.enter[i][byte] ? bit : 0;
            m_stay[group * 256 + byte][lane] |= shape.stay[i][byte] ? bit : 0;
        }
    }
    m_final[group][lane] |= uint64_t{1} << (m_used - 1);
    known->second = m_lastWord * 64 + m_used - 1;
    m_reports[known->second].owners.push_back(owner);
}

void ShapeFilter::add(uint32_t owner, const ShapeSet& shapes)
{
    if (owner >= m_times.size())
        m_times.resize(owner + 1, 1);
    m_times[owner] = shapes.times;
    for (const Shape& shape : shapes.shapes)
        addShape(owner, shape);
}

uint64_t ShapeFilter::report(
    size_t word, uint64_t hits, uint64_t end, Memory& memory, std::vector<uint32_t>& owners) const
{
    uint64_t done = 0;
    for (; hits; hits &= hits - 1) {
        const auto bit = static_cast<size_t>(std::countr_zero(hits));
        bool wanted = false;
        for (const uint32_t owner : m_reports[word * 64 + bit].owners) {
            uint32_t& seen = memory.seen[owner];
            if (seen == 0)
                memory.touched.push_back(owner);
            const bool sameEnd = seen > 0 && memory.lastEnd[owner] == end;
            if (seen < m_times[owner] && !sameEnd && ++seen == m_times[owner])
                owners.push_back(owner);
            memory.lastEnd[owner] = end;
            wanted = wanted || seen < m_times[owner];
        }
        if (!wanted)
            done |= uint64_t{1} << bit;
    }
    return done;
}

// In vector registers, one group of words over the whole input.
void ShapeFilter::findIn(size_t group, std::string_view input, Memory& memory, std::vector<uint32_t>& owners) const
{
    Lanes state = {}, start, final, enter, stay;
    std::memcpy(&start, &m_start[group], sizeof start);
    std::memcpy(&final, &m_final[group], sizeof final);
    const Words* const enterTable = &m_enter[group * 256];
    const Words* const stayTable = &m_stay[group * 256];
    for (size_t at = 0; at < input.size(); ++at) {
        const auto byte = static_cast<uint8_t>(input[at]);
        std::memcpy(&enter, &enterTable[byte], sizeof enter);
        std::memcpy(&stay, &stayTable[byte], sizeof stay);
        state = (((state << 1) | start) & enter) | (state & stay);
        const Lanes hits = state & final;
        if (((hits[0] | hits[1]) | (hits[2] | hits[3])) == 0)
            continue;
        for (size_t lane = 0; lane < lanes; ++lane) {
            if (hits[lane])
                final[lane] &= ~report(group * lanes + lane, hits[lane], at, memory, owners);
        }
    }
}

void ShapeFilter::find(std::string_view input, Memory& memory, std::vector<uint32_t>& owners) const
{
    if (memory.seen.size() < m_times.size()) {
        memory.seen.resize(m_times.size(), 0);
        memory.lastEnd.resize(m_times.size(), 0);
    }
    for (size_t group = 0; group < m_start.size(); ++group)
        findIn(group, input, memory, owners);
    for (const uint32_t owner : memory.touched)
        memory.seen[owner] = 0;
    memory.touched.clear();
}

} // namespace assay::rules
