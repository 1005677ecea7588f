// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/core/casefile/labelcase.h"

#include "core/fuzzy/storage/localstorage.h"

namespace assay::test {

// Made-up mail whose text parts have shingles: `topic` decides the words, `variant` changes a few of them.
std::string learnMail(unsigned topic, unsigned variant = 0, const std::string& headers = {});

// A case with such mail and a rule "local" for a storage beside it.
class LearnCase : public LabelCase
{
protected:
    // One message of each topic 0 ... messages - 1, from topic<N>@example.org.
    void fillTopics(unsigned messages);
    // Messages given as a whole.
    void fillWith(const std::vector<std::string>& messages);
    fuzzy::FuzzyRule rule() const;
    void setRule(const fuzzy::FuzzyRule& rule);
    std::shared_ptr<fuzzy::LocalStorage> storage() const;

    static LearnRequest request(uint8_t flag = 11, int32_t weight = 1, bool forget = false);
    std::shared_ptr<const LearnPlan> plan(const std::vector<uint32_t>& rows, const LearnRequest& request);
    LearnReport learn(const std::vector<uint32_t>& rows, const LearnRequest& request, std::string_view query = {});
    // Everything in the storage by digest, with shingles; times left out.
    std::map<std::string, fuzzy::StoredHash> contents() const;
};

bool isSame(const std::map<std::string, fuzzy::StoredHash>& a, const std::map<std::string, fuzzy::StoredHash>& b);

} // namespace assay::test
