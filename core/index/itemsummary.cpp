// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/itemsummary.h"

#include "core/base/json.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

namespace assay {
namespace {

using traffic::Request;
using traffic::RequestSet;

constexpr int64_t nsPerMs = 1'000'000;
constexpr size_t longestPath = 300; // in a subject

// Down to whole units, before 1970 too.
int64_t floorDivided(int64_t value, int64_t unit)
{
    return value / unit - (value % unit < 0 ? 1 : 0);
}

uint32_t saturated(uint64_t value)
{
    return static_cast<uint32_t>(std::min<uint64_t>(value, std::numeric_limits<uint32_t>::max()));
}

std::string shown(std::string_view text)
{
    return toSingleLine(toValidUtf8(utf8Prefix(text, longestPath)));
}

double featureOf(const RequestSet& set, std::string_view name)
{
    for (const auto& [known, value] : set.head().features) {
        if (known == name)
            return value;
    }
    return 0;
}

// The path that most requests ask for, of equals the first.
class Paths
{
public:
    void add(const Request& request)
    {
        Entry& entry = m_paths[request.path];
        if (entry.count++ == 0)
            entry.first = &request;
        if (!m_most || entry.count > m_mostCount || (entry.count == m_mostCount && entry.first < m_most)) {
            m_most = entry.first;
            m_mostCount = entry.count;
        }
    }
    size_t count() const { return m_paths.size(); }
    const Request* most() const { return m_most; }

private:
    struct Entry
    {
        const Request* first = nullptr;
        uint32_t count = 0;
    };
    std::unordered_map<std::string_view, Entry> m_paths;
    const Request* m_most = nullptr;
    uint32_t m_mostCount = 0;
};

std::string subjectOf(const RequestSet& set, const Paths& paths)
{
    std::string subject;
    if (const Request* request = paths.most()) {
        subject = shown(request->method);
        subject += subject.empty() ? "" : " ";
        subject += shown(request->path);
        subject += paths.count() > 1 ? " \xE2\x80\xA6 " : " ";
    }
    const size_t count = set.requests().size();
    subject += "(" + std::to_string(count) + (count == 1 ? " request)" : " requests)");
    return subject;
}

} // namespace

ItemSummary summarizeRequestSet(const RequestSet& set)
{
    Paths paths;
    std::unordered_set<std::string_view> agents;
    TrafficNumbers numbers;
    for (const Request& request : set.requests()) {
        paths.add(request);
        if (request.userAgent)
            agents.insert(*request.userAgent);
        numbers.bytes += request.replyBytes.value_or(0);
        numbers.errors += request.status && *request.status / 100 == 4 ? 1 : 0;
    }
    const traffic::RequestSetHead& head = set.head();
    const int64_t first = set.requests().empty() ? head.stop : set.requests().front().time;
    numbers.start = floorDivided(head.start, nsPerMs);
    numbers.first = floorDivided(first, nsPerMs);
    numbers.stop = floorDivided(head.stop, nsPerMs);
    numbers.bucketStart = floorDivided(head.bucketStart, nsPerMs);
    numbers.bucketSeconds = head.bucketSeconds;
    numbers.rate = static_cast<float>(featureOf(set, "request_rate"));
    numbers.requests = saturated(set.requests().size());
    numbers.totalRequests = saturated(set.totalRequests());
    numbers.uniquePaths = saturated(paths.count());
    numbers.userAgents = saturated(agents.size());

    ItemSummary item;
    item.traffic = numbers;
    item.summary.subject = subjectOf(set, paths);
    item.summary.from = head.client.toString();
    item.summary.to = shown(head.host);
    item.summary.date = Timestamp{floorDivided(first, nsPerMs * 1000), 0};
    item.summary.sourceIp = head.client;
    if (std::any_of(set.requests().begin(), set.requests().end(),
            [](const Request& request) { return request.isSmugglingSuspect; }))
        item.summary.defects.add(Defect::TrafficSmuggling);
    return item;
}

ItemSummary summarizeItem(ItemKind kind, std::string bytes, const MailOptions& options)
{
    if (kind == ItemKind::Message)
        return {summarizeMessage(bytes, options), std::nullopt};
    const auto set = RequestSet::parse(std::move(bytes));
    if (set)
        return summarizeRequestSet(*set);
    ItemSummary item;
    item.summary.defects.add(Defect::NotAMessage);
    return item;
}

} // namespace assay
