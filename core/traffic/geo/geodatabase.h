// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ipaddress.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace assay::traffic {

// Where an address is, and whose network it is in, as far as a file says.
struct GeoPlace
{
    std::string country; // English name; empty: not known
    std::string countryCode; // "FR"; may be empty
    uint32_t asn = 0; // number of the autonomous system; 0: not known
    std::string organisation; // of the autonomous system; may be empty
    double latitude = 0, longitude = 0; // degrees; both 0: not known
    bool operator==(const GeoPlace&) const = default;
};

// A file in MaxMind's format (.mmdb) that the user has: countries, cities or autonomous systems. Nothing is fetched,
// none is shipped. Const and thread-safe.
class GeoDatabase
{
public:
    // NotFound, ReadFailed; BadData when it is no such file.
    static Result<std::shared_ptr<const GeoDatabase>> open(const std::filesystem::path& path);
    ~GeoDatabase();
    // What the file knows; empty for addresses that it does not have, and where it is damaged.
    GeoPlace find(const IpAddress& address) const;
    // "GeoLite2-City", and when it was made (Unix time), for people.
    const std::string& type() const;
    uint64_t made() const;

private:
    struct Data;
    explicit GeoDatabase(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace assay::traffic
