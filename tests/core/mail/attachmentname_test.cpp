// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/attachmentname.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string safe(std::string_view name)
{
    return safeFileName(name, "fallback");
}

TEST(SafeFileName, DropsPathsAndControls)
{
    EXPECT_EQ(safe("../../etc/passwd"), "passwd");
    EXPECT_EQ(safe("C:\\x\\evil.exe"), "evil.exe");
    EXPECT_EQ(safe("a\tb\x01.txt"), "ab.txt");
    EXPECT_EQ(safe("invoice\u202Efdp.exe"), "invoicefdp.exe");
    EXPECT_EQ(safe(" .hidden"), "hidden");
    EXPECT_EQ(safe("name. . "), "name");
    EXPECT_EQ(safe("a<b>:c|d?.txt"), "a_b__c_d_.txt");
    for (const char* empty : {"", "..", ".", "/", "a/", "   ", "\x01"})
        EXPECT_EQ(safe(empty), "fallback") << empty;
}

TEST(SafeFileName, AvoidsDevices)
{
    EXPECT_EQ(safe("CON"), "_CON");
    EXPECT_EQ(safe("nul.txt"), "_nul.txt");
    EXPECT_EQ(safe("com1"), "_com1");
    EXPECT_EQ(safe("concert.txt"), "concert.txt");
}

TEST(SafeFileName, KeepsTheExtensionOfLongNames)
{
    const std::string name = safe(std::string(5000, 'n') + ".txt");
    EXPECT_EQ(name.size(), 120u);
    EXPECT_EQ(name.substr(116), ".txt");
    std::string wide;
    for (int i = 0; i < 100; ++i)
        wide += "\u20ac";
    EXPECT_EQ(safe(wide).size() % 3, 0u);
    EXPECT_LE(safe(wide).size(), 120u);
}

bool deceptive(
    std::string_view fileName, std::string_view typeName, std::string_view declared, std::string_view content = {})
{
    NameEvidence evidence;
    evidence.fileName = fileName;
    evidence.typeName = typeName;
    evidence.declaredType = declared;
    evidence.contentType = content;
    return isDeceptiveName(evidence);
}

TEST(DeceptiveName, FindsTricks)
{
    EXPECT_TRUE(deceptive("invoice\u202Efdp.exe", "", "application/octet-stream"));
    EXPECT_TRUE(deceptive("b.exe", "a.png", "application/octet-stream"));
    EXPECT_TRUE(deceptive("scan.pdf.exe", "", "application/octet-stream"));
    EXPECT_TRUE(deceptive("scan.pdf           .scr", "", "application/octet-stream"));
    EXPECT_TRUE(deceptive("a.exe", "", "image/png"));
    EXPECT_TRUE(deceptive("a.pdf", "", "application/pdf", "application/x-dosexec"));
}

TEST(DeceptiveName, LeavesOthersAlone)
{
    EXPECT_FALSE(deceptive("a.pdf", "a.pdf", "application/pdf", "application/pdf"));
    EXPECT_FALSE(deceptive("setup.exe", "", "application/octet-stream", "application/x-dosexec"));
    EXPECT_FALSE(deceptive("archive.tar.gz", "", "application/gzip"));
    EXPECT_FALSE(deceptive("", "", "text/plain"));
    EXPECT_FALSE(deceptive("v1.2.txt", "", "text/plain"));
}

TEST(TypeByContent, KnowsMagics)
{
    EXPECT_EQ(typeByContent("MZ\x90"), "application/x-dosexec");
    EXPECT_EQ(typeByContent("%PDF-1.4"), "application/pdf");
    EXPECT_EQ(typeByContent(std::string(257, 'x') + "ustar"), "application/x-tar");
    EXPECT_EQ(typeByContent("hello"), "");
    EXPECT_EQ(typeByContent(""), "");
}

} // namespace
} // namespace assay
