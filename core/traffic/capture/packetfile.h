// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/defect.h"
#include "core/traffic/capture/inputbuffer.h"

#include <memory>
#include <string>

namespace assay::traffic {

constexpr uint32_t noLink = UINT32_MAX; // of records that are no packets

// One frame of a capture file.
struct RawPacket
{
    uint64_t frame = 0; // from 1, as Wireshark numbers them
    int64_t time = 0; // ns since 1970 UTC; of packets without one that of the packet before
    uint32_t link = 0; // LINKTYPE_*, or noLink
    uint32_t length = 0; // on the wire
    std::string_view bytes; // as far as they were captured; valid until the next call
};

// A pcap or pcapng file, packet by packet. Whatever is odd ends the reading and is told by defects(). One thread.
class PacketFile
{
public:
    // NotRecognised, Unsupported (a kind of pcap that is not read), or the failure of the source.
    static Result<std::unique_ptr<PacketFile>> open(const ByteSource& source);
    virtual ~PacketFile() = default;
    virtual bool next(RawPacket& packet) = 0; // false: there is none
    virtual std::string_view format() const = 0;

    uint64_t offset() const { return m_input.offset(); }
    const std::optional<Error>& failure() const { return m_input.failure(); }
    DefectSet defects() const { return m_defects; }
    const std::string& message() const { return m_message; } // of the first defect

protected:
    explicit PacketFile(InputBuffer input)
        : m_input(std::move(input))
    {
    }
    void note(Defect defect, std::string message);
    bool isCut(std::string what); // notes it; false
    // From a count of fractions of a second; notes absurd ones.
    int64_t timeOf(uint64_t seconds, uint64_t nanoseconds);

    InputBuffer m_input;
    uint64_t m_frames = 0;
    int64_t m_lastTime = 0;

private:
    DefectSet m_defects;
    std::string m_message;
};

bool looksLikePcap(std::string_view head);
bool looksLikePcapng(std::string_view head);
Result<std::unique_ptr<PacketFile>> openPcap(InputBuffer input);
Result<std::unique_ptr<PacketFile>> openPcapng(InputBuffer input);

// No packet of a real capture is longer, and a damaged length must not eat the rest of the file.
constexpr uint32_t maxPacketBytes = 262'144;

} // namespace assay::traffic
