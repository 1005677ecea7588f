// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/base/mark.h"
#include "core/features/messagefacts.h"

#include <algorithm>
#include <unordered_set>

namespace assay::features {
namespace {

// The order in which mail programs usually write these.
constexpr std::string_view usualOrder[] = {"return-path", "received", "dkim-signature", "from", "to", "cc", "subject",
    "date", "message-id", "in-reply-to", "references", "mime-version", "content-type"};
// Those that a message has once, RFC 5322 3.6.
constexpr std::string_view onlyOnce[] = {"bcc", "cc", "date", "from", "in-reply-to", "message-id", "mime-version",
    "references", "reply-to", "sender", "subject", "to"};
constexpr std::string_view expected[] = {"date", "from", "message-id", "subject", "to"};
constexpr std::string_view mailers[] = {"user-agent", "x-mailer"};

template <size_t count>
int positionIn(std::string_view value, const std::string_view (&list)[count])
{
    const auto* const found = std::find(std::begin(list), std::end(list), value);
    return found == std::end(list) ? -1 : static_cast<int>(found - std::begin(list));
}

bool beginsReply(std::string_view subject)
{
    for (const std::string_view prefix : {"re:", "aw:", "sv:", "fw:", "fwd:", "wg:", "antw:"}) {
        if (startsWithIgnoringCase(subject, prefix))
            return true;
    }
    return false;
}

double countReferences(std::string_view raw)
{
    return static_cast<double>(std::count(raw.begin(), raw.end(), '<'));
}

class HeaderReader
{
public:
    HeaderFacts read(const std::vector<MailHeader>& headers)
    {
        for (const MailHeader& header : headers)
            add(header);
        for (const std::string_view name : expected)
            m_facts.missing += m_seen.count(std::string(name)) == 0 ? 1 : 0;
        return m_facts;
    }

private:
    void add(const MailHeader& header)
    {
        const std::string name = toAsciiLower(header.name);
        ++m_facts.count;
        m_facts.bytes += static_cast<double>(header.length);
        m_facts.longest = std::max(m_facts.longest, static_cast<double>(header.length));
        m_facts.custom += name.substr(0, 2) == "x-" ? 1 : 0;
        m_facts.lists += name.substr(0, 5) == "list-" ? 1 : 0;
        m_facts.dkim += name == "dkim-signature" ? 1 : 0;
        const bool isNew = m_seen.insert(name).second;
        m_facts.repeated += !isNew && positionIn(name, onlyOnce) >= 0 ? 1 : 0;
        addOrder(positionIn(name, usualOrder));
        if (isNew)
            addFirst(name, header);
    }

    void addOrder(int place)
    {
        if (place < 0)
            return;
        if (m_lastPlace >= 0) {
            ++m_facts.pairs;
            m_facts.inversions += place < m_lastPlace ? 1 : 0;
        }
        m_lastPlace = place;
    }

    void addFirst(const std::string& name, const MailHeader& header)
    {
        m_facts.hasMimeVersion |= name == "mime-version";
        m_facts.hasMailer |= positionIn(name, mailers) >= 0;
        if (name == "precedence")
            m_facts.isBulk = findIgnoringCase(header.raw, "bulk") != std::string_view::npos;
        else if (name == "references")
            m_facts.references = countReferences(header.raw);
        else if (name == "reply-to")
            m_facts.replyTo = header.raw;
        else if (name == "return-path")
            m_facts.returnPath = header.raw;
        else if (name == "sender")
            m_facts.sender = header.raw;
        else if (name == "message-id")
            m_facts.messageId = header.raw;
        else if (name == "subject")
            m_facts.isReply = beginsReply(header.decoded);
    }

