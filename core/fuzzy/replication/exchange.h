// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/replication/httpmessage.h"
#include "core/fuzzy/replication/tcpsocket.h"

namespace assay::fuzzy {

// Reads one message; LimitExceeded when its body is longer than `maxBody`, BadData when it is no HTTP or ends early.
Result<HttpMessage> readHttp(const TcpSocket& socket, uint64_t maxBody, Deadline deadline, const StopSignal& stop);

} // namespace assay::fuzzy
