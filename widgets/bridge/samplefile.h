// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace assay::gui {

class Jobs;
class LiveCase;

// Opens the sample case `file`; made of the mails in `folder`, and scanned, when it is not there yet.
void openSampleCase(Jobs& jobs, LiveCase& live, const QString& file, const QString& folder);

} // namespace assay::gui
