// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/geo/geodatabase.h"

#include "tests/core/traffic/geo/madegeofile.h"

#include <gtest/gtest.h>

#include <fstream>
#include <unistd.h>

namespace assay::traffic {
namespace {

using test::MadeGeoFile;

class GeoFile
{
public:
    explicit GeoFile(const std::string& bytes)
    {
        const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
        path = std::filesystem::path(::testing::TempDir()) / (std::to_string(::getpid()) + test->name() + ".mmdb");
        std::ofstream(path, std::ios::binary) << bytes;
    }
    ~GeoFile() { std::filesystem::remove(path); }
    GeoFile(const GeoFile&) = delete;
    GeoFile& operator=(const GeoFile&) = delete;

    std::filesystem::path path;
};

IpAddress address(std::string_view text)
{
    return *IpAddress::parse(text);
}

std::string madeFile()
{
    MadeGeoFile made;
    const auto country = MadeGeoFile::map(
        {{"iso_code", MadeGeoFile::text("FR")}, {"names", MadeGeoFile::map({{"en", MadeGeoFile::text("France")}})}});
    const auto location =
        MadeGeoFile::map({{"latitude", MadeGeoFile::real(48.85)}, {"longitude", MadeGeoFile::real(2.35)}});
    made.add("11001011000000000111000", // 203.0.112.0/23
        MadeGeoFile::map({{"country", country}, {"location", location}}));
    made.add("11000000", // 192.0.0.0/8
        MadeGeoFile::map({{"autonomous_system_number", MadeGeoFile::number(64500)},
            {"autonomous_system_organization", MadeGeoFile::text("Example Networks")}}));
    return made.bytes();
}

TEST(GeoDatabase, SaysWhereAddressesAre)
{
    const GeoFile file(madeFile());
    const auto database = GeoDatabase::open(file.path);
    ASSERT_TRUE(database) << database.error().toString();
    EXPECT_EQ((*database)->type(), "Made-City");
    EXPECT_EQ((*database)->made(), 1'700'000'000U);
    const GeoPlace place = (*database)->find(address("203.0.113.9"));
    EXPECT_EQ(place.country, "France");
    EXPECT_EQ(place.countryCode, "FR");
    EXPECT_DOUBLE_EQ(place.latitude, 48.85);
    EXPECT_DOUBLE_EQ(place.longitude, 2.35);
    EXPECT_EQ(place.asn, 0U);
    const GeoPlace network = (*database)->find(address("192.0.2.1"));
    EXPECT_EQ(network.asn, 64500U);
    EXPECT_EQ(network.organisation, "Example Networks");
    EXPECT_EQ(network.country, "");
}

TEST(GeoDatabase, UnknownAddressesHaveNoPlace)
{
    const GeoFile file(madeFile());
    const auto database = GeoDatabase::open(file.path);
    ASSERT_TRUE(database);
    EXPECT_EQ((*database)->find(address("203.0.114.1")), GeoPlace());
    EXPECT_EQ((*database)->find(address("2001:db8::1")), GeoPlace()); // a file of IPv4 only
}

TEST(GeoDatabase, OtherFilesAreRefused)
{
    const auto missing = GeoDatabase::open("/no/such/file.mmdb");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    const GeoFile file("this is no such file");
    const auto other = GeoDatabase::open(file.path);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::BadData);
}

TEST(GeoDatabase, CutFilesDoNoHarm)
{
    const std::string whole = madeFile();
    for (size_t i = 0; i < 16; ++i) {
        const GeoFile file(whole.substr(0, whole.size() * i / 16));
        const auto database = GeoDatabase::open(file.path);
        if (database) {
            EXPECT_EQ((*database)->find(address("8.8.8.8")), GeoPlace());
        }
    }
}

TEST(GeoDatabase, ChangedBytesDoNoHarm)
{
    const std::string whole = madeFile();
    size_t opened = 0;
    for (size_t i = 0; i < whole.size(); ++i) {
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 0x5A);
        const GeoFile file(changed);
        const auto database = GeoDatabase::open(file.path);
        if (!database)
            continue;
        ++opened;
        EXPECT_LE((*database)->find(address("203.0.113.9")).country.size(), 256U);
        EXPECT_LE((*database)->find(address("192.0.2.1")).organisation.size(), 256U);
    }
    EXPECT_GT(opened, whole.size() / 3);
}

} // namespace
} // namespace assay::traffic
