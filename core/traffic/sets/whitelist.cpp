// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/traffic/sets/whitelist.h"

#include "core/base/ascii.h"
#include "core/traffic/request.h"

#include <algorithm>

namespace assay::traffic {
namespace {

// Whether host + path begins and ends so, without joining them.
class HostPath
{
public:
    HostPath(std::string_view host, std::string_view path)
        : m_host(host)
        , m_path(path)
    {
    }
    size_t size() const { return m_host.size() + m_path.size(); }
    bool hasAt(size_t at, std::string_view text) const
    {
        const size_t inHost = at < m_host.size() ? std::min(m_host.size() - at, text.size()) : 0;
        if (inHost > 0 && m_host.substr(at, inHost) != text.substr(0, inHost))
            return false;
        const size_t pathAt = at + inHost - m_host.size();
        return inHost == text.size() || m_path.substr(pathAt, text.size() - inHost) == text.substr(inHost);
    }

private:
    std::string_view m_host, m_path;
};

} // namespace

WhiteList::WhiteList(const std::vector<std::string>& patterns)
{
    for (const std::string& pattern : patterns) {
        const std::string_view text = trimmed(pattern);
        const size_t at = text.find('@');
        const auto network = IpNetwork::parse(text.substr(0, at));
        if (network && at != std::string_view::npos)
            m_onHosts.push_back({*network, normalizedHost(text.substr(at + 1))});
        else if (network)
            m_ranges.push_back({network->first(), network->last()});
        else if (!text.empty())
            addText(text);
    }
    joinRanges();
}

void WhiteList::addText(std::string_view pattern)
{
    const size_t slash = std::min(pattern.find('/'), pattern.size());
    Text text;
    text.isHost = slash == pattern.size();
    std::string whole = normalizedHost(pattern.substr(0, slash));
    whole += pattern.substr(slash);
    const size_t star = whole.find('*');
    text.isExact = star == std::string::npos;
    text.prefix = whole.substr(0, star);
    if (!text.isExact)
        text.suffix = whole.substr(star + 1);
    m_texts.push_back(std::move(text));
}

void WhiteList::joinRanges()
{
    std::sort(m_ranges.begin(), m_ranges.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
    std::vector<Range> joined;
    for (const Range& range : m_ranges) {
        if (!joined.empty() && range.first <= joined.back().last)
            joined.back().last = std::max(joined.back().last, range.last);
        else
            joined.push_back(range);
    }
    m_ranges = std::move(joined);
}

bool WhiteList::containsClient(const IpAddress& client) const
{
    const auto next = std::upper_bound(m_ranges.begin(), m_ranges.end(), client,
        [](const IpAddress& address, const Range& range) { return address < range.first; });
    return next != m_ranges.begin() && client <= (next - 1)->last;
}

bool WhiteList::contains(const IpAddress& client, std::string_view normalizedHost, std::string_view path) const
{
    if (containsClient(client))
        return true;
    for (const OnHost& entry : m_onHosts) {
        if (entry.host == normalizedHost && entry.network.contains(client))
            return true;
    }
    return std::any_of(m_texts.begin(), m_texts.end(), [&](const Text& text) {
        const HostPath subject(normalizedHost, text.isHost ? std::string_view() : path);
        if (text.isExact)
            return subject.size() == text.prefix.size() && subject.hasAt(0, text.prefix);
        return subject.size() >= text.prefix.size() + text.suffix.size() && subject.hasAt(0, text.prefix)
            && subject.hasAt(subject.size() - text.suffix.size(), text.suffix);
    });
}

} // namespace assay::traffic
