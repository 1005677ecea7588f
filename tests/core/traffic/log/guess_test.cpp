// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/log/logreader.h"

#include <gtest/gtest.h>

namespace assay::traffic {
namespace {

const std::string line = "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"UA\"\n";

TEST(Guesses, KnowFormatsByTheirLines)
{
    const LogGuess combined = guessLog(line + line + "192.0.2.7 - - [17/Ma");
    EXPECT_EQ(combined.format, LogFormat::Combined);
    EXPECT_EQ(combined.share, 1);
    EXPECT_TRUE(combined.needsHost);
    EXPECT_FALSE(combined.isAmbiguous);
    const LogGuess vhost = guessLog("a.net " + line + "junk\n");
    EXPECT_EQ(vhost.format, LogFormat::VhostCombined);
    EXPECT_EQ(vhost.share, 0.5);
    EXPECT_FALSE(vhost.needsHost);
    EXPECT_EQ(guessLog("{\"@timestamp\":\"2018-04-17T08:30:54Z\",\"client_ip\":\"10.0.2.34\",\"client_request_host\":"
                       "\"a\"}\n")
                  .format,
        LogFormat::Json);
    EXPECT_EQ(
        guessLog("#Fields: date time c-ip cs-uri-stem\r\n2024-01-01 00:00:05 192.0.2.1 /a\r\n").format, LogFormat::W3c);
    EXPECT_EQ(guessLog("{\"name\":\"ip_banned\",\"value_ip\":\"192.0.2.5\"}\n").format, LogFormat::Json);
}

TEST(Guesses, SayWhatIsNotTold)
{
    EXPECT_TRUE(guessLog("192.0.2.7 - - [17/May/2015:10:05:03] \"GET / HTTP/1.1\" 200 5\n").isAmbiguous);
    EXPECT_TRUE(guessLog(line + "a.net " + line).isAmbiguous);
}

TEST(Guesses, KnowWhatIsNoLog)
{
    EXPECT_EQ(guessLog("").format, LogFormat::Unknown);
    EXPECT_EQ(guessLog("From: a@example.org\nSubject: x\n\nSee " + line + "Bye\n").format, LogFormat::Unknown);
    EXPECT_EQ(guessLog(std::string(5000, '\0')).format, LogFormat::Unknown);
    EXPECT_EQ(guessLog("{\"a\":1}\n").format, LogFormat::Unknown);
    EXPECT_EQ(guessLog("# a comment\n# and one more\n").format, LogFormat::Unknown);
}

} // namespace
} // namespace assay::traffic
