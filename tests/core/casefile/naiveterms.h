// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "core/mail/message.h"
#include "core/query/evaluate.h"
#include "core/query/match.h"

#include <map>
#include <random>

namespace assay::test {

// Answers queries by looking at every item, one value after the other, with the plainest code there is: what the index
// must agree with.
class NaiveTerms : public query::TermSource
{
public:
    // Reads every item of the case.
    explicit NaiveTerms(const Case& file, const CaseSnapshot& snapshot);
    uint32_t rows() const override { return static_cast<uint32_t>(m_items.size()); }
    query::Cost cost(const query::Term&) const override { return query::Cost::Known; }
    Result<query::RowSet> match(
        const query::Term& term, const query::RowSet& within, const RunContext& context) const override;

    // A value that some item has in a field of texts, or "".
    std::string someValue(const std::string& field, std::minstd_rand& random) const;
    std::vector<IpAddress> someAddresses(std::minstd_rand& random) const;

private:
    struct Item
    {
        std::map<std::string, std::vector<std::string>> texts; // by field
        std::vector<std::pair<std::string, std::string>> headers;
        std::vector<std::string> freeTexts;
        std::map<std::string, double> numbers;
        std::vector<IpAddress> addresses;
        std::vector<std::string> marks;
    };
    static Item read(const ItemDetail& detail, const std::string& bytes);
    bool matches(const Item& item, const query::Term& term) const;
    bool has(const Item& item, const query::MarkTest& mark) const;
    std::vector<Item> m_items;
};

// Message number `index` of varied made-up mail: languages, encodings, attachments, threads, relays, copies.
std::string variedMessage(unsigned index);

} // namespace assay::test
