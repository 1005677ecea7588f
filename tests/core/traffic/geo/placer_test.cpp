// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/geo/placer.h"

#include "tests/core/traffic/geo/madegeofile.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace assay::traffic {
namespace {

using test::MadeGeoFile;

class PlacerTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        MadeGeoFile made;
        const auto country = MadeGeoFile::map({{"iso_code", MadeGeoFile::text("FR")}});
        made.add("11001011",
            MadeGeoFile::map({{"country", country}, {"autonomous_system_number", MadeGeoFile::number(64500)}}));
        m_path = std::filesystem::path(::testing::TempDir()) / ("placer" + std::to_string(::getpid()) + ".mmdb");
        std::ofstream(m_path, std::ios::binary) << made.bytes();
        auto database = GeoDatabase::open(m_path);
        ASSERT_TRUE(database);
        m_placer.emplace(*database);
    }
    void TearDown() override { std::filesystem::remove(m_path); }

    std::filesystem::path m_path;
    std::optional<Placer> m_placer;
};

TEST_F(PlacerTest, FillsInWhatTheLogDoesNotSay)
{
    Request request;
    request.client = *IpAddress::parse("203.0.113.9");
    const Request placed = m_placer->placed(request);
    ASSERT_TRUE(placed.location);
    EXPECT_EQ(placed.location->country, "FR");
    request.location = Location{1, 2, "Canada"};
    EXPECT_EQ(m_placer->placed(request).location->country, "Canada");
    request = Request();
    request.client = *IpAddress::parse("10.0.0.1");
    EXPECT_FALSE(m_placer->placed(request).location);
}

TEST_F(PlacerTest, RequestSetsGetTheNetwork)
{
    RequestSetHead head;
    head.client = *IpAddress::parse("203.0.113.9");
    m_placer->annotate(head);
    ASSERT_EQ(head.context.size(), 1U);
    EXPECT_EQ(head.context[0].first, "asn");
    EXPECT_EQ(head.context[0].second, 64500);
    head = RequestSetHead();
    head.client = *IpAddress::parse("10.0.0.1");
    m_placer->annotate(head);
    EXPECT_TRUE(head.context.empty());
}

TEST_F(PlacerTest, MemoryIsBoundedHoweverManyClients)
{
    for (uint32_t i = 0; i < 70'000; ++i) {
        std::array<uint8_t, 16> bytes = IpAddress::parse("203.0.0.0")->bytes();
        bytes[13] = static_cast<uint8_t>(i >> 16);
        bytes[14] = static_cast<uint8_t>(i >> 8);
        bytes[15] = static_cast<uint8_t>(i);
        RequestSetHead head;
        head.client = IpAddress(bytes);
        m_placer->annotate(head);
        ASSERT_EQ(head.context.size(), 1U);
    }
}

} // namespace
} // namespace assay::traffic
