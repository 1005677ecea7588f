// SPDX-License-Identifier: GPL-3.0-or-later
// The whole line with made-up traffic: logs, captures and mail in one case.
#include "core/base/file.h"
#include "core/casefile/case.h"
#include "core/casefile/casedetectors.h"
#include "core/traffic/synth/trafficfiles.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace assay {
namespace {

namespace fs = std::filesystem;

class MadeTraffic : public testing::Test
{
protected:
    // A log (ECS lines) and a capture of the same requests; mails go over SMTP in the capture.
    void make(const std::vector<fs::path>& mails = {}, uint64_t seed = 31)
    {
        traffic::SynthOptions options;
        options.seed = seed;
        options.requests = 1500;
        options.seconds = 1800;
        options.maxBody = 3000;
        traffic::TrafficFiles files;
        files.folder = m_dir.path() / "made";
        files.formats = {"ecs", "pcap"};
        files.mails = mails;
        const auto made = traffic::writeTraffic(options, files, test::plainContext());
        ASSERT_TRUE(made) << made.error().toString();
        m_requests = made->requests;
    }
    fs::path log() const { return m_dir.path() / "made" / "ecs.jsonl"; }
    fs::path capture() const { return m_dir.path() / "made" / "traffic.pcap"; }
    std::unique_ptr<Case> newCase(const std::string& name) const
    {
        auto made = Case::create(m_dir.path() / name);
        EXPECT_TRUE(made) << made.error().toString();
        return made ? std::move(*made) : nullptr;
    }
    std::unique_ptr<Case> caseOf(const std::string& name, const fs::path& source) const
    {
        auto work = newCase(name);
        const auto added = work->add(source, {}, test::plainContext());
        EXPECT_TRUE(added) << added.error().toString();
        return work;
    }
    // Folder with the sample's mails.
    fs::path mails() const
    {
        const auto folder = m_dir.path() / "sample";
        const auto script = test::sourceDir() / "resources" / "sample" / "make_sample.py";
        const std::string command = "python3 '" + script.string() + "' '" + folder.string() + "' --seed 83";
        EXPECT_EQ(std::system(command.c_str()), 0);
        return folder;
    }
    std::string bytesOf(const fs::path& path) const
    {
        auto bytes = readFile(path);
        EXPECT_TRUE(bytes);
        return bytes ? std::move(*bytes) : std::string();
    }

