// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/report/fakeitem.h"

#include "core/base/file.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::test {

FakeItem::FakeItem(uint32_t id, std::string message)
    : recorded(assay::sha256(message))
    , m_id(id)
    , m_message(std::move(message))
    , m_summary(summarizeMessage(m_message))
{
}

Result<std::string> FakeItem::rawBytes() const
{
    if (isGone)
        return Error{ErrorCode::NotFound, "/mail/in.mbox", {}};
    return m_message;
}

Result<std::shared_ptr<const Message>> FakeItem::message() const
{
    auto bytes = rawBytes();
    if (!bytes)
        return bytes.error();
    return std::make_shared<const Message>(Message::parse(std::move(*bytes)));
}

report::ReportItem::HitText fakeHit(const std::string& symbol, double score, const std::string& evidence)
{
    report::ReportItem::HitText text;
    text.symbol = Symbol{symbol, DetectorKind::Rules, "group", "what it means"};
    text.hit.score = score;
    text.hit.evidence.resize(1);
    text.hit.evidence[0].text = evidence;
    return text;
}

report::ReportHead fakeHead()
{
    report::ReportHead head;
    head.caseTitle = "Trial";
    head.caseFile = "/cases/trial.assay";
    head.query = "score>5";
    head.zone = "+02:00";
    head.zoneOffset = [](int64_t) { return 120; };
    head.madeAt = 1'700'000'000;
    head.madeBy = "ann";
    head.program = "Assay test";
    head.sources.push_back({"/mail/in.mbox", 12, std::string(64, 'a')});
    return head;
}

Result<report::ExportReport> runExport(
    std::string_view kind, const report::ExportOptions& options, const std::vector<FakeItem>& items)
{
    const auto exporter = report::findExporter(kind)->create(options);
    report::ReportHead head = fakeHead();
    head.count = items.size();
    const auto begun = exporter->begin(head);
    if (!begun)
        return begun.error();
    for (const FakeItem& item : items) {
        const auto added = exporter->add(item);
        if (!added)
            return added.error();
    }
    return exporter->finish();
}

std::string contentOf(const std::filesystem::path& file)
{
    auto content = readFile(file);
    EXPECT_TRUE(content.ok()) << file;
    return content ? *content : std::string();
}

std::vector<std::string> namesIn(const std::filesystem::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::vector<std::string>> readCsv(const std::string& text)
{
    std::vector<std::vector<std::string>> records;
    for (size_t i = 0; i < text.size();) {
        std::vector<std::string>& record = records.emplace_back();
        for (bool more = true; more;) {
            std::string field;
            const bool isQuoted = i < text.size() && text[i] == '"';
            i += isQuoted;
            for (; i < text.size(); ++i) {
                if (isQuoted && text[i] == '"' && text.compare(i, 2, "\"\"") == 0)
                    ++i;
                else if (isQuoted ? text[i] == '"' : text[i] == ',' || text[i] == '\r')
                    break;
                field += text[i];
            }
            i += isQuoted;
            record.push_back(std::move(field));
            more = i < text.size() && text[i] == ',';
            i += more;
        }
        EXPECT_EQ(text.compare(i, 2, "\r\n"), 0) << "at byte " << i;
        i += 2;
    }
    return records;
}

} // namespace assay::test
