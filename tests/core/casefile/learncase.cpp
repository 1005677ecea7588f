// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/learncase.h"

#include <random>

namespace assay::test {

std::string learnMail(unsigned topic, unsigned variant, const std::string& headers)
{
    std::minstd_rand random(topic * 7919 + 1);
    std::string text;
    for (unsigned word = 0; word < 120; ++word) {
        const unsigned number = random() % 5000;
        const bool isOther = variant != 0 && word % 40 == variant % 40;
        text += (isOther ? "other" + std::to_string(variant) : "word" + std::to_string(number))
            + (word % 12 == 11 ? "\n" : " ");
    }
    return "From: topic" + std::to_string(topic) + "@example.org\nTo: a@example.com\nSubject: topic "
        + std::to_string(topic) + "\nDate: Mon, 1 Jun 2026 10:00:00 +0000\nMessage-ID: <" + std::to_string(topic) + "."
        + std::to_string(variant) + "@example.org>\n" + headers + "Content-Type: text/plain; charset=utf-8\n\n" + text
        + "\n";
}

void LearnCase::fillTopics(unsigned messages)
{
    std::vector<std::string> mails;
    for (unsigned topic = 0; topic < messages; ++topic)
        mails.push_back(learnMail(topic));
    fillWith(mails);
}

void LearnCase::fillWith(const std::vector<std::string>& messages)
{
    std::string box;
    for (const std::string& message : messages)
        box += "From x@example.org Mon Jun  1 10:00:00 2026\n" + message + "\n";
    const auto path = m_dir.write("in.mbox", box);
    m_case = std::move(*Case::create(file()));
    m_case->setUser("ann");
    ASSERT_TRUE(m_case->add(path, {}, plainContext()).ok());
    setRule(rule());
}

fuzzy::FuzzyRule LearnCase::rule() const
{
    fuzzy::FuzzyRule rule;
    rule.name = "local";
    rule.file = (m_dir.path() / "local.db").string();
    rule.flags = {{11, "FUZZY_DENIED", "", fuzzy::FlagMeaning::Deny, 20, 12, false},
        {13, "FUZZY_WHITE", "", fuzzy::FlagMeaning::Allow, 20, -2, false},
        {14, "FUZZY_CLOSED", "", fuzzy::FlagMeaning::Deny, 20, 1, true}};
    return rule;
}

void LearnCase::setRule(const fuzzy::FuzzyRule& rule)
{
    const auto done = m_case->setFuzzyRule(rule);
    ASSERT_TRUE(done.ok()) << done.error().toString();
}

std::shared_ptr<fuzzy::LocalStorage> LearnCase::storage() const
{
    const auto opened = m_case->fuzzyStorage("local");
    EXPECT_TRUE(opened.ok()) << opened.error().toString();
    return opened ? std::dynamic_pointer_cast<fuzzy::LocalStorage>(*opened) : nullptr;
}

LearnRequest LearnCase::request(uint8_t flag, int32_t weight, bool forget)
{
    LearnRequest request;
    request.storage = "local";
    request.flag = flag;
    request.weight = weight;
    request.forget = forget;
    return request;
}

std::shared_ptr<const LearnPlan> LearnCase::plan(const std::vector<uint32_t>& rows, const LearnRequest& request)
{
    const auto made = m_case->planLearning(items(rows), request);
    EXPECT_TRUE(made.ok()) << made.error().toString();
    return made ? *made : std::make_shared<const LearnPlan>();
}

LearnReport LearnCase::learn(const std::vector<uint32_t>& rows, const LearnRequest& request, std::string_view query)
{
    const auto report = m_case->learn(*plan(rows, request), query);
    EXPECT_TRUE(report.ok()) << report.error().toString();
    return report ? *report : LearnReport();
}

std::map<std::string, fuzzy::StoredHash> LearnCase::contents() const
{
    std::map<std::string, fuzzy::StoredHash> all;
    const auto visited = storage()->visit(
        [&](const fuzzy::StoredHash& hash) {
            all[toHex(hash.digest)] = hash;
            return true;
        },
        true);
    EXPECT_TRUE(visited.ok());
    return all;
}

bool isSame(const std::map<std::string, fuzzy::StoredHash>& a, const std::map<std::string, fuzzy::StoredHash>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& left, const auto& right) {
        return left.first == right.first && left.second.flag == right.second.flag
            && left.second.weight == right.second.weight && left.second.shingles == right.second.shingles;
    });
}

} // namespace assay::test
