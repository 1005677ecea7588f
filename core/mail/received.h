// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message.h"

#include <optional>
#include <string_view>
#include <vector>

namespace assay {

// One Received value in any of the common forms (Postfix, Exim, qmail, Sendmail, Exchange, web mail ...). The
// connection address is what the receiving host wrote in brackets or parentheses, never the text of HELO; `with` is the
// transmission protocol when it is a known one ("ESMTPS", "HTTP"). Never fails; what is absent stays empty. Linear.
// Relay leaves date and TLS out, for lists that need the chain alone.
enum class ReceivedDetail { All, Relay };
ReceivedHop parseReceived(std::string_view raw, ReceivedDetail detail = ReceivedDetail::All);

// Decides hop by hop, newest first, how far the chain is trusted, and which address is the source.
class RelayTrust
{
public:
    explicit RelayTrust(const MailOptions& options)
        : m_options(options)
    {
    }

    // Sets hop.trusted. Trust runs from the top: a hop is trusted while its `by` is an own host or its address is not
    // public or in an own network. The source is the address that connected to the lowest own host, else the first
    // public one.
    void add(ReceivedHop& hop);
    const std::optional<IpAddress>& sourceIp() const { return m_source; }
    // No further hop can change the source.
    bool isDecided() const { return !m_trusting && m_source.has_value(); }

private:
    bool isOwnHost(std::string_view host) const;
    bool isInside(const IpAddress& address) const;

    const MailOptions& m_options;
    std::optional<IpAddress> m_source;
    bool m_trusting = true;
};

} // namespace assay
