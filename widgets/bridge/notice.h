// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::gui {

enum class NoticeLevel { Info, Warning, Error };

// Something the user should know that needs no answer: shown as a banner, kept in the list behind the bell.
struct Notice
{
    NoticeLevel level = NoticeLevel::Info;
    QString text; // what happened, to how many, what did not; next step
    QString details; // for copying; may be empty
    QString folder = {}; // that was written to, to be shown; may be empty
};

} // namespace assay::gui
