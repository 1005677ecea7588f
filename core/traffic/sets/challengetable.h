// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/log/logreader.h"
#include "core/traffic/requestset.h"

#include <unordered_map>
#include <vector>

namespace assay::traffic {

// Numbers in the context of a request set: how often its client was challenged so far, in this visit and before.
inline constexpr std::string_view challengedName = "challenged", challengeFailedName = "challenge_failed",
                                  challengePassedName = "challenge_passed", bannedName = "banned";

// What a site reports of its clients (LogSink::onChallenge), kept until the request sets that it belongs to are made.
// Bounds: a million reports, a thousand of one client; what comes after them is left out.
class ChallengeTable
{
public:
    // A report that tells no time happened at `now` (ns since 1970 UTC).
    void add(const ChallengeEvent& event, int64_t now);
    bool isEmpty() const { return m_count == 0; }
    bool isFull() const { return m_isFull; } // reports were left out
    // Adds the numbers of the reports about its client and site up to the end of its bucket to the context; those that
    // are 0 are left out. A report that names no site counts for all.
    void annotate(RequestSetHead& head) const;

private:
    struct Report
    {
        int64_t time = 0;
        uint32_t target = 0; // of m_targets
        ChallengeEvent::Kind kind = ChallengeEvent::Kind::Challenged;
    };
    struct AddressHash
    {
        size_t operator()(const IpAddress& address) const;
    };
    uint32_t targetNumber(const std::string& host);
    std::unordered_map<IpAddress, std::vector<Report>, AddressHash> m_reports;
    std::vector<std::string> m_targets = {std::string()}; // [0]: not told
    std::unordered_map<std::string, uint32_t> m_targetNumbers;
    size_t m_count = 0;
    bool m_isFull = false;
};

} // namespace assay::traffic
