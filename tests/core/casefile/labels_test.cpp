// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "tests/core/casefile/labelcase.h"

#include <numeric>
#include <random>

namespace assay {
namespace {

using feedback::LabelColumns;
using feedback::LabelId;
using feedback::Operation;
using feedback::OperationKind;
using Counts = std::map<LabelId, uint64_t>;

constexpr LabelId spam = 1, ham = 2, phish = 3;

class Labels : public test::LabelCase
{
};

TEST_F(Labels, AreThereAfterReopening)
{
    fill(5);
    const Operation first = give({1, 3}, spam);
    EXPECT_EQ(first.changed, 2u);
    EXPECT_EQ(first.before, (Counts{{0, 2}}));
    EXPECT_EQ(first.text, "spam");
    reopen();
    const auto now = columns();
    EXPECT_EQ(now->labels, (std::vector<LabelId>{0, spam, 0, spam, 0}));
    EXPECT_EQ(now->labelled, 2u);
    EXPECT_EQ(now->authors.at(now->author[1]), "ann");
    EXPECT_EQ(now->author[0], 0);
    EXPECT_EQ(now->confidence, (std::vector<uint8_t>{0, 100, 0, 100, 0}));
    EXPECT_EQ(now->at[3], first.at);
}

TEST_F(Labels, CountsSayWhatChangedAndWhatHadItAlready)
{
    fill(6);
    give({0, 1}, spam);
    give({2}, phish);
    const Operation all = give({5, 4, 3, 2, 1, 0, 0}, spam);
    EXPECT_EQ(all.changed, 4u);
    EXPECT_EQ(all.unchanged, 2u);
    EXPECT_EQ(all.before, (Counts{{0, 3}, {phish, 1}}));
    const Operation again = give({0, 1}, spam);
    EXPECT_FALSE(again.isStored());
    EXPECT_EQ(again.unchanged, 2u);
    EXPECT_EQ(m_case->undoState()->undo->id, all.id);
}

TEST_F(Labels, UnknownItemsAndLabelsStoreNothing)
{
    fill(3);
    const auto unknown = m_case->label(items({0, 1, 3}), {spam, {}, 100, {}, {}});
    ASSERT_FALSE(unknown.ok());
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
    EXPECT_EQ(unknown.error().subject, "item 3");
    EXPECT_EQ(m_case->label(items({0}), {LabelId{99}, {}, 100, {}, {}}).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(m_case->label(items({0}), {spam, {}, 101, {}, {}}).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(
        m_case->label(items({0}), {spam, {}, 100, std::string(20'000, 'x'), {}}).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(m_case->label(items({0}), {spam, "\xff", 100, {}, {}}).error().code, ErrorCode::BadArgument);
    EXPECT_EQ(columns()->labelled, 0u);
    EXPECT_EQ(m_case->undo().error().code, ErrorCode::NotFound);
}

TEST_F(Labels, CancelledBulkStoresNothing)
{
    fill(3);
    std::stop_source stop;
    stop.request_stop();
    const auto cancelled =
        m_case->label(items({0, 1, 2}), {spam, {}, 100, {}, {}}, RunContext(stop.get_token(), nullptr, 1));
    EXPECT_EQ(cancelled.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(columns()->labelled, 0u);
}

TEST_F(Labels, UndoGivesBackLabelAuthorAndTimeAlsoAfterReopening)
{
    fill(3);
    give({0}, spam, "ben");
    give({1}, ham);
    const auto before = columns();
    give({0, 1, 2}, phish);
    reopen();
    const Operation undone = LabelCase::done(m_case->undo());
    EXPECT_EQ(undone.kind, OperationKind::Undo);
    EXPECT_EQ(undone.subject, OperationKind::Label);
    EXPECT_EQ(undone.changed, 3u);
    EXPECT_EQ(undone.before, (Counts{{phish, 3}}));
    const auto after = columns();
    EXPECT_EQ(after->labels, before->labels);
    EXPECT_EQ(after->at, before->at);
    EXPECT_EQ(after->author, before->author);
    EXPECT_EQ(after->confidence, before->confidence);
    EXPECT_EQ(after->marks, before->marks);
    reopen();
    EXPECT_EQ(m_case->undoState()->redo->text, "phish");
    LabelCase::done(m_case->redo());
    EXPECT_EQ(labels(), (std::vector<LabelId>{phish, phish, phish}));
    EXPECT_FALSE(m_case->undoState()->redo.has_value());
}

TEST_F(Labels, AChangeAfterUndoEmptiesRedoAndHistoryKeepsAll)
{
    fill(1);
    give({0}, spam);
    give({0}, ham);
    LabelCase::done(m_case->undo());
    LabelCase::done(m_case->undo());
    EXPECT_EQ(labels(), (std::vector<LabelId>{0}));
    LabelCase::done(m_case->redo());
    EXPECT_EQ(labels(), (std::vector<LabelId>{spam}));
    give({0}, phish);
    EXPECT_EQ(m_case->redo().error().code, ErrorCode::NotFound);
    std::vector<LabelId> history;
    const auto events = m_case->labelHistory(ItemId{0});
    for (const auto& event : *events)
        history.push_back(event.label);
    EXPECT_EQ(history, (std::vector<LabelId>{spam, ham, spam, 0, spam, phish}));
    LabelCase::done(m_case->undo());
    EXPECT_EQ(labels(), (std::vector<LabelId>{spam}));
    LabelCase::done(m_case->undo());
    EXPECT_EQ(labels(), (std::vector<LabelId>{0}));
    EXPECT_FALSE(m_case->undoState()->undo.has_value());
}

TEST_F(Labels, OfAuthorsThatDifferAreKeptSideBySide)
{
    fill(4);
    const auto isMarked = [&](uint32_t row) { return (columns()->marks[row] & feedback::markConflict) != 0; };
    give({0}, spam, "ann");
    give({0}, phish, "ann"); // her own change of mind
    EXPECT_FALSE(isMarked(0));
    give({0}, ham, "ben");
    EXPECT_TRUE(isMarked(0));
    EXPECT_EQ(labels()[0], ham);
    give({0}, ham, "ann");
    EXPECT_FALSE(isMarked(0));
    give({0}, spam, "cat");
    EXPECT_TRUE(isMarked(0));
    give({0}, feedback::noLabel, "cat");
    EXPECT_FALSE(isMarked(0)); // ann and ben agree
    LabelCase::done(m_case->undo());
    EXPECT_TRUE(isMarked(0));
    EXPECT_EQ(m_case->labelHistory(ItemId{0})->size(), 7u);

    give({1}, spam, "ann");
    give({1}, spam, "ben");
    EXPECT_FALSE(isMarked(1));
}

TEST_F(Labels, BookmarksTagsAndNotesAreUndoneToo)
{
    fill(4);
    const auto none = columns();
    LabelCase::done(m_case->bookmark(items({0, 2}), true));
    LabelCase::done(m_case->tag(items({1, 2}), "case 7", true));
    LabelCase::done(m_case->tag(items({2}), "seen", true));
    LabelCase::done(m_case->setNote(ItemId{3}, "ask Ben"));
    const auto all = columns();
    EXPECT_EQ(all->marks,
        (std::vector<uint8_t>{feedback::markBookmarked, feedback::markTags,
            feedback::markBookmarked | feedback::markTags, feedback::markNote}));
    EXPECT_EQ(all->tags.at("case 7"), (std::vector<uint32_t>{1, 2}));
    EXPECT_EQ(m_case->itemMarks(ItemId{2})->tags, (std::vector<std::string>{"case 7", "seen"}));
    EXPECT_EQ(m_case->itemMarks(ItemId{3})->note, "ask Ben");

    LabelCase::done(m_case->setNote(ItemId{3}, "asked"));
    LabelCase::done(m_case->undo());
    EXPECT_EQ(m_case->itemMarks(ItemId{3})->note, "ask Ben");
    LabelCase::done(m_case->tag(items({0, 1, 2, 3}), "case 7", false));
    EXPECT_EQ(columns()->tags.count("case 7"), 0u);
    LabelCase::done(m_case->undo());
    EXPECT_EQ(columns()->tags.at("case 7"), (std::vector<uint32_t>{1, 2}));
    for (int i = 0; i < 4; ++i)
        LabelCase::done(m_case->undo());
    EXPECT_EQ(columns()->marks, none->marks);
    EXPECT_TRUE(columns()->tags.empty());
    for (int i = 0; i < 4; ++i)
        LabelCase::done(m_case->redo());
    EXPECT_EQ(columns()->marks, all->marks);
    EXPECT_EQ(columns()->tags, all->tags);
}

void expectSame(const LabelColumns& a, const LabelColumns& b)
{
    EXPECT_EQ(a.labels, b.labels);
    EXPECT_EQ(a.confidence, b.confidence);
    EXPECT_EQ(a.at, b.at);
    EXPECT_EQ(a.author, b.author);
    EXPECT_EQ(a.marks, b.marks);
    EXPECT_EQ(a.authors, b.authors);
    EXPECT_EQ(a.tags, b.tags);
    EXPECT_EQ(a.labelled, b.labelled);
    EXPECT_EQ(a.version, b.version);
}

// Random work of three people; after each step the columns that follow from those before must be the columns read anew,
// and undoing everything must lead back through all earlier states.
TEST_F(Labels, ColumnsThatFollowAndUndoneStatesAreTheOnesReadAnew)
{
    fill(40);
    std::minstd_rand random(7);
    std::vector<LabelColumns> states{*columns()};
    auto snapshot = *m_case->snapshot();
    for (int step = 0; step < 60; ++step) {
        if (step == 30) {
            const auto more = m_dir.write("more.mbox", test::sampleBox(10));
            ASSERT_TRUE(m_case->add(more, {}, test::plainContext()).ok());
        }
        const uint32_t count = step < 30 ? 40 : 50;
        std::vector<uint32_t> rows;
        for (uint32_t n = 1 + random() % 8; n > 0; --n)
            rows.push_back(random() % count);
        m_case->setUser(std::string(1, static_cast<char>('a' + random() % 3)));
        Operation operation;
        switch (random() % 5) {
        case 0:
            operation = LabelCase::done(m_case->bookmark(items(rows), random() % 2));
            break;
        case 1:
            operation = LabelCase::done(m_case->tag(items(rows), random() % 2 ? "x" : "y", random() % 2));
            break;
        case 2:
            operation = LabelCase::done(m_case->setNote(ItemId{rows[0]}, random() % 2 ? "n" : ""));
            break;
        default:
            operation = give(rows, static_cast<LabelId>(random() % 5));
        }
        snapshot = *m_case->snapshot(snapshot);
        const auto anew = columns();
        expectSame(*snapshot->labels, *anew);
        if (operation.isStored())
            states.push_back(*anew);
    }
    for (; states.size() > 1; states.pop_back()) {
        LabelCase::done(m_case->undo());
        snapshot = *m_case->snapshot(snapshot);
        LabelColumns expected = states[states.size() - 2];
        expected.labels.resize(50);
        expected.confidence.resize(50);
        expected.at.resize(50);
        expected.author.resize(50);
        expected.marks.resize(50);
        expected.authors = snapshot->labels->authors;
        expected.version = snapshot->labels->version;
        expectSame(*snapshot->labels, expected);
    }
    EXPECT_EQ(m_case->undo().error().code, ErrorCode::NotFound);
    EXPECT_FALSE(m_case->verifyAudit()->firstBroken.has_value());
}

TEST_F(Labels, ChangedItemsOfAnOperation)
{
    fill(5);
    give({1}, spam);
    const Operation bulk = give({0, 1, 4}, spam);
    EXPECT_EQ(*m_case->changedItems(bulk.id), items({0, 4}));
    EXPECT_EQ(m_case->changedItems(77).error().code, ErrorCode::NotFound);
}

TEST_F(Labels, OfAnOlderCaseComeWithTheUpgrade)
{
    fill(2);
    m_case.reset();
    {
        auto database = store::Database::open(file(), store::OpenMode::ReadWrite);
        for (const char* table : {"author", "operation", "undoable", "label_event", "label", "mark_event", "bookmark",
                 "tag", "item_tag", "note", "audit", "audit_head", "named_list", "saved_view", "query_history",
                 "fuzzy_rule", "fuzzy_batch", "fuzzy_event", "fuzzy_origin", "batch_record", "submission", "batch",
                 "run", "run_batch", "suspect", "comparison", "scan_model", "message", "inbox_seen"})
            ASSERT_TRUE(database->execute(std::string("DROP TABLE ") + table).ok()) << table;
        for (const char* column : {"source DROP COLUMN traffic", "source DROP COLUMN replaces",
                 "item DROP COLUMN traffic", "scan_item DROP COLUMN prediction", "scan_item DROP COLUMN anomaly"})
            ASSERT_TRUE(database->execute(std::string("ALTER TABLE ") + column).ok()) << column;
        ASSERT_TRUE(database->execute("PRAGMA user_version=1").ok());
    }
    {
        const auto reading = Case::open(file(), CaseMode::ReadOnly);
        ASSERT_TRUE(reading.ok());
        EXPECT_EQ((*(*reading)->snapshot())->labels->labels, (std::vector<LabelId>{0, 0}));
        EXPECT_TRUE((*reading)->labelHistory(ItemId{0})->empty());
        EXPECT_TRUE((*reading)->savedViews()->empty());
        EXPECT_EQ((*reading)->verifyAudit()->entries, 0u);
    }
    reopen();
    give({1}, spam);
    EXPECT_EQ(labels(), (std::vector<LabelId>{0, spam}));
    EXPECT_TRUE(std::filesystem::exists(m_case->folder() / "before-upgrade-from-version-1.assay"));
}

TEST_F(Labels, SecondProgramReadsAndSaysWhyItCannotLabel)
{
    fill(2);
    give({0}, spam);
    const auto second = Case::open(file());
    ASSERT_TRUE(second.ok());
    EXPECT_TRUE((*second)->isReadOnly());
    const auto refused = (*second)->label(items({1}), {spam, {}, 100, {}, {}});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Locked);
    EXPECT_EQ((*second)->undo().error().code, ErrorCode::Locked);
    EXPECT_EQ((*(*second)->snapshot())->labels->labels, (std::vector<LabelId>{spam, 0}));
}

} // namespace
} // namespace assay
