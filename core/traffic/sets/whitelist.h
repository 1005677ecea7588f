// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::traffic {

// Requests that are left out before request sets are made. A pattern is one of
//     192.0.2.1  2001:db8::/32     a client
//     192.0.2.1@example.org        a client on one host
//     example.org                  a host, exactly
//     example.org/path             a host and path, exactly
// In the last two one '*' stands for any bytes. Hosts are compared normalized.
class WhiteList
{
public:
    explicit WhiteList(const std::vector<std::string>& patterns);
    bool isEmpty() const { return m_ranges.empty() && m_onHosts.empty() && m_texts.empty(); }
    bool contains(const IpAddress& client, std::string_view normalizedHost, std::string_view path) const;

private:
    struct Range
    {
        IpAddress first, last;
    };
    struct OnHost
    {
        IpNetwork network;
        std::string host;
    };
    struct Text
    {
        std::string prefix, suffix;
        bool isExact = false; // no star: all is in prefix
        bool isHost = false; // compared with the host alone
    };
    void addText(std::string_view pattern);
    void joinRanges();
    bool containsClient(const IpAddress& client) const;

    std::vector<Range> m_ranges; // in order, apart
    std::vector<OnHost> m_onHosts;
    std::vector<Text> m_texts;
};

} // namespace assay::traffic
