// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/searchfold.h"
#include "core/text/words.h"

#include <gtest/gtest.h>

#include <string>

namespace assay {
namespace {

std::string shown(const std::vector<TextWord>& words)
{
    std::string text;
    for (const TextWord& word : words)
        text += std::to_string(word.position) + ":" + std::string(word.text) + (word.isPrefix ? "* " : " ");
    return text;
}

TEST(Words, AreRunsOfLettersAndDigits)
{
    EXPECT_EQ(shown(wordsOf("your invoice-2024, (foo_bar) x")), "0:your 1:invoice 2:2024 3:foo 4:bar 5:x ");
    EXPECT_EQ(shown(wordsOf("")), "");
    EXPECT_EQ(shown(wordsOf(" - ")), "");
    EXPECT_EQ(shown(wordsOf("\xff\xfe ok")), "0:ok ");
}

TEST(Words, ChineseRunsArePairsAndTheLastCharacter)
{
    EXPECT_EQ(shown(wordsOf("a发票号b")), "0:a 1:发票 2:票号 3:号 4:b ");
    EXPECT_EQ(shown(searchedWords("发票号 x")), "0:发票 1:票号 3:x ");
    EXPECT_EQ(shown(searchedWords("票")), "0:票* ");
}

TEST(Words, AStarAtTheEndMakesAPrefix)
{
    EXPECT_EQ(shown(searchedWords("your inv*")), "0:your 1:inv* ");
    EXPECT_EQ(shown(searchedWords("your inv *")), "0:your 1:inv ");
    EXPECT_TRUE(searchedWords("*").empty());
}

TEST(Words, PhrasesAreWordsNextToEachOther)
{
    const std::string text = foldedForSearch("Ваш Счёт: 您的发票号码 is due, is paid");
    const auto holds = [&](std::string_view phrase) {
        const std::string folded = foldedForSearch(phrase);
        return holdsPhrase(wordsOf(text), searchedWords(folded));
    };
    EXPECT_TRUE(holds("счет"));
    EXPECT_TRUE(holds("ваш СЧЁТ"));
    EXPECT_TRUE(holds("is paid"));
    EXPECT_TRUE(holds("发票"));
    EXPECT_TRUE(holds("码"));
    EXPECT_TRUE(holds("号码 is"));
    EXPECT_TRUE(holds("is du*"));
    EXPECT_FALSE(holds("счет ваш"));
    EXPECT_FALSE(holds("发号"));
    EXPECT_FALSE(holds("发票 is"));
    EXPECT_FALSE(holds("is du"));
    EXPECT_FALSE(holds("..."));
}

} // namespace
} // namespace assay
