// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/requestfacts.h"

#include "core/features/requestsetfeatures.h"
#include "core/traffic/sets/catalogue.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace assay::gui {
namespace {

constexpr double bounds[] = {0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 2, 3, 5, 7, 10, 20,
    30, 60, 120, 300, 600, 1800, 3600};
constexpr size_t boundCount = sizeof(bounds) / sizeof(*bounds);
constexpr size_t mostNodes = 5000; // of the tree of paths
constexpr size_t mostChildren = 200; // of one of them
constexpr size_t mostLevels = 24;
constexpr size_t mostServerNames = 20;
constexpr size_t mostTlsClients = 1000;

bool isFailed(const traffic::Request& request)
{
    return request.status && *request.status >= 400 && *request.status < 600;
}

void addGaps(RequestFacts& facts, std::span<const traffic::Request> requests)
{
    facts.gaps.assign(boundCount, 0);
    std::vector<double> gaps;
    gaps.reserve(requests.size());
    for (size_t i = 1; i < requests.size(); ++i) {
        const double gap = std::max(0.0, static_cast<double>(requests[i].time - requests[i - 1].time) / 1e9);
        const auto next = std::upper_bound(std::begin(bounds), std::end(bounds), gap);
        ++facts.gaps[static_cast<size_t>(next - std::begin(bounds)) - 1];
        gaps.push_back(gap);
    }
    if (gaps.empty())
        return;
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    facts.medianGap = *middle;
}

// Builds the tree of paths; names beyond the bounds are counted in a last child of their parent.
class PathTree
{
public:
    PathTree() { m_nodes.push_back({"/", -1, 0, 0, 0, false}); }

    void add(const traffic::Request& request)
    {
        int node = 0;
        count(node, request);
        std::string_view rest = request.path;
        for (size_t level = 0; level < mostLevels && !rest.empty() && !m_nodes[at(node)].isRest; ++level) {
            if (rest.front() == '/')
                rest.remove_prefix(1);
            const std::string_view name = rest.substr(0, rest.find('/'));
            rest.remove_prefix(name.size());
            if (name.empty() && rest.empty())
                break; // "/a/" is "/a"
            node = child(node, name);
            count(node, request);
        }
    }

    std::vector<RequestFacts::PathNode> take()
    {
        std::vector<std::vector<int>> children(m_nodes.size());
        for (size_t i = 1; i < m_nodes.size(); ++i)
            children[at(m_nodes[i].parent)].push_back(static_cast<int>(i));
        std::vector<RequestFacts::PathNode> ordered;
        std::vector<std::pair<int, int>> open = {{0, -1}}; // node, its parent in `ordered`
        while (!open.empty()) {
            const auto [node, parent] = open.back();
            open.pop_back();
            const int here = static_cast<int>(ordered.size());
            ordered.push_back(std::move(m_nodes[at(node)]));
            ordered.back().parent = parent;
            std::vector<int>& below = children[at(node)];
            std::stable_sort(below.begin(), below.end(), [this](int a, int b) {
                const auto& first = m_nodes[at(a)];
                const auto& second = m_nodes[at(b)];
                return first.isRest != second.isRest ? first.isRest : first.requests < second.requests;
            });
            for (const int next : below) // the last is taken first
                open.emplace_back(next, here);
        }
        return ordered;
    }

private:
    static size_t at(int node) { return static_cast<size_t>(node); }
    void count(int node, const traffic::Request& request)
    {
        RequestFacts::PathNode& counted = m_nodes[at(node)];
        ++counted.requests;
        counted.failed += isFailed(request) ? 1 : 0;
        counted.bytes += request.replyBytes.value_or(0);
    }
    int child(int parent, std::string_view name)
    {
        auto& known = m_children[parent];
        const auto found = known.find(name);
        if (found != known.end())
            return found->second;
        const bool isRest = m_nodes.size() >= mostNodes || known.size() >= mostChildren;
        if (isRest) {
            const auto rest = m_rest.find(parent);
            if (rest != m_rest.end())
                return rest->second;
        }
        const int node = static_cast<int>(m_nodes.size());
        m_nodes.push_back({isRest ? std::string() : std::string(name), parent, 0, 0, 0, isRest});
        if (isRest)
            m_rest.emplace(parent, node);
        else
            known.emplace(std::string(name), node);
        return node;
    }
    std::vector<RequestFacts::PathNode> m_nodes;
    std::unordered_map<int, std::map<std::string, int, std::less<>>> m_children;
    std::unordered_map<int, int> m_rest;
};

void addTls(RequestFacts& facts, std::span<const traffic::Request> requests)
{
    std::map<std::pair<std::string_view, std::string_view>, size_t> known;
    for (const traffic::Request& request : requests) {
        if (request.ja4.empty() && request.ja3.empty()) {
            ++facts.withoutTls;
            continue;
        }
        const auto key = std::make_pair(request.ja4, request.ja3);
        auto found = known.find(key);
        if (found == known.end()) {
            if (facts.tls.size() >= mostTlsClients)
                continue;
            found = known.emplace(key, facts.tls.size()).first;
            facts.tls.push_back({std::string(request.ja4), std::string(request.ja3), 0, {}});
        }
        RequestFacts::TlsClient& client = facts.tls[found->second];
        ++client.requests;
        std::vector<std::string>& names = client.serverNames;
        if (!request.serverName.empty() && names.size() < mostServerNames
            && std::find(names.begin(), names.end(), request.serverName) == names.end())
            names.emplace_back(request.serverName);
    }
    std::stable_sort(
        facts.tls.begin(), facts.tls.end(), [](const auto& a, const auto& b) { return a.requests > b.requests; });
}

void addLineMarks(RequestFacts& facts, const traffic::RequestSet& set)
{
    const std::string& bytes = set.bytes();
    size_t begin = bytes.find("\n\n");
    begin = begin == std::string::npos ? bytes.size() : begin + 2;
    for (size_t line = 0; line < set.requests().size() && begin < bytes.size(); ++line) {
        if (line % RequestFacts::lineStep == 0)
            facts.lineMarks.push_back(begin);
        const size_t end = bytes.find('\n', begin);
        if (end == std::string::npos)
            break;
        begin = end + 1;
    }
}

double valueOf(const traffic::RequestSet& set, std::string_view feature, double otherwise)
{
    for (const auto& entry : set.head().features) {
        if (entry.first == feature)
            return entry.second;
    }
    return otherwise;
}

template <typename Fits>
bool anyRequest(const traffic::RequestSet& set, const Fits& fits)
{
    const std::span<const traffic::Request> requests = set.requests();
    return std::any_of(requests.begin(), requests.end(), fits);
}

} // namespace

