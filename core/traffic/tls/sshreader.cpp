// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/tls/sshreader.h"

#include "core/base/ascii.h"
#include "core/base/hash.h"
#include "core/base/md5.h"
#include "core/traffic/tls/bytecursor.h"

#include <array>

namespace assay::traffic {
namespace {

constexpr size_t maxKept = 64 * 1024, maxBanner = 1024;
constexpr uint32_t maxPacket = 35'000; // what every implementation has to take (RFC 4253, 6.1)
constexpr uint8_t keyExchangeInit = 20, lastBeforeKeyExchange = 19;
constexpr std::string_view bannerStart = "SSH-";

// MD5 of the algorithms that one side offers for its own direction.
std::string hasshOf(std::string_view payload, bool isClient)
{
    ByteCursor cursor(payload);
    cursor.u8(); // type
    cursor.take(16); // cookie
    std::array<std::string_view, 8> lists; // key exchange, host key, then ciphers, MACs, compressions to and from
    for (auto& list : lists)
        list = cursor.counted(4);
    if (!cursor.isOk())
        return {};
    const size_t direction = isClient ? 0 : 1;
    std::string text(lists[0]);
    for (const size_t pair : {2u, 4u, 6u}) {
        text += ';';
        text += lists[pair + direction];
    }
    return toHex(md5(text));
}

// One side up to its key exchange.
class SideReader
{
public:
    explicit SideReader(bool isClient)
        : m_isClient(isClient)
    {
    }
    bool isDone() const { return m_isDone; }
    void giveUp()
    {
        m_isDone = true;
        m_bytes = {};
    }
    void add(std::string_view bytes, std::string& banner, std::string& hassh)
    {
        if (m_isDone)
            return;
        bytes = bytes.substr(0, maxKept - m_total);
        m_total += bytes.size();
        m_bytes += bytes;
        while (!m_isDone && (banner.empty() ? readBanner(banner) : readPacket(hassh))) { }
        if (m_total == maxKept)
            giveUp();
    }

private:
    // Reads a line; servers may say others before the banner. False: there is none yet.
    bool readBanner(std::string& banner)
    {
        const size_t end = m_bytes.find('\n');
        if (end == std::string::npos)
            return false;
        std::string line = m_bytes.substr(0, end);
        m_bytes.erase(0, end + 1);
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        const bool isBanner = line.starts_with(bannerStart);
        if (line.size() > maxBanner || (m_isClient && !isBanner))
            giveUp();
        else if (isBanner)
            banner = std::move(line);
        return true;
    }
    bool readPacket(std::string& hassh)
    {
        ByteCursor cursor(m_bytes);
        const uint32_t length = cursor.u32();
        if (!cursor.isOk())
            return false;
        if (length < 2 || length > maxPacket) { // not the protocol that is known, SSH 1 for one
            giveUp();
            return false;
        }
        const auto packet = cursor.take(length);
        if (!cursor.isOk())
            return false;
        const size_t padding = static_cast<uint8_t>(packet[0]);
        const auto type = static_cast<uint8_t>(packet[1]);
        if (type == keyExchangeInit && padding + 1 < packet.size())
            hassh = hasshOf(packet.substr(1, packet.size() - 1 - padding), m_isClient);
        if (type > lastBeforeKeyExchange)
            giveUp();
        else
            m_bytes.erase(0, 4 + size_t{length});
        return true;
    }

    const bool m_isClient;
    bool m_isDone = false;
    size_t m_total = 0;
    std::string m_bytes;
};

} // namespace

bool looksLikeSsh(std::string_view head)
{
    return head.size() > bannerStart.size() && head.starts_with(bannerStart) && isAsciiDigit(head[bannerStart.size()]);
}

struct SshReader::Data
{
    SshSession session;
    SideReader client = SideReader(true), server = SideReader(false);
};

SshReader::SshReader()
    : m_data(std::make_unique<Data>())
{
}

SshReader::~SshReader() = default;

void SshReader::data(Side side, std::string_view bytes)
{
    SshSession& session = m_data->session;
    if (side == Side::Client)
        m_data->client.add(bytes, session.clientBanner, session.hassh);
    else
        m_data->server.add(bytes, session.serverBanner, session.hasshServer);
}

void SshReader::gap(Side side, uint64_t)
{
    (side == Side::Client ? m_data->client : m_data->server).giveUp();
}

const SshSession& SshReader::session() const
{
    return m_data->session;
}

bool SshReader::isDone() const
{
    return m_data->client.isDone() && m_data->server.isDone();
}

} // namespace assay::traffic
