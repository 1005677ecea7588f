// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/engine/metaschedule.h"

#include <algorithm>
#include <unordered_map>

namespace assay::rules {
namespace {

// Metas sorted so that each follows those it rests on; cyclic ones, which are 0 anyhow, come first.
std::vector<MetaSchedule::Meta> sorted(std::vector<MetaSchedule::Meta> metas, const std::vector<bool>& isMeta)
{
    std::unordered_map<uint32_t, size_t> positions;
    for (size_t i = 0; i < metas.size(); ++i)
        positions.emplace(metas[i].rule, i);
    std::vector<uint32_t> waitsFor(metas.size(), 0);
    std::vector<std::vector<size_t>> users(metas.size());
    for (size_t i = 0; i < metas.size(); ++i) {
        for (const uint32_t name : metas[i].program->names()) {
            if (metas[i].isCyclic || name >= isMeta.size() || !isMeta[name])
                continue;
            if (const auto found = positions.find(name); found != positions.end()) {
                users[found->second].push_back(i);
                ++waitsFor[i];
            }
        }
    }
    std::vector<size_t> order;
    for (size_t i = 0; i < metas.size(); ++i) {
        if (waitsFor[i] == 0)
            order.push_back(i);
    }
    for (size_t at = 0; at < order.size(); ++at) {
        for (const size_t user : users[order[at]]) {
            if (--waitsFor[user] == 0)
                order.push_back(user);
        }
    }
    std::vector<MetaSchedule::Meta> result;
    for (const size_t position : order)
        result.push_back(metas[position]);
    return result;
}

} // namespace

MetaSchedule::MetaSchedule(std::vector<Meta> metas, std::vector<bool> isMeta)
    : m_metas(sorted(std::move(metas), isMeta))
    , m_isMeta(std::move(isMeta))
{
}

bool MetaSchedule::isReady(const Meta& meta, std::span<const uint8_t> ready, bool metasOnly) const
{
    const std::vector<uint32_t>& names = meta.program->names();
    return std::all_of(
        names.begin(), names.end(), [&](uint32_t name) { return ready[name] != 0 || (metasOnly && !m_isMeta[name]); });
}

void MetaSchedule::run(std::span<double> values, std::span<uint8_t> ready) const
{
    // First while rules run: a meta has its turn once everything it names was run. Without a score it can only be found
    // false; found true it never gets a value, and what rests on it never has its turn.
    for (int pass = 0; pass < 2; ++pass) {
        const bool atEnd = pass == 1; // rules that never ran count as 0 then
        for (const Meta& meta : m_metas) {
            const bool hadItsTurn = ready[meta.rule] != 0 || (atEnd && !meta.hasScore);
            if (hadItsTurn || !isReady(meta, ready, atEnd))
                continue;
            const double value = meta.isCyclic ? 0 : meta.program->evaluate(values);
            if (value != 0 && !meta.hasScore)
                continue;
            ready[meta.rule] = 1;
            values[meta.rule] = value > 0 ? value : value != 0 ? 1 : 0;
        }
    }
}

} // namespace assay::rules
