// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace assay::test {

// A pcap of about `bytes` bytes: two of three connections carry HTTP (three requests with answers of up to 20 KB), the
// others TLS with hellos of a browser and some data. The same seed gives the same bytes.
std::string busyCapture(size_t bytes, uint64_t seed);

} // namespace assay::test