    HeaderFacts m_facts;
    std::unordered_set<std::string> m_seen;
    int m_lastPlace = -1;
};

double secondsBetween(const std::optional<Timestamp>& later, const std::optional<Timestamp>& earlier)
{
    return later && earlier ? static_cast<double>(later->seconds - earlier->seconds) : missing;
}

// The Date field itself: the summary falls back to the newest Received.
std::optional<Timestamp> statedDate(const MessageFacts& f)
{
    return f.message.summary().dateFromReceived ? std::nullopt : f.message.summary().date;
}

constexpr FeatureRow rows[] = {
    {{"header.count", ASSAY_MARK("core", "Header fields"), "", 0},
        [](const MessageFacts& f) { return f.headers.count; }},
    {{"header.bytes", ASSAY_MARK("core", "Size of the header fields"), "bytes", 0},
        [](const MessageFacts& f) { return f.headers.bytes; }},
    {{"header.longest", ASSAY_MARK("core", "Longest header field"), "bytes", 0},
        [](const MessageFacts& f) { return f.headers.longest; }},
    {{"header.missing", ASSAY_MARK("core", "Missing among From, To, Subject, Date and Message-ID"), "", 0},
        [](const MessageFacts& f) { return f.headers.missing; }},
    {{"header.repeated", ASSAY_MARK("core", "Fields that stand again although a message has them once"), "", 0},
        [](const MessageFacts& f) { return f.headers.repeated; }},
    {{"header.disorder", ASSAY_MARK("core", "Neighbours among the usual fields that stand in unusual order"), "share",
         0},
        [](const MessageFacts& f) { return shareOf(f.headers.inversions, f.headers.pairs); }},
    {{"header.custom", ASSAY_MARK("core", "Fields whose name begins with X-"), "", 0},
        [](const MessageFacts& f) { return f.headers.custom; }},
    {{"header.lists", ASSAY_MARK("core", "Fields of mailing lists"), "", 0},
        [](const MessageFacts& f) { return f.headers.lists; }},
    {{"header.bulk", ASSAY_MARK("core", "Whether the message says that it is bulk mail"), "0 or 1", 0},
        [](const MessageFacts& f) { return f.headers.isBulk ? 1.0 : 0.0; }},
    {{"header.references", ASSAY_MARK("core", "Messages that this one refers to"), "", 0},
        [](const MessageFacts& f) { return f.headers.references; }},
    {{"header.mime_version", ASSAY_MARK("core", "Whether there is a MIME-Version"), "0 or 1", 0},
        [](const MessageFacts& f) { return f.headers.hasMimeVersion ? 1.0 : 0.0; }},
    {{"header.mailer", ASSAY_MARK("core", "Whether a mail program names itself"), "0 or 1", 0},
        [](const MessageFacts& f) { return f.headers.hasMailer ? 1.0 : 0.0; }},
    {{"header.dkim_signatures", ASSAY_MARK("core", "DKIM signatures"), "", 0},
        [](const MessageFacts& f) { return f.headers.dkim; }},
    {{"date.behind", ASSAY_MARK("core", "Date minus the time of the last Received"), "s", 0},
        [](const MessageFacts& f) { return secondsBetween(statedDate(f), f.relays.newest); }},
    {{"date.zone", ASSAY_MARK("core", "Time zone of Date, east of Greenwich"), "minutes", 0},
        [](const MessageFacts& f) {
            const auto date = statedDate(f);
            return date ? static_cast<double>(date->offsetMinutes) : missing;
        }},
    {{"relay.hops", ASSAY_MARK("core", "Received fields"), "", 0}, [](const MessageFacts& f) { return f.relays.hops; }},
    {{"relay.secure", ASSAY_MARK("core", "Hops with encryption"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.relays.secure, f.relays.hops); }},
    {{"relay.internal", ASSAY_MARK("core", "Hops from addresses that are not public"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.relays.internal, f.relays.hops); }},
    {{"relay.without_by", ASSAY_MARK("core", "Hops that do not say who received"), "", 0},
        [](const MessageFacts& f) { return f.relays.withoutBy; }},
    {{"relay.strange_helo", ASSAY_MARK("core", "Hops that greeted with another name than theirs"), "", 0},
        [](const MessageFacts& f) { return f.relays.strangeHelo; }},
    {{"relay.numeric_helo", ASSAY_MARK("core", "Hops that greeted with an IP address"), "", 0},
        [](const MessageFacts& f) { return f.relays.numericHelo; }},
    {{"relay.backwards", ASSAY_MARK("core", "Hops whose time is before that of the hop before"), "", 0},
        [](const MessageFacts& f) { return f.relays.backwards; }},
    {{"relay.slowest", ASSAY_MARK("core", "Longest time between two hops"), "s", 0},
        [](const MessageFacts& f) { return f.relays.slowest; }},
    {{"relay.total", ASSAY_MARK("core", "Time from the first hop to the last"), "s", 0},
        [](const MessageFacts& f) { return f.relays.total; }},
};

void addHop(RelayFacts& facts, const ReceivedHop& hop)
{
    ++facts.hops;
    const bool isSecure =
        !hop.tls.empty() || endsWithIgnoringCase(hop.with, "s") || endsWithIgnoringCase(hop.with, "sa");
    facts.secure += isSecure ? 1 : 0;
    facts.internal += hop.ip && !hop.ip->isPublic() ? 1 : 0;
    facts.withoutBy += hop.by.empty() ? 1 : 0;
    const std::string_view helo = hop.helo.empty() ? hop.from : hop.helo;
    const std::string_view name = hop.reverseName.empty() ? hop.from : hop.reverseName;
    facts.strangeHelo += !helo.empty() && !name.empty() && !equalsIgnoringCase(helo, name) ? 1 : 0;
    facts.numericHelo += IpAddress::parse(helo) ? 1 : 0;
}

} // namespace

HeaderFacts readHeaders(const std::vector<MailHeader>& headers)
{
    return HeaderReader().read(headers);
}

RelayFacts readRelays(const std::vector<ReceivedHop>& hops)
{
    RelayFacts facts;
    std::optional<Timestamp> later;
    for (const ReceivedHop& hop : hops) {
        addHop(facts, hop);
        if (!hop.date)
            continue;
        if (!facts.newest)
            facts.newest = hop.date;
        facts.oldest = hop.date;
        if (later) {
            const double taken = secondsBetween(later, hop.date);
            facts.backwards += taken < 0 ? 1 : 0;
            facts.slowest = std::isnan(facts.slowest) ? taken : std::max(facts.slowest, taken);
        }
        later = hop.date;
    }
    if (!std::isnan(facts.slowest))
        facts.total = secondsBetween(facts.newest, facts.oldest);
    return facts;
}

std::span<const FeatureRow> headerFeatures()
{
    return rows;
}

} // namespace assay::features
