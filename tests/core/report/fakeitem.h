// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"

#include <filesystem>
#include <string>
#include <vector>

namespace assay::test {

// An item that is nothing but its values.
class FakeItem final : public report::ReportItem
{
public:
    // The message gives summary, size and hash.
    explicit FakeItem(uint32_t id, std::string message);

    ItemId id() const override { return ItemId{m_id}; }
    std::string source() const override { return "/mail/in.mbox"; }
    std::string name() const override { return std::to_string(m_id); }
    uint64_t offset() const override { return uint64_t{m_id} * 1000; }
    uint64_t bytes() const override { return m_message.size(); }
    const MessageSummary& summary() const override { return m_summary; }
    std::optional<Sha256> sha256() const override { return recorded; }
    DefectSet defects() const override { return {}; }
    std::optional<double> score() const override { return total; }
    Action action() const override { return total && *total >= 5 ? Action::AddHeader : Action::None; }
    Result<std::vector<HitText>> hits() const override { return found; }
    std::string_view labelName() const override { return label; }
    std::string labelAuthor() const override { return author; }
    int64_t labelledAt() const override { return 1'700'000'000; }
    bool isBookmarked() const override { return bookmarked; }
    std::vector<std::string> tags() const override { return tagNames; }
    Result<std::string> note() const override { return noteText; }
    Result<std::string> rawBytes() const override;
    Result<std::shared_ptr<const Message>> message() const override;

    std::optional<Sha256> recorded;
    std::optional<double> total;
    std::vector<HitText> found;
    std::string label, author, noteText;
    std::vector<std::string> tagNames;
    bool bookmarked = false;
    bool isGone = false; // its source

private:
    uint32_t m_id;
    std::string m_message;
    MessageSummary m_summary;
};

// A hit with one place.
report::ReportItem::HitText fakeHit(const std::string& symbol, double score, const std::string& evidence);
report::ReportHead fakeHead();
// Writes the items; the error of the first call that fails.
Result<report::ExportReport> runExport(
    std::string_view kind, const report::ExportOptions& options, const std::vector<FakeItem>& items);
std::string contentOf(const std::filesystem::path& file);
// Names in a folder, sorted.
std::vector<std::string> namesIn(const std::filesystem::path& folder);
// The records of an RFC 4180 table; fails the test when it is none.
std::vector<std::vector<std::string>> readCsv(const std::string& text);

} // namespace assay::test
