// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/exporter.h"
#include "core/report/redactor.h"

namespace assay::report {

// An item as others may see it: every text it gives is redacted. The message itself cannot be: rawBytes() is refused,
// message() and requestSet() are for readContent(), which redacts what it takes.
class RedactedItem final : public ReportItem
{
public:
    // Both must stay.
    RedactedItem(const ReportItem& item, Redactor& redactor);
    ItemId id() const override { return m_item.id(); }
    ItemKind kind() const override { return m_item.kind(); }
    std::string source() const override { return m_redactor.text(m_item.source()); }
    std::string name() const override { return m_redactor.text(m_item.name()); }
    uint64_t offset() const override { return m_item.offset(); }
    uint64_t bytes() const override { return m_item.bytes(); }
    const MessageSummary& summary() const override { return m_summary; }
    std::string ip() const override { return m_ip; }
    std::optional<Sha256> sha256() const override { return m_item.sha256(); }
    DefectSet defects() const override { return m_item.defects(); }
    std::optional<double> score() const override { return m_item.score(); }
    Action action() const override { return m_item.action(); }
    Result<std::vector<HitText>> hits() const override;
    std::string_view labelName() const override { return m_item.labelName(); }
    std::string labelAuthor() const override { return m_redactor.text(m_item.labelAuthor()); }
    int64_t labelledAt() const override { return m_item.labelledAt(); }
    bool isBookmarked() const override { return m_item.isBookmarked(); }
    std::vector<std::string> tags() const override;
    Result<std::string> note() const override;
    Result<std::string> rawBytes() const override;
    Result<std::shared_ptr<const Message>> message() const override;
    std::optional<TrafficNumbers> traffic() const override { return m_item.traffic(); }
    std::string_view prediction() const override { return m_item.prediction(); }
    Result<std::shared_ptr<const traffic::RequestSet>> requestSet() const override { return m_item.requestSet(); }

private:
    std::string evidenceText(const Evidence& evidence) const;
    const ReportItem& m_item;
    Redactor& m_redactor;
    MessageSummary m_summary;
    std::string m_ip;
};

} // namespace assay::report
