// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/rule/scoring.h"
#include "widgets/bridge/snapshottable.h"

#include <QTimeZone>

namespace assay::gui {

// One stored hash, as the table of a million keeps it.
struct HashRow
{
    Blake2b512 digest = {};
    int64_t time = 0; // of the last write
    int32_t weight = 0;
    uint8_t flag = 0;
    bool hasShingles = false;
};
using HashList = std::vector<HashRow>;

// Hashes of a storage under the rule that reads them. Immutable, any thread.
class HashRows : public TableRows
{
public:
    HashRows(std::shared_ptr<const HashList> hashes, fuzzy::FuzzyRule rule, QTimeZone zone);
    uint32_t count() const override { return static_cast<uint32_t>(m_hashes->size()); }
    const HashRow& hash(uint32_t row) const { return (*m_hashes)[row]; }
    const std::shared_ptr<const HashList>& hashes() const { return m_hashes; }
    const fuzzy::FuzzyRule& rule() const { return m_rule; }
    const QTimeZone& zone() const { return m_zone; }

    std::string hex(uint32_t row) const;
    std::string symbol(uint32_t row) const; // that its flag gives; "" when the rule skips such flags
    double factor(uint32_t row) const; // share of the symbol's score at its weight, -1 ... 1
    int64_t expires(uint32_t row) const; // Unix time; 0: never

private:
    std::shared_ptr<const HashList> m_hashes;
    fuzzy::FuzzyRule m_rule;
    QTimeZone m_zone;
};

TableColumns hashColumns();
// "11 FUZZY_DENIED", "11"
QString flagText(const fuzzy::FuzzyRule& rule, uint32_t flag);
// Symbol, threshold and score of a flag: those of the rule where the flag is not named.
fuzzy::FlagRule flagRule(const fuzzy::FuzzyRule& rule, uint8_t flag);
// Whether a hash of such weight that matches exactly gives a hit.
bool scores(const fuzzy::FuzzyRule& rule, const fuzzy::FlagRule& flag, double weight);

// All hashes of a storage, for a job.
Result<std::shared_ptr<const HashList>> readHashes(fuzzy::LocalStorage& storage, const RunContext& context);

} // namespace assay::gui
