// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/hellopairs.h"

namespace assay::traffic {
namespace {

constexpr size_t maxWaiting = 8;

} // namespace

HelloPairs::HelloPairs(Sink sink)
    : m_sink(std::move(sink))
{
}

void HelloPairs::add(const SeenHello& hello)
{
    if (hello.side == Side::Server) {
        const std::string ja3s = serverFingerprint(hello.hello).ja3s;
        if (m_waiting.empty())
            m_earlyAnswer = ja3s;
        else
            give(ja3s);
        return;
    }
    m_waiting.push_back(hello);
    if (!m_earlyAnswer.empty()) {
        give(m_earlyAnswer);
        m_earlyAnswer.clear();
    } else if (m_waiting.size() > maxWaiting) {
        m_sink(m_waiting.front(), {});
        m_waiting.pop_front();
    }
}

void HelloPairs::give(const std::string& answerOfLast)
{
    while (!m_waiting.empty()) {
        m_sink(m_waiting.front(), m_waiting.size() == 1 ? answerOfLast : std::string());
        m_waiting.pop_front();
    }
}

size_t HelloPairs::keptBytes() const
{
    size_t bytes = 0;
    for (const auto& [side, hello, frame, time] : m_waiting) {
        bytes += sizeof(SeenHello)
            + 2
                * (hello.ciphers.size() + hello.extensions.size() + hello.supportedVersions.size() + hello.groups.size()
                    + hello.signatureAlgorithms.size())
            + hello.pointFormats.size() + hello.alpn.size() * sizeof(std::string);
    }
    return bytes;
}

void HelloPairs::finish()
{
    give({});
}

} // namespace assay::traffic
