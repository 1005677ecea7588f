// SPDX-License-Identifier: GPL-3.0-or-later
// What others get to see of a submission.
#include "core/casefile/submissions.h"
#include "core/feedback/traininglabels.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

// The label that the authors of one item agree on; that of the newest where the majority is of its side. noLabel: they
// do not agree.
feedback::LabelId agreedLabel(std::span<const feedback::BatchRecord> records)
{
    if (records.size() == 1)
        return records.front().label;
    std::vector<feedback::LabelVote> votes;
    for (const feedback::BatchRecord& record : records)
        votes.push_back({0, record.label, feedback::Reason::Other, static_cast<uint32_t>(votes.size()), 0});
    const feedback::Agreement agreement = feedback::agree(votes);
    if (agreement.labels.empty())
        return feedback::noLabel;
    const auto isOfSide = [&](const feedback::BatchRecord& record) {
        const feedback::LabelKind* kind = feedback::findLabel(record.label);
        return kind && kind->target == agreement.labels.front().label.y;
    };
    return std::find_if(records.begin(), records.end(), isOfSide)->label;
}

} // namespace

MessageMaker::MessageMaker(const Submission& submission)
    : m_submission(submission)
{
    const auto& records = submission.records;
    for (size_t i = 0; i < records.size(); ++i) {
        if (i == 0 || records[i].uuid != records[i - 1].uuid || records[i].item != records[i - 1].item)
            m_firsts.push_back(i);
    }
    for (const feedback::BatchRecord& record : records) {
        const features::FeatureSet& set = features::featureSetOfStamp(record.featureVersion);
        if (!m_setBegins.emplace(&set, static_cast<uint32_t>(m_names.size())).second)
            continue;
        for (const features::FeatureInfo& feature : set.features())
            m_names.emplace_back(feature.name);
    }
    for (const feedback::BatchRecord& record : records) {
        for (const auto& symbol : record.symbols) {
            if (m_numbers.emplace(symbol.first, static_cast<uint32_t>(m_names.size())).second)
                m_names.push_back(symbol.first);
        }
    }
    const auto& withheld = submission.options.withheld;
    for (const std::string& name : m_names)
        m_isWithheld.push_back(std::find(withheld.begin(), withheld.end(), name) != withheld.end());
}

size_t MessageMaker::parts() const
{
    const size_t perPart = m_submission.options.recordsPerPart;
    return std::max<size_t>(1, (m_firsts.size() + perPart - 1) / perPart);
}

feedback::MessageName MessageMaker::name(size_t part) const
{
    std::string id = std::to_string(m_submission.batch.value);
    if (!m_submission.isFirst)
        id += "." + std::to_string(m_submission.id);
    return {"feedback", std::move(id), static_cast<uint32_t>(part + 1), static_cast<uint32_t>(parts())};
}

feedback::FeedbackMessage MessageMaker::make(size_t part) const
{
    const feedback::BatchContext& context = m_submission.context;
    feedback::FeedbackMessage message;
    message.idContext = std::to_string(m_submission.batch.value);
    message.organization = m_submission.organization;
    message.part = static_cast<uint32_t>(part + 1);
    message.parts = static_cast<uint32_t>(parts());
    message.reason = context.reason;
    message.reasonText = context.reasonText;
    message.notes = context.notes;
    message.start = context.start;
    message.stop = context.stop;
    message.addresses = m_submission.addresses;
    message.names = m_names;
    const size_t perPart = m_submission.options.recordsPerPart;
    const size_t end = std::min(m_firsts.size(), (part + 1) * perPart);
    for (size_t item = part * perPart; item < end; ++item)
        message.records.push_back(record(item));
    return message;
}

feedback::MessageRecord MessageMaker::record(size_t item) const
{
    const size_t first = m_firsts[item];
    const size_t end = item + 1 < m_firsts.size() ? m_firsts[item + 1] : m_submission.records.size();
    const feedback::BatchRecord& from = m_submission.records[first];
    const feedback::LabelId label = agreedLabel(std::span(m_submission.records).subspan(first, end - first));
    feedback::MessageRecord to;
    to.id = m_submission.firstId + item;
    to.uuid = from.uuid;
    to.prediction = from.prediction;
    to.score = from.score;
    to.feedback = feedback::feedbackOfLabel(label);
    if (!to.feedback.empty())
        to.isLowRate = feedback::isLowRateLabel(label);
    to.start = from.start;
    to.stop = from.stop;
    to.submittedAt = m_submission.at;
    to.createdAt = to.updatedAt = from.labelledAt;
    const auto add = [&](uint32_t name, double value) {
        if (std::isfinite(value) && !m_isWithheld[name])
            to.features.emplace_back(name, value);
    };
    const features::FeatureSet& set = features::featureSetOfStamp(from.featureVersion);
    const uint32_t begin = m_setBegins.at(&set);
    for (uint32_t i = 0; i < std::min(from.features.size(), set.size()); ++i)
        add(begin + i, from.features[i]);
    for (const auto& [name, value] : from.symbols)
        add(m_numbers.find(name)->second, value);
    return to;
}

} // namespace assay
