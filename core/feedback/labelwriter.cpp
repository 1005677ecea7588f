// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/labelwriter.h"

#include <algorithm>
#include <charconv>

namespace assay::feedback {
namespace {

constexpr const char* selectCurrent = "SELECT l.event,l.label,l.author,l.confidence,e.note,e.others "
                                      "FROM label l JOIN label_event e ON e.id=l.event WHERE l.item=?1";
constexpr const char* insertEvent =
    "INSERT INTO label_event(id,operation,item,parent,label,author,at,confidence,note,others,conflict)"
    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)";
constexpr const char* replaceLabel =
    "INSERT OR REPLACE INTO label(item,label,author,at,confidence,conflict,event) VALUES(?1,?2,?3,?4,?5,?6,?7)";

void bindTextOrNull(store::Statement& statement, int index, std::string_view text)
{
    if (text.empty())
        statement.bindNull(index);
    else
        statement.bindText(index, text);
}

std::string othersText(const std::map<int64_t, LabelId>& others)
{
    std::string text;
    for (const auto& [author, label] : others)
        text += (text.empty() ? "" : " ") + std::to_string(author) + "=" + std::to_string(label);
    return text;
}

// Whether authors differ; a missing label says nothing.
bool differ(LabelId current, const std::map<int64_t, LabelId>& others)
{
    LabelId seen = current;
    return std::any_of(others.begin(), others.end(), [&](const auto& other) {
        const bool differs = seen != noLabel && other.second != seen;
        seen = other.second;
        return differs;
    });
}

} // namespace

std::map<int64_t, LabelId> parseOthers(std::string_view text)
{
    std::map<int64_t, LabelId> others;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        int64_t author = 0;
        LabelId label = noLabel;
        const auto first = std::from_chars(at, end, author);
        if (first.ec != std::errc() || first.ptr == end || *first.ptr != '=')
            break;
        const auto second = std::from_chars(first.ptr + 1, end, label);
        if (second.ec != std::errc())
            break;
        if (label != noLabel)
            others[author] = label;
        at = second.ptr == end ? end : second.ptr + 1;
    }
    return others;
}

Result<LabelWriter> LabelWriter::create(store::Database& database, Change& change)
{
    auto current = database.prepare(selectCurrent);
    if (!current)
        return current.error();
    auto insert = database.prepare(insertEvent);
    if (!insert)
        return insert.error();
    auto replace = database.prepare(replaceLabel);
    if (!replace)
        return replace.error();
    return LabelWriter(change, std::move(*current), std::move(*insert), std::move(*replace));
}

Result<void> LabelWriter::readCurrent(ItemId item)
{
    m_state = {};
    const auto there = m_current.bind(1, int64_t{item.value}).step();
    if (!there)
        return there.error();
    if (!*there)
        return {};
    m_state.event = m_current.number(0);
    m_state.label = static_cast<LabelId>(m_current.number(1));
    m_state.author = m_current.number(2);
    m_state.confidence = static_cast<uint8_t>(m_current.number(3));
    m_state.note = m_current.text(4);
    m_state.others = m_current.text(5);
    m_current.reset();
    return {};
}

Result<bool> LabelWriter::set(ItemId item, const NewLabel& label)
{
    const auto read = readCurrent(item);
    if (!read)
        return read.error();
    const bool isSame = label.label == m_state.label
        && (label.label == noLabel
            || (label.author == m_state.author && label.confidence == m_state.confidence
                && label.note == m_state.note));
    if (isSame)
        return false;
    auto others = parseOthers(m_state.others);
    if (m_state.label != noLabel)
        others[m_state.author] = m_state.label;
    others.erase(label.author);
    const auto written = write(item, label, othersText(others), differ(label.label, others));
    if (!written)
        return written.error();
    return true;
}

Result<void> LabelWriter::write(ItemId item, const NewLabel& label, const std::string& others, bool conflict)
{
    EventRange& events = m_change->events();
    const int64_t event = events.first + events.count;
    m_insert.bind(1, event).bind(2, static_cast<int64_t>(m_change->operation().id)).bind(3, int64_t{item.value});
    m_insert.bind(4, m_state.event).bind(5, int64_t{label.label}).bind(6, label.author).bind(7, label.at);
    bindTextOrNull(m_insert.bind(8, int64_t{label.confidence}), 9, label.note);
    bindTextOrNull(m_insert, 10, others);
    const auto inserted = m_insert.bind(11, int64_t{conflict}).run();
    if (!inserted)
        return inserted;
    m_replace.bind(1, int64_t{item.value}).bind(2, int64_t{label.label}).bind(3, label.author).bind(4, label.at);
    const auto replaced = m_replace.bind(5, int64_t{label.confidence}).bind(6, int64_t{conflict}).bind(7, event).run();
    if (replaced)
        ++events.count;
    return replaced;
}

} // namespace assay::feedback
