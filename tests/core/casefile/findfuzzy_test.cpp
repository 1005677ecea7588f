// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about fuzzy matches and clusters get the answers of a reader of every hit.
#include "core/base/file.h"
#include "core/casefile/casedetectors.h"
#include "core/fuzzy/storage/localstorage.h"
#include "core/query/evaluate.h"
#include "core/query/match.h"
#include "core/text/searchfold.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace assay {
namespace {

using fuzzy::FlagMeaning;

// Text `family`, of whose words some are of `variant` alone.
std::string letter(unsigned family, unsigned variant)
{
    std::minstd_rand text(family * 7919 + 1), change(family * 131 + variant * 7 + 3);
    std::string body;
    for (unsigned i = 0; i < 150; ++i) {
        const auto common = text(), own = change();
        body += "w" + std::to_string(own % 100 < variant % 7 ? own % 100'000 : common % 100'000) + " ";
    }
    return "From: s@example.net\nSubject: Letter\nContent-Type: text/plain\n\n" + body + "\n";
}

void teach(const std::filesystem::path& file, unsigned firstFamily)
{
    const auto storage = fuzzy::LocalStorage::open(file);
    ASSERT_TRUE(storage) << storage.error().toString();
    std::vector<fuzzy::StorageChange> changes;
    for (unsigned family = firstFamily; family < firstFamily + 12; ++family) {
        for (const fuzzy::PartHash& hash : fuzzy::FuzzyHasher(fuzzy::HashOptions()).hash(letter(family, 0)))
            changes.push_back({fuzzy::ChangeKind::Write, {hash.digest, hash.shingles},
                static_cast<uint8_t>(10 + family % 4), static_cast<int32_t>(family) - 3});
    }
    ASSERT_TRUE((*storage)->change(changes));
    ASSERT_TRUE((*storage)->flush());
}

// Reads the hits of every item.
class NaiveMatches : public query::TermSource
{
public:
    NaiveMatches(const Case& file, const CaseSnapshot& snapshot)
    {
        for (uint32_t row = 0; row < snapshot.items->count(); ++row) {
            Item& item = m_items.emplace_back();
            if (snapshot.clusters && snapshot.clusters->clusters[row] != 0)
                item.numbers["cluster"].push_back(snapshot.clusters->clusters[row]);
            const ItemHits hits = *file.hits(snapshot.scores->scan, snapshot.items->row(row).id);
            for (const StoredHit& hit : hits.hits) {
                for (const fuzzy::FuzzyMatch& match : hit.matches)
                    add(item, match);
            }
        }
    }
    uint32_t rows() const override { return static_cast<uint32_t>(m_items.size()); }
    query::Cost cost(const query::Term&) const override { return query::Cost::Known; }
    Result<query::RowSet> match(const query::Term& term, const query::RowSet& within, const RunContext&) const override
    {
        query::RowSet found(rows());
        within.forEach([&](uint32_t row) {
            if (matches(m_items[row], term))
                found.add(row);
        });
        return found;
    }
    std::string someText(const std::string& field, std::minstd_rand& random) const
    {
        for (;;) {
            const auto& texts = m_items[random() % m_items.size()].texts;
            if (const auto values = texts.find(field); values != texts.end())
                return values->second[random() % values->second.size()];
        }
    }

private:
    struct Item
    {
        std::map<std::string, std::vector<std::string>> texts;
        std::map<std::string, std::vector<double>> numbers;
    };
    static void add(Item& item, const fuzzy::FuzzyMatch& match)
    {
        item.texts["fuzzy"].push_back(toHex(match.asked));
        item.texts["fuzzy"].push_back(toHex(match.stored));
        item.texts["fuzzy.storage"].push_back(match.storage);
        item.numbers["fuzzy.flag"].push_back(match.flag);
        item.numbers["fuzzy.sim"].push_back(double(match.probability));
        item.numbers["fuzzy.weight"].push_back(match.weight);
    }
    static bool matches(const Item& item, const query::Term& term)
    {
        const auto* mark = std::get_if<query::MarkTest>(&term.tests.front());
        const std::string& field = mark ? mark->field->name : term.field->name;
        const auto texts = item.texts.find(field);
        const auto numbers = item.numbers.find(field);
        if (mark)
            return texts != item.texts.end() || numbers != item.numbers.end();
        bool found = false;
        for (const query::Test& test : term.tests) {
            for (size_t i = 0; texts != item.texts.end() && i < texts->second.size(); ++i)
                found = found || matchesText(test, field == "fuzzy", texts->second[i]);
            for (size_t i = 0; numbers != item.numbers.end() && i < numbers->second.size(); ++i)
                found = found || query::matchesNumber(test, numbers->second[i]);
        }
        return found;
    }
    static bool matchesText(const query::Test& test, bool isDigest, const std::string& value)
    {
        if (query::matchesText(test, query::FieldType::Keyword, value, foldedForSearch(value), {}))
            return true;
        const auto* text = std::get_if<query::TextTest>(&test);
        return isDigest && text && text->pieces.empty() && text->mode == query::TextTest::Mode::Natural
            && value.rfind(text->folded, 0) == 0;
    }
    std::vector<Item> m_items;
};

class FindFuzzy : public testing::Test
{
protected:
    void SetUp() override
    {
        std::string box;
        for (unsigned i = 0; i < 300; ++i)
            box += "From s@example.net Mon Jan  1 10:00:00 2024\n" + letter(i % 40, i / 40) + "\n";
        ASSERT_TRUE(file->add(dir.write("in.mbox", box), {}, test::plainContext()).ok());
        for (const char* name : {"Trap north", "local"}) {
            fuzzy::FuzzyRule rule;
            rule.name = name;
            rule.file = dir.path() / (std::string(name) + ".db");
            rule.flags = {{10, "FZ_DENIED", "", FlagMeaning::Deny, 20, 12, false},
                {11, "FZ_PROB", "", FlagMeaning::Suspicious, 10, 5, false}};
            teach(rule.file, rule.name == "local" ? 4 : 0);
            ASSERT_TRUE(file->setFuzzyRule(rule));
        }
        scan();
        ASSERT_TRUE(file->updateClusters(test::plainContext()));
    }
    void scan()
    {
        DetectorOptions options;
        options.kinds = {DetectorKind::Fuzzy};
        const auto detectors = createDetectors(*file, options);
        ASSERT_TRUE(detectors) << detectors.error().toString();
        const auto scanned = file->scan(*detectors, {}, test::plainContext());
        ASSERT_TRUE(scanned);
        EXPECT_TRUE(scanned->report.dropped.empty());
    }
    // Asks both and gives the number of rows found.
    size_t compare(const CaseSnapshot& snapshot, const NaiveMatches& naive, const std::string& text)
    {
        auto parsed = file->parse(text, 0);
        EXPECT_TRUE(parsed.ok()) << text;
        if (!parsed.ok())
            return 0;
        FindRequest request;
        request.query = std::make_shared<const query::Query>(std::move(*parsed.query));
        const auto found = file->find(snapshot, request, test::plainContext());
        const auto expected = query::evaluate(*request.query, naive, query::RowSet(naive.rows(), true), {});
        EXPECT_TRUE(found);
        EXPECT_EQ(found->rows, expected->rows()) << text;
        return found->rows.size();
    }
    std::string term(const NaiveMatches& naive, std::minstd_rand& random)
    {
        const char* operators[] = {">", "<", ">=", "<=", ":", "!="};
        const std::string compared = operators[random() % 6];
        switch (random() % 9) {
        case 0:
            return "fuzzy:" + naive.someText("fuzzy", random).substr(0, random() % 4 == 0 ? 128 : 1 + random() % 12);
        case 1:
            return "fuzzy:" + naive.someText("fuzzy", random).substr(0, 1 + random() % 3) + "*";
        case 2:
            return "fuzzy=" + naive.someText("fuzzy", random).substr(0, random() % 2 ? 128 : 9);
        case 3:
            return query::termText("fuzzy.storage", naive.someText("fuzzy.storage", random));
        case 4:
            return "fuzzy.flag" + compared + std::to_string(9 + random() % 6);
        case 5:
            return "fuzzy.sim" + compared + "0." + std::to_string(5 + random() % 5);
        case 6:
            return "fuzzy.weight" + compared + std::to_string(random() % 12);
        case 7:
            return "cluster" + compared + std::to_string(random() % 45);
        default: {
            const char* fields[] = {"fuzzy", "fuzzy.flag", "fuzzy.sim", "fuzzy.weight", "fuzzy.storage", "cluster"};
            return std::string("has:") + fields[random() % 6];
        }
        }
    }
    void compareMany(unsigned seed)
    {
        const auto snapshot = *file->snapshot();
        const NaiveMatches naive(*file, *snapshot);
        std::minstd_rand random(seed);
        unsigned matched = 0;
        for (unsigned i = 0; i < 400; ++i) {
            const char* joined[] = {" ", " or ", " -"};
            std::string query = term(naive, random);
            if (random() % 2)
                query = "(" + query + ")" + joined[random() % 3] + "(" + term(naive, random) + ")";
            matched += compare(*snapshot, naive, query) > 0 ? 1 : 0;
        }
        EXPECT_GT(matched, 100u);
    }

