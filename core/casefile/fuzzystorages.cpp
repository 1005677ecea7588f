// SPDX-License-Identifier: GPL-3.0-or-later
// How the fuzzy storages of a case are opened.
#include "core/casefile/casedata.h"

namespace assay {

Result<std::shared_ptr<fuzzy::FuzzyStorage>> Case::fuzzyStorage(std::string_view name, const RunContext& context) const
{
    const auto rule = m_data->fuzzyRule(name);
    if (!rule)
        return rule.error();
    return m_data->openStorage(*rule, context);
}

Result<std::shared_ptr<fuzzy::FuzzyStorage>> Case::Data::openStorage(
    const fuzzy::FuzzyRule& rule, const RunContext& context) const
{
    // Of the rule only what says where the storage is and how to open it.
    fuzzy::FuzzyRule place;
    place.name = rule.name;
    place.file = rule.file;
    place.server = rule.server;
    place.serverKey = rule.serverKey;
    place.readOnly = rule.readOnly;
    place.expiry = rule.expiry;
    place.timeout = rule.timeout;
    place.retransmits = rule.retransmits;
    const std::string key = toJson(place);
    const std::lock_guard guard(storageMutex);
    OpenStorage& known = storages[rule.name];
    if (known.storage && known.place == key)
        return known.storage;
    known = {};
    auto opened = fuzzy::openStorage(place, context);
    if (!opened)
        return opened.error();
    known = {key, std::move(*opened)};
    return known.storage;
}

void Case::Data::letGo(std::string_view rule) const
{
    OpenStorage gone; // flushed and closed after the lock, when nobody else uses it
    const std::lock_guard guard(storageMutex);
    if (const auto known = storages.find(rule); known != storages.end()) {
        gone = std::move(known->second);
        storages.erase(known);
    }
}

} // namespace assay
