// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/errortext.h"

#include <gtest/gtest.h>

using namespace assay;
using namespace assay::gui;

TEST(ErrorText, NamesWhatFailedTheObjectWhyAndTheNextStep)
{
    const ErrorText text = errorText({ErrorCode::PermissionDenied, "/mail/inbox.mbox", "EACCES"}, Attempt::AddSource);
    EXPECT_EQ(text.summary.toStdString(), "Cannot add inbox.mbox: permission denied.");
    EXPECT_FALSE(text.nextStep.isEmpty());
    EXPECT_TRUE(text.details.contains(QStringLiteral("/mail/inbox.mbox")));
    EXPECT_TRUE(text.details.contains(QStringLiteral("EACCES")));
}

TEST(ErrorText, EveryCodeHasWordsForEveryAttempt)
{
    for (int code = static_cast<int>(ErrorCode::NotFound); code <= static_cast<int>(ErrorCode::Internal); ++code) {
        for (int attempt = 0; attempt <= static_cast<int>(Attempt::Other); ++attempt) {
            const ErrorText text =
                errorText({static_cast<ErrorCode>(code), "thing", "detail"}, static_cast<Attempt>(attempt));
            EXPECT_TRUE(text.summary.contains(QStringLiteral("thing"))) << code;
            EXPECT_FALSE(text.nextStep.isEmpty()) << code;
            const bool isInternal = static_cast<ErrorCode>(code) == ErrorCode::Internal;
            EXPECT_EQ(text.summary.contains(QStringLiteral("internal error")), isInternal) << code;
        }
    }
}

TEST(ErrorText, AHostileNameStaysOnOneLine)
{
    const ErrorText text = errorText({ErrorCode::NotFound, "/x/a\nb\x1b[31m.eml", ""}, Attempt::AddSource);
    EXPECT_FALSE(text.summary.contains(QChar('\n')));
    EXPECT_FALSE(text.summary.contains(QChar(0x1b)));
}

TEST(ErrorText, EveryDefectHasASentence)
{
    for (unsigned i = 0; i < defectCount; ++i)
        EXPECT_FALSE(defectSentence(static_cast<Defect>(i)).isEmpty()) << i;
}
