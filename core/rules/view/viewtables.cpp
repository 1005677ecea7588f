// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/viewtables.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>

namespace assay::rules {

namespace {

std::string tableName(std::string_view name)
{
    while (!name.empty() && name.front() == '.')
        name.remove_prefix(1);
    return toAsciiLower(name);
}

// Under .us the states delegate further.
bool isUsState(std::string_view label)
{
    static constexpr std::string_view states =
        " ak al ar az ca co ct dc de fl ga gu hi ia id il in ks ky la ma md me mi mn "
        "mo ms mt nc nd ne nh nj nm nv ny oh ok or pa pr ri sc sd tn tx ut va vi "
        "vt wa wi wv wy ";
    if (label.size() != 2)
        return false;
    const std::array<char, 4> framed{' ', label[0], label[1], ' '};
    return states.find(std::string_view(framed.data(), framed.size())) != std::string_view::npos;
}

// Lower case, runs of dots as one, none at the ends.
std::string normalisedHost(std::string_view host)
{
    std::string result;
    result.reserve(host.size());
    for (char c : host) {
        if (c == '.' && (result.empty() || result.back() == '.'))
            continue;
        result.push_back(asciiLower(c));
    }
    while (!result.empty() && result.back() == '.')
        result.pop_back();
    return result;
}

bool isHostLabel(std::string_view label)
{
    if (label.empty() || label.size() > 63)
        return false;
    const auto isWord = [](char c) { return isAsciiAlnum(c) || c == '_'; };
    return isWord(label.front()) && isWord(label.back())
        && std::all_of(label.begin(), label.end(), [&](char c) { return isWord(c) || c == '-'; });
}

} // namespace

void ViewTables::addTld(std::string_view name)
{
    m_tlds.insert(tableName(name));
}

void ViewTables::addSecondLevel(std::string_view name)
{
    m_secondLevel.insert(tableName(name));
}

void ViewTables::addThirdLevel(std::string_view name)
{
    m_thirdLevel.insert(tableName(name));
}

void ViewTables::clearRegistry()
{
    m_tlds.clear();
    m_secondLevel.clear();
    m_thirdLevel.clear();
}

bool ViewTables::isDomainValid(std::string_view host) const
{
    if (std::any_of(host.begin(), host.end(), isAsciiSpace))
        return false;
    const size_t dot = host.rfind('.');
    return dot != std::string_view::npos && dot + 1 < host.size() && isTld(toAsciiLower(host.substr(dot + 1)));
}

bool ViewTables::endsAtRegistry(const std::vector<std::string_view>& labels, size_t first, std::string_view rest) const
{
    switch (labels.size() - first) {
    case 2:
        return m_secondLevel.count(std::string(rest)) != 0;
    case 3:
        return labels[first + 2] == "us" ? isUsState(labels[first + 1]) : m_thirdLevel.count(std::string(rest)) != 0;
    case 4: {
        const std::string_view name = labels[first];
        const bool delegated = (name == "pvt" && labels[first + 1] == "k12") || name == "ci" || name == "co";
        return labels[first + 3] == "us" && delegated && isUsState(labels[first + 2]);
    }
    default:
        return false;
    }
}

std::string ViewTables::registeredDomain(std::string_view host) const
{
    const std::string name = normalisedHost(host);
    std::vector<std::string_view> labels;
    for (size_t from = 0; from <= name.size() && !name.empty();) {
        const size_t dot = std::min(name.find('.', from), name.size());
        labels.push_back(std::string_view(name).substr(from, dot - from));
        from = dot + 1;
    }
    size_t first = 0, offset = 0, before = 0;
    while (labels.size() - first > 1 && !endsAtRegistry(labels, first, std::string_view(name).substr(offset))) {
        before = offset;
        offset += labels[first].size() + 1;
        ++first;
    }
    return name.substr(first == 0 ? 0 : before);
}

bool isFullHostName(std::string_view host)
{
    while (!host.empty() && host.back() == '.')
        host.remove_suffix(1);
    if (host.size() > 253)
        return false;
    size_t left = static_cast<size_t>(std::count(host.begin(), host.end(), '.')) + 1;
    if (left < 2)
        return false;
    while (left > 0) {
        const size_t dot = std::min(host.find('.'), host.size());
        const std::string_view label = host.substr(0, dot);
        if (!isHostLabel(label) || (left <= 2 && label.find('_') != std::string_view::npos))
            return false;
        host.remove_prefix(std::min(dot + 1, host.size()));
        --left;
    }
    return true;
}

} // namespace assay::rules
