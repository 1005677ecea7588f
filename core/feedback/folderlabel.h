// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feedback/label.h"

namespace assay::feedback {

// The label that the name of a folder or mailbox speaks of: spam, junk, .Junk, "Junk E-mail", spam_2 and spam.mbox are
// spam; ham, easy_ham and not-spam are ham; phish, phishing ...; bulk. noLabel when it speaks of none, or of several.
LabelId labelOfFolderName(std::string_view name);
// The same for a path: the innermost name that speaks of a label.
LabelId labelOfFolderPath(std::string_view path);

} // namespace assay::feedback
