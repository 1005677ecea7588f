// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Marks an English literal of the core for translation; lupdate collects it, the program that shows it translates it.
//     ASSAY_MARK("core", "Mailbox file")
#define ASSAY_MARK(context, text) text
