// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/folderlabel.h"

#include <gtest/gtest.h>

namespace assay::feedback {
namespace {

TEST(FolderLabel, SpeaksThroughTheUsualNames)
{
    const std::pair<const char*, LabelId> cases[] = {{"spam", 1}, {"Spam", 1}, {".Junk", 1}, {"Junk E-mail", 1},
        {"spam_2", 1}, {"spam.mbox", 1}, {"SPAM-2024.mbox.gz", 1}, {"ham", 2}, {"easy_ham_2", 2}, {"not-spam", 2},
        {"nonspam", 2}, {"No Junk", 2}, {"phish", 3}, {"phishing-2023", 3}, {"Bulk", 4}, {"inbox", 0},
        {"spamassassin", 0}, {"hamburg", 0}, {"spam or ham", 0}, {"", 0}, {"2024", 0}};
    for (const auto& [name, label] : cases)
        EXPECT_EQ(labelOfFolderName(name), label) << name;
}

TEST(FolderLabel, OfTheInnermostFolderCounts)
{
    EXPECT_EQ(labelOfFolderPath("corpus/spam/2024"), 1);
    EXPECT_EQ(labelOfFolderPath("spam/ham"), 2);
    EXPECT_EQ(labelOfFolderPath("INBOX/Junk"), 1);
    EXPECT_EQ(labelOfFolderPath("a/b"), 0);
    EXPECT_EQ(labelOfFolderPath(""), 0);
    EXPECT_EQ(labelOfFolderPath("/"), 0);
}

} // namespace
} // namespace assay::feedback