size_t gapBounds()
{
    return boundCount;
}

double gapBound(size_t index)
{
    return bounds[std::min(index, boundCount - 1)];
}

RequestFacts requestFacts(const traffic::RequestSet& set)
{
    RequestFacts facts;
    const std::span<const traffic::Request> requests = set.requests();
    addGaps(facts, requests);
    PathTree tree;
    std::unordered_set<std::string_view> agents;
    for (const traffic::Request& request : requests) {
        tree.add(request);
        agents.insert(request.userAgent.value_or(std::string_view()));
        facts.failed += isFailed(request) ? 1 : 0;
        facts.bytes += request.replyBytes.value_or(0);
        facts.hasFractions = facts.hasFractions || request.time % 1'000'000'000 != 0;
    }
    facts.userAgents = agents.size();
    facts.paths = tree.take();
    addTls(facts, requests);
    addLineMarks(facts, set);
    facts.features = features::computeRequestSetFeatures(set);
    return facts;
}

std::string_view requestLine(const traffic::RequestSet& set, const RequestFacts& facts, size_t index)
{
    const size_t mark = index / RequestFacts::lineStep;
    if (mark >= facts.lineMarks.size())
        return {};
    const std::string_view bytes = set.bytes();
    size_t begin = facts.lineMarks[mark];
    for (size_t line = mark * RequestFacts::lineStep; line < index; ++line) {
        begin = bytes.find('\n', begin);
        if (begin == std::string_view::npos)
            return {};
        ++begin;
    }
    const size_t end = bytes.find('\n', begin);
    return bytes.substr(begin, end == std::string_view::npos ? end : end - begin);
}

// The rules of the catalogue (core/traffic/sets), as far as the set still shows what they decided on.
bool isDefaultFilled(const traffic::RequestSet& set, std::string_view feature)
{
    const int index = traffic::findTrafficFeature(feature);
    if (index < 0)
        return false;
    const traffic::RequestSetHead& head = set.head();
    const bool isFirst = head.subset <= 1;
    const uint64_t requests = set.totalRequests();
    const traffic::TrafficFeature& info = traffic::trafficCatalogue()[static_cast<size_t>(index)];
    if (info.update == traffic::UpdateKind::Rate)
        return isFirst && valueOf(set, "minutes_total", 0) == 0;
    if (feature == "request_interval_average")
        return requests < 2;
    if (feature == "request_interval_variance")
        return requests < 3;
    if (info.update == traffic::UpdateKind::Variance)
        return requests < 2;
    if (!isFirst)
        return false;
    if (feature.starts_with("payload_size"))
        return !anyRequest(set, [](const traffic::Request& request) { return request.replyBytes.has_value(); });
    if (feature == "geo_time_average")
        return !anyRequest(set, [](const traffic::Request& request) {
            return request.location && (request.location->latitude != 0 || request.location->longitude != 0);
        });
    return false;
}

} // namespace assay::gui
