// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/tls/tlsreader.h"

namespace assay::traffic {

// What both sides of an SSH connection say before they encrypt.
struct SshSession
{
    std::string clientBanner, serverBanner; // without line end
    std::string hassh, hasshServer; // MD5 of the offered algorithms; empty: no key exchange seen
};
bool looksLikeSsh(std::string_view head);

// One TCP connection from its first byte. Keeps at most 64 KiB a side. One thread.
class SshReader
{
public:
    SshReader();
    ~SshReader();
    void data(Side side, std::string_view bytes);
    void gap(Side side, uint64_t length);
    const SshSession& session() const;
    bool isDone() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace assay::traffic
