// SPDX-License-Identifier: GPL-3.0-or-later
// The values of a request set.
#include "core/base/hash.h"
#include "core/index/itemsummary.h"
#include "core/index/itemvalues.h"

#include <cstring>
#include <set>

namespace assay {
namespace {

using traffic::Request;
using traffic::RequestSet;

// Collects what is distinct among the requests of one set.
class SetCollector
{
public:
    SetCollector(const RequestSet& set, const KnownItem& known, const ItemValueLimits& limits)
        : m_set(set)
        , m_known(known)
        , m_limits(limits)
    {
        for (ItemWords& words : m_words)
            words = ItemWords(limits.words);
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
        finishWords();
        return std::move(m_values);
    }

private:
    void mark(ItemMark mark) { m_values.marks |= bitOf(mark); }

    // True: it was not there before.
    bool add(TextColumn column, std::string_view text)
    {
        if (text.empty())
            return false;
        auto& list = m_values.texts[static_cast<size_t>(column)];
        auto& seen = m_seen[static_cast<size_t>(column)];
        if (seen.count(text) > 0)
            return false;
        if (list.size() >= m_limits.texts || m_textBytes + text.size() > m_limits.textBytes) {
            mark(ItemMark::Incomplete);
            return false;
        }
        m_textBytes += text.size();
        list.emplace_back(text);
        seen.emplace(text);
        return true;
    }
    void addWords(WordColumnId column, std::string_view text) { m_words[static_cast<size_t>(column)].add(text); }

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
        DefectSet defects = item.summary.defects;
        defects.add(m_known.defects);
        m_values.defects = defects.bits();
        if (defects.has(Defect::Truncated))
            mark(ItemMark::Truncated);
        for (const Defect defect : defects.list()) {
            if (defectSeverity(defect) == DefectSeverity::Error)
                mark(ItemMark::Broken);
        }
        const Sha256 digest = sha256(m_set.bytes());
        std::memcpy(&m_values.copyKey, digest.data(), sizeof m_values.copyKey);
    }

    void finishWords()
    {
        for (size_t i = 0; i < wordColumns; ++i) {
            if (!m_words[i].isComplete())
                mark(ItemMark::Incomplete);
            m_values.words[i] = m_words[i].takeEntries();
        }
    }

    const RequestSet& m_set;
    const KnownItem& m_known;
    const ItemValueLimits& m_limits;
    ItemValues m_values;
    std::array<std::set<std::string, std::less<>>, textColumns> m_seen;
    std::array<ItemWords, wordColumns> m_words;
    size_t m_textBytes = 0;
};

} // namespace

ItemValues valuesOf(const RequestSet& set, const KnownItem& known, const ItemValueLimits& limits)
{
    return SetCollector(set, known, limits).collect();
}

} // namespace assay
