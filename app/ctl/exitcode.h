// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace assay::ctl {

// What assayctl returns to the shell; verdicts do not change it.
enum ExitCode {
    exitDone = 0,
    exitSomeFailed = 1,
    exitNoMatch = 2,
    exitGateNotMet = 3,
    exitUsage = 64,
    exitBadData = 65,
    exitNoInput = 66,
    exitUnavailable = 69,
    exitInternal = 70,
    exitCannotCreate = 73,
    exitIoError = 74,
    exitLocked = 75,
    exitPermission = 77,
    exitConfig = 78,
    exitInterrupted = 130
};

} // namespace assay::ctl
