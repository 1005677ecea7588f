// SPDX-License-Identifier: GPL-3.0-or-later
// The values of a request set.
#include "core/base/hash.h"
#include "core/index/itemsummary.h"
#include "core/index/valuecollector.h"

#include <cstring>
#include <set>

namespace assay {
namespace {

using traffic::Request;
using traffic::RequestSet;

// Collects what is distinct among the requests of one set.
class SetCollector : private ValueCollector
{
public:
    SetCollector(const RequestSet& set, const KnownItem& known, const ItemValueLimits& limits)
        : ValueCollector(limits)
        , m_set(set)
        , m_known(known)
    {
    }

    ItemValues collect()
    {
        const ItemSummary item = summarizeRequestSet(m_set);
        const traffic::RequestSetHead& head = m_set.head();
        add(TextColumn::Subject, item.summary.subject);
        addWords(WordColumnId::Subject, item.summary.subject);
        add(TextColumn::From, item.summary.from);
        addWords(WordColumnId::Addresses, item.summary.from);
        add(TextColumn::Host, head.host);
        addWords(WordColumnId::Hosts, head.host);
        add(TextColumn::Target, head.target);
        add(TextColumn::Country, head.country);
        add(TextColumn::Path, m_known.path);
        add(TextColumn::Digest, m_known.digest.empty() ? toHex(sha256(m_set.bytes())) : m_known.digest);
        m_values.addresses.push_back(head.client);
        for (const Request& request : m_set.requests())
            addRequest(request);
        addMarks(item);
        return finish();
    }

private:
    // True: it was not there before.
    bool add(TextColumn column, std::string_view text)
    {
        if (text.empty())
            return false;
        auto& seen = m_seen[static_cast<size_t>(column)];
        if (seen.count(text) > 0 || !addText(column, std::string(text)))
            return false;
        seen.emplace(text);
        return true;
    }

    void addRequest(const Request& request)
    {
        const std::string host = traffic::normalizedHost(request.host);
        if (add(TextColumn::Host, host))
            addWords(WordColumnId::Hosts, host);
        if (add(TextColumn::UrlPath, request.path))
            addWords(WordColumnId::Body, request.path);
        if (request.query && add(TextColumn::UrlQuery, *request.query))
            addWords(WordColumnId::Body, *request.query);
        if (request.userAgent && add(TextColumn::UserAgent, *request.userAgent))
            addWords(WordColumnId::Body, *request.userAgent);
        if (request.referer)
            add(TextColumn::Url, *request.referer);
        add(TextColumn::Method, request.method);
        add(TextColumn::Ja4, request.ja4);
        add(TextColumn::ServerName, request.serverName);
        if (request.status)
            add(TextColumn::Status, std::to_string(*request.status));
    }

    void addMarks(const ItemSummary& item)
    {
        setDefects(item.summary.defects, m_known.defects);
        const Sha256 digest = sha256(m_set.bytes());
        std::memcpy(&m_values.copyKey, digest.data(), sizeof m_values.copyKey);
    }

    const RequestSet& m_set;
    const KnownItem& m_known;
    std::array<std::set<std::string, std::less<>>, textColumns> m_seen;
};

} // namespace

ItemValues valuesOf(const RequestSet& set, const KnownItem& known, const ItemValueLimits& limits)
{
    return SetCollector(set, known, limits).collect();
}

} // namespace assay