    test::TemporaryDir dir;
    std::unique_ptr<Case> file = std::move(*Case::create(dir.path() / "a.assay"));
};

TEST_F(FindFuzzy, AgreesWithReadingEveryHit)
{
    compareMany(1); // from the database
    ASSERT_TRUE(file->updateIndex(test::plainContext()).ok());
    compareMany(2); // from the index
    const auto path = file->folder() / "index" / "scan-1-0.index";
    ASSERT_TRUE(std::filesystem::exists(path));
    const uint64_t size = std::filesystem::file_size(path);
    for (uint64_t at = 8192; at < size; at += size / 7) { // damaged, it must not be believed
        std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(at));
        stream.write("damage", 6);
    }
    file = nullptr;
    file = std::move(*Case::open(dir.path() / "a.assay"));
    compareMany(3);
}

TEST_F(FindFuzzy, DigestsAreFoundByTheirFirstDigits)
{
    const auto snapshot = *file->snapshot();
    const ItemHits hits = *file->hits(snapshot->scores->scan, ItemId{41});
    ASSERT_FALSE(hits.hits.empty());
    ASSERT_FALSE(hits.hits[0].matches.empty());
    const fuzzy::FuzzyMatch& match = hits.hits[0].matches[0];
    ASSERT_NE(match.asked, match.stored);
    const std::string asked = toHex(match.asked), stored = toHex(match.stored);
    EXPECT_EQ(test::foundItems(*file, "fuzzy:" + asked.substr(0, 16)), std::vector<ItemId>{ItemId{41}});
    EXPECT_GT(test::foundItems(*file, "fuzzy:" + stored.substr(0, 10)).size(), 3u); // its family
    EXPECT_EQ(test::foundItems(*file, "fuzzy:" + stored.substr(1, 16)).size(), 0u);
    EXPECT_EQ(test::foundItems(*file, "fuzzy=" + asked.substr(0, 16)).size(), 0u); // "=" means all of it
    EXPECT_EQ(test::foundItems(*file, "fuzzy=" + asked).size(), 1u);
}

