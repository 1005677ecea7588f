// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/capture/packet.h"

#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay::traffic {

// Which datagram a fragment belongs to.
struct FragmentKey
{
    AddressBytes source = {}, destination = {};
    uint32_t id = 0;
    uint8_t protocol = 0;
    bool isV6 = false;
    bool operator==(const FragmentKey&) const = default;
};

struct FragmentKeyHash
{
    size_t operator()(const FragmentKey& key) const;
};

// Puts fragments of IP datagrams together: the bytes that came first win where two overlap, a datagram that is not
// complete after 30 s is given up, and the oldest go when memory runs out. One thread.
class FragmentTable
{
public:
    explicit FragmentTable(size_t maxMemory)
        : m_maxMemory(maxMemory)
    {
    }
    // The whole payload when this fragment completes it, else nothing; valid until the next call.
    std::string_view add(const FragmentKey& key, uint32_t offset, bool isLast, std::string_view bytes, int64_t time);
    bool hasDropped() const { return m_hasDropped; } // for want of memory

private:
    struct Range
    {
        uint32_t begin, end;
    };
    struct Datagram
    {
        FragmentKey key;
        int64_t firstTime = 0;
        std::string bytes;
        std::vector<Range> ranges; // that are there, ascending, apart
        uint32_t total = 0; // 0: not known
    };
    using Order = std::list<Datagram>; // oldest first

    void expire(int64_t now);
    void drop(Order::iterator datagram);
    static void insert(Datagram& datagram, uint32_t offset, std::string_view bytes);

    size_t m_maxMemory;
    size_t m_memory = 0;
    Order m_order;
    std::unordered_map<FragmentKey, Order::iterator, FragmentKeyHash> m_byKey;
    std::string m_complete;
    bool m_hasDropped = false;
};

} // namespace assay::traffic
