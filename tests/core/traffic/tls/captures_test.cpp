// SPDX-License-Identifier: GPL-3.0-or-later
// Hellos of whole captures against published fingerprints.
#include "core/base/file.h"
#include "core/traffic/capture/capturereader.h"
#include "tests/support/testpaths.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

namespace assay::traffic {
namespace {

using Json = nlohmann::json;
using Values = std::vector<std::string>;

// By transport and stream: the distinct values in order.
using Streams = std::map<std::pair<std::string, uint32_t>, Values>;

void add(Values& values, const std::string& value)
{
    if (!value.empty() && std::find(values.begin(), values.end(), value) == values.end())
        values.push_back(value);
}

struct Found
{
    Streams ja4, ja3, ja3s;
};

Found hellosOf(const std::filesystem::path& path)
{
    Found found;
    std::vector<HelloRecord> records;
    CaptureSink sink;
    sink.onHello = [&](const HelloRecord& record) {
        records.push_back(record);
        return true;
    };
    const auto bytes = readFile(path);
    EXPECT_TRUE(bytes);
    std::string_view rest = bytes ? std::string_view(*bytes) : std::string_view();
    const ByteSource source = [&rest](char* buffer, size_t length) -> Result<size_t> {
        const size_t count = rest.copy(buffer, length);
        rest.remove_prefix(count);
        return count;
    };
    EXPECT_TRUE(readCapture(source, {}, sink, {}));
    std::stable_sort(
        records.begin(), records.end(), [](const HelloRecord& a, const HelloRecord& b) { return a.frame < b.frame; });
    for (const auto& record : records) {
        const std::pair key(record.protocol == Protocol::Tcp ? "tcp" : "udp", record.stream);
        add(found.ja4[key], record.fingerprints.ja4);
        add(found.ja3[key], record.fingerprints.ja3);
        add(found.ja3s[key], record.ja3s);
    }
    return found;
}

TEST(Captures, HelloAgreeWithPublishedFingerprints)
{
    ASSAY_REQUIRE_SHARED(shared);
    size_t streams = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared / "golden/ja4")) {
        const std::string path = entry.path().string(), ending = ".expected.json";
        if (!path.ends_with(ending))
            continue;
        SCOPED_TRACE(path);
        Found found = hellosOf(path.substr(0, path.size() - ending.size()));
        const Json golden = Json::parse(readFile(path).value());
        size_t withHello = 0;
        for (const Json& stream : golden.at("streams")) {
            const Json& expected = stream.at("expected");
            const std::pair key(stream.at("transport").get<std::string>(), stream.at("stream").get<uint32_t>());
            if (!expected.contains("ja4"))
                continue;
            ++withHello;
            EXPECT_EQ(found.ja4[key], expected.at("ja4").get<Values>()) << key.first << key.second;
            EXPECT_EQ(found.ja3[key], expected.at("ja3").get<Values>()) << key.first << key.second;
            EXPECT_EQ(found.ja3s[key], expected.value("ja3s", Values())) << key.first << key.second;
        }
        EXPECT_EQ(found.ja4.size(), withHello); // and no others
        streams += withHello;
    }
    EXPECT_GT(streams, 100u);
}

} // namespace
} // namespace assay::traffic