TEST_F(FindFuzzy, ExportsTellTheMatches)
{
    const auto snapshot = *file->snapshot();
    const std::vector<uint32_t> rows = {41};
    const fuzzy::FuzzyMatch match = file->hits(snapshot->scores->scan, ItemId{41})->hits.at(0).matches.at(0);
    for (const char* kind : {"jsonl", "html"}) {
        report::ExportOptions options;
        options.target = dir.path() / (std::string("out.") + kind);
        const auto done = file->exportItems(*snapshot, rows, kind, options, {}, test::plainContext());
        ASSERT_TRUE(done) << done.error().toString();
        const auto text = readFile(options.target);
        ASSERT_TRUE(text);
        EXPECT_NE(text->find(toHex(match.stored).substr(0, 10)), std::string::npos) << kind;
        if (options.target.extension() == ".jsonl") {
            EXPECT_NE(text->find("\"fuzzy\":[{\"storage\":\""), std::string::npos);
            EXPECT_NE(text->find("\"shared_shingles\":" + std::to_string(match.sharedShingles)), std::string::npos);
        } else {
            EXPECT_NE(text->find(std::to_string(match.sharedShingles) + " of 32 shingles"), std::string::npos);
        }
    }
}

TEST_F(FindFuzzy, CompletesValues)
{
    const auto snapshot = *file->snapshot();
    const auto storages = file->fieldValues(*snapshot, "fuzzy.storage", "tr", 10);
    ASSERT_TRUE(storages);
    ASSERT_EQ(storages->size(), 1u);
    EXPECT_EQ(storages->front().value, "Trap north");
    EXPECT_EQ(storages->front().items, test::foundItems(*file, "fuzzy.storage:\"trap north\"").size());
    const auto digests = file->fieldValues(*snapshot, "fuzzy", "", 5);
    ASSERT_TRUE(digests);
    EXPECT_EQ(digests->size(), 5u);
    for (const char* number : {"fuzzy.flag", "fuzzy.sim", "fuzzy.weight", "cluster"})
        EXPECT_TRUE(file->fieldValues(*snapshot, number, "", 5)->empty()) << number;
}

} // namespace
} // namespace assay
