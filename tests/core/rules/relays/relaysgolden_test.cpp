// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/view/relays.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace assay::rules;

namespace {

// The reference data hold one code point a byte.
std::string bytesOf(const std::string& utf8)
{
    std::string bytes;
    for (size_t i = 0; i < utf8.size(); ++i) {
        const auto c = static_cast<unsigned char>(utf8[i]);
        if (c < 0x80)
            bytes += utf8[i];
        else if (i + 1 < utf8.size())
            bytes += static_cast<char>((c & 0x1f) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
    }
    return bytes;
}

// Last value of a field in "Name: value" lines.
std::string lastField(const std::string& headers, const std::string& name)
{
    std::string value;
    for (size_t at = 0; at < headers.size();) {
        const size_t end = std::min(headers.find('\n', at), headers.size());
        const std::string_view line = std::string_view(headers).substr(at, end - at);
        if (assay::startsWithIgnoringCase(line, name + ":"))
            value = line.substr(name.size() + 1);
        at = end + 1;
    }
    return value;
}

std::vector<std::string> traceOf(const nlohmann::json& headers)
{
    std::vector<std::string> trace;
    if (headers.contains("Received")) {
        for (const auto& value : headers["Received"])
            trace.push_back(bytesOf(value.get<std::string>()));
    }
    std::string all;
    for (const auto& line : headers["ALL"])
        all += bytesOf(line.get<std::string>());
    for (const char* name : {"X-Yahoo-Post-IP", "X-Originating-IP", "X-Apparently-From", "X-SenderIP"}) {
        if (auto line = originatingRelay(lastField(all, name)))
            trace.push_back(std::move(*line));
    }
    return trace;
}

} // namespace

TEST(RelaysGolden, StringsOfTheReferenceMessages)
{
    ASSAY_REQUIRE_SHARED(shared);
    size_t messages = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared / "golden/spamassassin/render")) {
        std::ifstream file(entry.path());
        const auto expected = nlohmann::json::parse(file);
        const Relays relays = parseRelays(traceOf(expected["headers"]));
        EXPECT_EQ(relays.trusted(), bytesOf(expected["relays_trusted"].get<std::string>())) << entry.path();
        EXPECT_EQ(relays.untrusted(), bytesOf(expected["relays_untrusted"].get<std::string>())) << entry.path();
        EXPECT_EQ(relays.internalRelays(), bytesOf(expected["relays_internal"].get<std::string>())) << entry.path();
        EXPECT_EQ(relays.external(), bytesOf(expected["relays_external"].get<std::string>())) << entry.path();
        ++messages;
    }
    EXPECT_GE(messages, 100u);
}
