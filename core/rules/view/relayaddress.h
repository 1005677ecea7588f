// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace assay::rules {

// Addresses as they stand in trace fields. "IPv6:" may precede an IPv6 address and then belongs to it.

// Length of the address that begins at `at`, 0 when none does. An address never begins or ends inside a longer run of
// the same characters.
size_t addressLength(std::string_view text, size_t at);
// First address in the text: where it begins, or npos.
size_t findAddress(std::string_view text, size_t from = 0);
// The address is all of the text.
bool isAddress(std::string_view text);
bool isV4Address(std::string_view text);
// Private, loopback, link-local or shared address space: never seen on the public net.
bool isReservedAddress(std::string_view text);
// Length of a name or address of the local host at `at`, the longest first; 0 when none begins there.
size_t localHostLength(std::string_view text, size_t at);

} // namespace assay::rules
