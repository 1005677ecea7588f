// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/tls/tlsreader.h"

#include <deque>
#include <functional>
#include <string>

namespace assay::traffic {

// Puts the hellos of one connection together: each ClientHello with the JA3S of the ServerHello (or HelloRetryRequest)
// that answers it. Bounded; one thread.
class HelloPairs
{
public:
    // `ja3s` is empty when no answer was seen.
    using Sink = std::function<void(const SeenHello& clientHello, const std::string& ja3s)>;
    explicit HelloPairs(Sink sink);
    void add(const SeenHello& hello);
    void finish(); // gives what still waits for an answer; to be called at the end of the connection
    size_t keptBytes() const; // of hellos that wait, about

private:
    void give(const std::string& answerOfLast);

    Sink m_sink;
    std::deque<SeenHello> m_waiting;
    std::string m_earlyAnswer; // seen before the hello that it answers: segments in odd order
};

} // namespace assay::traffic
