// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/traffic/tls/segments.h"
#include "core/traffic/tls/tlsreader.h"

#include <array>
#include <deque>
#include <functional>

namespace assay::traffic {

// The hellos of the DTLS associations of one UDP conversation, put together from the fragments of their messages. One
// thread.
class DtlsReader
{
public:
    using Sink = std::function<void(Side, TlsHello&&)>;
    // False: the datagram is not DTLS.
    bool datagram(bool fromFirst, std::string_view payload, const Sink& sink);
    size_t keptBytes() const;

private:
    struct Message
    {
        uint8_t type = 0;
        uint16_t number = 0;
        uint32_t length = 0;
        Segments fragments;
    };
    struct Direction
    {
        std::deque<Message> messages; // not complete
        Sha256 last = {}; // of the newest hello: a repetition is not another one
    };
    static void fragments(Direction& direction, std::string_view record, const Sink& sink);
    static Message& messageOf(Direction& direction, uint8_t type, uint16_t number, uint32_t length);
    static void complete(Direction& direction, uint8_t type, std::string_view body, const Sink& sink);

    std::array<Direction, 2> m_directions;
};

} // namespace assay::traffic
