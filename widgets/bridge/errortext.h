// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"
#include "core/base/error.h"

#include <QString>

namespace assay::gui {

// What the user was trying to do; it decides the first words and the next step.
enum class Attempt { OpenCase, CreateCase, AddSource, ReadItem, LoadRules, Scan, SaveFile, Label, Other };

// An error as people read it: what failed with which object and why, then what to do.
struct ErrorText
{
    QString summary; // "Cannot read inbox.mbox: permission denied."
    QString nextStep; // "Check the permissions of the file, then add it again."
    QString details; // for copying: code, full path, library text; not translated
    QString full() const { return nextStep.isEmpty() ? summary : summary + QChar(' ') + nextStep; }
};

// Never called for ErrorCode::Cancelled, on which the window stays silent.
ErrorText errorText(const Error& error, Attempt attempt);
// One sentence for a defect of an item or container.
QString defectSentence(Defect defect);

} // namespace assay::gui