    test::TemporaryDir m_dir;
    uint64_t m_requests = 0;
};

size_t countOf(const Case& work, const std::string& query)
{
    return test::foundItems(work, query).size();
}

TEST_F(MadeTraffic, LogAndCaptureAreTheSameItems)
{
    make();
    const auto fromLog = caseOf("log.assay", log());
    const auto fromCapture = caseOf("capture.assay", capture());
    const auto logTable = *fromLog->itemTable(), captureTable = *fromCapture->itemTable();
    ASSERT_EQ(logTable->count(), captureTable->count());
    EXPECT_GT(logTable->count(), 100u);
    uint64_t requests = 0;
    for (uint32_t row = 0; row < logTable->count(); ++row) {
        EXPECT_EQ(logTable->subject(row), captureTable->subject(row));
        EXPECT_EQ(logTable->from(row), captureTable->from(row));
        EXPECT_EQ(logTable->row(row).date, captureTable->row(row).date);
        const TrafficNumbers* left = logTable->traffic(row);
        const TrafficNumbers* right = captureTable->traffic(row);
        ASSERT_TRUE(left && right);
        EXPECT_EQ(left->requests, right->requests);
        EXPECT_EQ(left->bytes, right->bytes);
        EXPECT_EQ(left->errors, right->errors);
        requests += left->requests;
    }
    EXPECT_EQ(requests, m_requests);
    for (const char* query : {"status:404", "path:/login", "method:POST", "ip:10.0.0.0/8", "ua:curl", "reqs>10"})
        EXPECT_EQ(countOf(*fromLog, query), countOf(*fromCapture, query)) << query;
    EXPECT_GT(countOf(*fromLog, "status:404"), 0u);
    EXPECT_GT(countOf(*fromLog, "ip:10.0.0.0/8"), 0u);
}

// "SYMBOL score ..." of every item, by subject and sender.
std::multimap<std::string, std::string> hitsBySubject(const Case& work, const std::string& query)
{
    const auto detectors = createDetectors(work, {});
    EXPECT_TRUE(detectors);
    const auto scanned = const_cast<Case&>(work).scan(*detectors, {}, test::plainContext());
    EXPECT_TRUE(scanned);
    std::multimap<std::string, std::string> all;
    for (const ItemId id : test::foundItems(work, query)) {
        const auto item = work.item(id);
        const auto hits = work.hits(scanned->scan, id);
        EXPECT_TRUE(item && hits);
        std::vector<std::string> words;
        for (const StoredHit& hit : hits->hits)
            words.push_back(hit.symbol.name + " " + std::to_string(hit.score) + "\n");
        std::sort(words.begin(), words.end());
        std::string text;
        for (const std::string& word : words)
            text += word;
        all.emplace(item->summary.subject + " | " + item->summary.from, text);
    }
    return all;
}

TEST_F(MadeTraffic, MailOverSmtpHasTheHitsThatItHasInAMailbox)
{
    const fs::path folder = mails() / "reported";
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    ASSERT_GT(files.size(), 10u);
    make(files);
    std::string box;
    for (const fs::path& file : files)
        box += "From sender@lantern.example Fri Nov 20 09:00:00 2026\n" + bytesOf(file) + "\n";
    const auto mailbox = caseOf("box.assay", m_dir.write("in.mbox", box));
    const auto wire = caseOf("wire.assay", capture());
    const auto inMailbox = hitsBySubject(*mailbox, "kind:message");
    const auto onTheWire = hitsBySubject(*wire, "kind:message");
    EXPECT_EQ(inMailbox.size(), files.size());
    ASSERT_EQ(onTheWire.size(), files.size());
    size_t symbols = 0;
    for (auto left = inMailbox.begin(), right = onTheWire.begin(); left != inMailbox.end(); ++left, ++right) {
        EXPECT_EQ(left->first, right->first);
        EXPECT_EQ(left->second, right->second) << left->first;
        symbols += static_cast<size_t>(std::count(left->second.begin(), left->second.end(), '\n'));
    }
    EXPECT_GT(symbols, files.size());
}

TEST_F(MadeTraffic, OneCaseHoldsMailLogsAndCaptures)
{
    const fs::path folder = mails();
    make({folder / "reported" / "01-phish.eml"});
    fs::copy_file(log(), folder / "requests.jsonl");
    fs::copy_file(capture(), folder / "office.pcap");
    const auto work = caseOf("mixed.assay", folder);
    const size_t mail = countOf(*work, "kind:message");
    const size_t sets = countOf(*work, "kind:request_set");
    const auto table = *work->itemTable();
    EXPECT_EQ(mail + sets, table->count());
    EXPECT_GT(mail, 100u);
    EXPECT_GT(sets, 200u);
    const auto detectors = createDetectors(*work, {});
    ASSERT_TRUE(detectors);
    const auto scanned = work->scan(*detectors, {}, test::plainContext());
    ASSERT_TRUE(scanned);
    EXPECT_EQ(scanned->report.items, table->count());
    EXPECT_EQ(scanned->report.failed, 0u);
    EXPECT_TRUE(work->check(test::plainContext())->problems.empty());
}

TEST_F(MadeTraffic, WhatIsNoTrafficIsSaidAndTheRestGoesOn)
{
    auto work = newCase("odd.assay");
    const auto add = [&](const std::string& name, const std::string& bytes) {
        return work->add(m_dir.write(name, bytes), {}, test::plainContext());
    };
    const auto prose = add("access.log", "There is a house in New Orleans.\nThey call it the rising sun.\n");
    if (prose) {
        EXPECT_EQ(prose->items, 0u);
        EXPECT_FALSE(prose->defects.isEmpty());
    } else {
        EXPECT_EQ(prose.error().code, ErrorCode::NotRecognised);
    }
    const std::string header("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00", 20);
    const auto noise = add("noise.pcap", header + std::string("\x01\x00\x00\x00", 4) + std::string(5000, '\xee'));
    ASSERT_TRUE(noise) << noise.error().toString();
    EXPECT_EQ(noise->items, 0u);
    EXPECT_FALSE(noise->defects.isEmpty());
    const auto otherLink = add("link.pcap",
        header + std::string("\xfa\x00\x00\x00", 4)
            + std::string("\x01\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x04\x00\x00\x00"
                          "abcd",
                20));
    ASSERT_TRUE(otherLink) << otherLink.error().toString();
    EXPECT_TRUE(otherLink->defects.has(Defect::TrafficUnknownLink));
}

TEST_F(MadeTraffic, ACutCaptureGivesWhatItHas)
{
    make();
    const std::string whole = bytesOf(capture());
    uint64_t before = 0;
    for (size_t part = 1; part <= 16; part += 3) {
        auto work = newCase("cut" + std::to_string(part) + ".assay");
        const auto path = m_dir.write("cut.pcap", whole.substr(0, whole.size() * part / 16));
        const auto added = work->add(path, {}, test::plainContext());
        ASSERT_TRUE(added) << added.error().toString();
        EXPECT_GE(added->items, before);
        before = added->items;
    }
    EXPECT_GT(before, 100u);
}

TEST_F(MadeTraffic, LinesOfTwoFormatsAreToldApart)
{
    make();
    const std::string json = bytesOf(log());
    std::string mixed = json.substr(0, json.find('\n', json.size() / 2) + 1);
    mixed += "10.0.0.9 - - [02/Mar/2026:06:20:00 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"curl/8.0\"\n";
    mixed += "neither one nor the other\n";
    auto work = newCase("two.assay");
    const auto added = work->add(m_dir.write("two.log", mixed), {}, test::plainContext());
    ASSERT_TRUE(added) << added.error().toString();
    EXPECT_GT(added->items, 50u);
    EXPECT_TRUE(added->defects.has(Defect::TrafficBadLine) || added->defects.has(Defect::TrafficMixedFormats));
    const auto sources = work->sources();
    ASSERT_TRUE(sources && !sources->empty() && !sources->front().folders.empty());
    EXPECT_FALSE(sources->front().folders.front().messages.empty()); // says which line
}

} // namespace
} // namespace assay
