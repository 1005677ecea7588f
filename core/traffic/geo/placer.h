// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/traffic/geo/geodatabase.h"
#include "core/traffic/requestset.h"

#include <optional>
#include <unordered_map>

namespace assay::traffic {

inline constexpr std::string_view asnName = "asn"; // in the context of a request set

// Gives requests the place that a file knows of their client, where the log says none, and request sets the number of
// the autonomous system. Remembers the last 65,536 clients. One thread.
class Placer
{
public:
    explicit Placer(std::shared_ptr<const GeoDatabase> database)
        : m_database(std::move(database))
    {
    }
    // Its texts are views into the request and, until the next call, into this.
    Request placed(const Request& request);
    void annotate(RequestSetHead& head);

private:
    struct AddressHash
    {
        size_t operator()(const IpAddress& address) const;
    };
    const GeoPlace& placeOf(const IpAddress& client);
    std::shared_ptr<const GeoDatabase> m_database;
    std::unordered_map<IpAddress, GeoPlace, AddressHash> m_known;
};

} // namespace assay::traffic
