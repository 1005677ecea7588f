// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/reader.h"
#include "core/corpus/traffic/spoolwriter.h"
#include "core/traffic/sets/challengetable.h"

#include <algorithm>

namespace assay {
namespace {

// Lines that are no requests: how many, and which come first.
class Rejects
{
public:
    void add(const traffic::LogReject& reject)
    {
        if (m_count++ >= listed)
            return;
        m_first += "; line " + std::to_string(reject.line) + ": ";
        m_first += reject.why;
    }
    void tell(Container& container) const
    {
        if (m_count == 0)
            return;
        container.defects.add(Defect::TrafficBadLine);
        container.message = std::to_string(m_count) + (m_count == 1 ? " line is" : " lines are");
        container.message += " no request" + m_first;
        if (m_count > listed)
            container.message += "; and others";
    }

private:
    static constexpr uint64_t listed = 20;
    uint64_t m_count = 0;
    std::string m_first;
};

} // namespace

Result<void> convertLog(ByteStream& stream, Container& container, const TrafficOptions& options, SpoolWriter& writer,
    const RunContext& context)
{
    traffic::ChallengeTable challenges;
    int64_t now = 0; // of the newest request: for reports without a time
    traffic::SetOptions sets = setOptions(options);
    sets.annotate = [&](traffic::RequestSetHead& head) { challenges.annotate(head); };
    traffic::SetBuilder builder(std::move(sets), [&](const traffic::FinishedSet& set) {
        return !context.stopRequested() && writer.add(ItemKind::RequestSet, set.document, {});
    });
    Rejects rejects;
    traffic::LogOptions log = logOptions(options);
    const std::string_view known = std::string_view(container.format).substr(container.format.find('/') + 1);
    log.format = traffic::logFormatFromName(known).value_or(traffic::LogFormat::Unknown);
    const auto read = traffic::readLog([&](char* buffer, size_t length) { return stream.read(buffer, length); }, log,
        traffic::LogSink{[&](const traffic::Request& request) {
                             now = std::max(now, request.time);
                             return builder.add(request);
                         },
            [&](const traffic::LogReject& reject) { rejects.add(reject); },
            [&](const traffic::ChallengeEvent& event) { challenges.add(event, now); }},
        context);
    // A run that was stopped leaves the beginning of what a whole one gives.
    if (context.stopRequested())
        return cancelledError();
    addDefects(builder.finish(), container);
    if (context.stopRequested())
        return cancelledError();
    rejects.tell(container);
    if (challenges.isFull())
        container.defects.add(Defect::TrafficLimit);
    if (read && read->hasOtherFormats)
        container.defects.add(Defect::TrafficMixedFormats);
    container.defects.add(stream.defects());
    if (!read) {
        container.defects.add(Defect::IoReadError);
        container.message = read.error().toString();
    }
    return {};
}

} // namespace assay
