// SPDX-License-Identifier: GPL-3.0-or-later
// Received and Authentication-Results values.
#include "core/mail/authresults.h"
#include "core/mail/received.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    assay::ReceivedHop hop = assay::parseReceived(raw);
    assay::MailOptions options;
    options.ownHosts = {"mx.example", ".own.example"};
    assay::RelayTrust trust(options);
    trust.add(hop);
    if (trust.sourceIp() && (!hop.ip || !trust.sourceIp()->isPublic()))
        std::abort();
    assay::parseAuthenticationResults(raw);
    assay::parseReceivedSpf(raw);
    return 0;
}
