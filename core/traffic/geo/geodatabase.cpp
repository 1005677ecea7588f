// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/geo/geodatabase.h"

#include <algorithm>
#include <cmath>
#include <maxminddb.h>
#include <netinet/in.h>

namespace assay::traffic {
namespace {

constexpr size_t maxText = 256;

template <typename... Path>
MMDB_entry_data_s valueAt(MMDB_entry_s& entry, Path... path)
{
    MMDB_entry_data_s value{};
    const char* const names[] = {path..., nullptr};
    if (MMDB_aget_value(&entry, &value, names) != MMDB_SUCCESS)
        value.has_data = false;
    return value;
}

std::string textOf(const MMDB_entry_data_s& value)
{
    if (!value.has_data || value.type != MMDB_DATA_TYPE_UTF8_STRING)
        return {};
    return std::string(value.utf8_string, std::min<size_t>(value.data_size, maxText));
}

uint32_t numberOf(const MMDB_entry_data_s& value)
{
    if (!value.has_data)
        return 0;
    if (value.type == MMDB_DATA_TYPE_UINT32)
        return value.uint32;
    return value.type == MMDB_DATA_TYPE_UINT16 ? value.uint16 : 0;
}

double degreesOf(const MMDB_entry_data_s& value, double limit)
{
    const bool isNumber = value.has_data && value.type == MMDB_DATA_TYPE_DOUBLE && std::isfinite(value.double_value);
    return isNumber ? std::clamp(value.double_value, -limit, limit) : 0;
}

GeoPlace placeOf(MMDB_entry_s entry)
{
    GeoPlace place;
    place.country = textOf(valueAt(entry, "country", "names", "en"));
    place.countryCode = textOf(valueAt(entry, "country", "iso_code"));
    if (place.country.empty())
        place.country = place.countryCode;
    place.asn = numberOf(valueAt(entry, "autonomous_system_number"));
    place.organisation = textOf(valueAt(entry, "autonomous_system_organization"));
    place.latitude = degreesOf(valueAt(entry, "location", "latitude"), 90);
    place.longitude = degreesOf(valueAt(entry, "location", "longitude"), 180);
    return place;
}

// An address as the library takes it; IPv4 as such, because files of IPv4 only have no other.
sockaddr_storage socketAddress(const IpAddress& address)
{
    sockaddr_storage storage{};
    const auto& bytes = address.bytes();
    if (address.isV4()) {
        auto* const v4 = reinterpret_cast<sockaddr_in*>(&storage);
        v4->sin_family = AF_INET;
        std::copy(bytes.begin() + 12, bytes.end(), reinterpret_cast<uint8_t*>(&v4->sin_addr));
    } else {
        auto* const v6 = reinterpret_cast<sockaddr_in6*>(&storage);
        v6->sin6_family = AF_INET6;
        std::copy(bytes.begin(), bytes.end(), v6->sin6_addr.s6_addr);
    }
    return storage;
}

ErrorCode codeOf(int status)
{
    if (status == MMDB_FILE_OPEN_ERROR)
        return ErrorCode::NotFound;
    return status == MMDB_IO_ERROR || status == MMDB_OUT_OF_MEMORY_ERROR ? ErrorCode::ReadFailed : ErrorCode::BadData;
}

} // namespace

struct GeoDatabase::Data
{
    Data() = default;
    ~Data()
    {
        if (isOpen)
            MMDB_close(&file);
    }
    Data(const Data&) = delete;
    Data& operator=(const Data&) = delete;

    MMDB_s file{};
    bool isOpen = false;
    std::string type;
};

GeoDatabase::GeoDatabase(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

GeoDatabase::~GeoDatabase() = default;

Result<std::shared_ptr<const GeoDatabase>> GeoDatabase::open(const std::filesystem::path& path)
{
    auto data = std::make_unique<Data>();
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &data->file);
    if (status != MMDB_SUCCESS)
        return Error{codeOf(status), path.string(), MMDB_strerror(status)};
    data->isOpen = true;
    data->type = data->file.metadata.database_type ? data->file.metadata.database_type : "";
    return std::shared_ptr<const GeoDatabase>(new GeoDatabase(std::move(data)));
}

GeoPlace GeoDatabase::find(const IpAddress& address) const
{
    const sockaddr_storage storage = socketAddress(address);
    int status = MMDB_SUCCESS;
    const MMDB_lookup_result_s found =
        MMDB_lookup_sockaddr(&m_data->file, reinterpret_cast<const sockaddr*>(&storage), &status);
    if (status != MMDB_SUCCESS || !found.found_entry)
        return {};
    return placeOf(found.entry);
}

const std::string& GeoDatabase::type() const
{
    return m_data->type;
}

uint64_t GeoDatabase::made() const
{
    return m_data->file.metadata.build_epoch;
}

} // namespace assay::traffic
