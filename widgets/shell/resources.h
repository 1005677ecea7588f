// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Makes icons and themes known to a program that links the widgets as a static library.
void initAssayResources();
