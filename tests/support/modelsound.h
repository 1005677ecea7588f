// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAbstractItemModel;

namespace assay::test {

// Watches a model with QAbstractItemModelTester for as long as it lives; every complaint fails the running test. (The
// tester's own QtTest mode says nothing under GoogleTest.) Make it before the changes that it shall watch.
void expectModelSound(QAbstractItemModel* model);

} // namespace assay::test
