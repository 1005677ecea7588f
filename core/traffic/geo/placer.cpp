// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/geo/placer.h"

namespace assay::traffic {
namespace {

constexpr size_t maxKnown = 65'536;

} // namespace

size_t Placer::AddressHash::operator()(const IpAddress& address) const
{
    const auto& bytes = address.bytes();
    return std::hash<std::string_view>()({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

const GeoPlace& Placer::placeOf(const IpAddress& client)
{
    const auto known = m_known.find(client);
    if (known != m_known.end())
        return known->second;
    if (m_known.size() >= maxKnown)
        m_known.clear();
    return m_known.emplace(client, m_database->find(client)).first->second;
}

Request Placer::placed(const Request& request)
{
    Request placed = request;
    if (request.location)
        return placed;
    const GeoPlace& place = placeOf(request.client);
    if (!place.country.empty() || place.latitude != 0 || place.longitude != 0)
        placed.location = Location{place.latitude, place.longitude, place.country};
    return placed;
}

void Placer::annotate(RequestSetHead& head)
{
    if (const uint32_t asn = placeOf(head.client).asn; asn != 0)
        head.context.emplace_back(asnName, asn);
}

} // namespace assay::traffic
