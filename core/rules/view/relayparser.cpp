// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relayparser.h"

#include "core/base/ascii.h"
#include "core/rules/view/relayaddress.h"
#include "core/rules/view/relayauth.h"
#include "core/rules/view/relayfield.h"
#include "core/rules/view/relaypattern.h"

namespace assay::rules {
namespace {

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

// The peer's language holds "0" for no text.
bool isSet(std::string_view text)
{
    return !text.empty() && text != "0";
}

// Reads one field: first what stands anywhere in it, then format by format.
class FieldReader
{
public:
    RelayReading read(std::string_view value)
    {
        m_text = withSingleBlanks(value);
        const bool bracketed = startsWithIgnoringCase(m_text, "(from ");
        if ((!bracketed && !startsWithIgnoringCase(m_text, "from ")) || isWithLocalFor(m_text)
            || isBareHandover(m_text))
            return finished(RelayOutcome::Ignored);
        m_text = std::string(withoutDate(m_text));
        if (const size_t at = m_text.find(")by "); at != std::string::npos)
            m_text.insert(at + 1, 1, ' ');

        m_id = statedId(m_text);
        m_helo = statedHelo(m_text);
        m_by = wordAfter(m_text, " by ");
        m_auth = relayAuthentication(m_text);
        return readFormats();
    }

private:
    RelayReading readFormats()
    {
        const std::string_view text = m_text;
        std::optional<RelayOutcome> outcome;
        if (text.substr(0, 5) == "from ") {
            m_field = text.substr(5);
            m_sender = statedSender(m_field);
            const RelayFamily family = relayFamily(m_field);
            outcome = tryFormats(relayFamilyFormats(), family);
            if (!outcome && family == RelayFamily::Exim && readLooseExim())
                outcome = RelayOutcome::Relay;
            if (!outcome)
                outcome = tryFormats(relayGeneralFormats(), RelayFamily::Any);
            if (!outcome && !isSet(m_helo))
                m_helo = guessedHelo();
        } else if (text.substr(0, 5) == "FROM ") {
            m_field = text.substr(5);
            outcome = tryFormats(relayUpperCaseFormats(), RelayFamily::Any);
        } else if (text.substr(0, 6) == "(from ") {
            m_field = text.substr(6);
            outcome = tryFormats(relayBracketedFormats(), RelayFamily::Any);
        } else {
            m_field = text;
        }
        if (!outcome && hasEnough())
            outcome = RelayOutcome::Relay;
        return finished(outcome);
    }

    std::optional<RelayOutcome> tryFormats(std::span<const RelayFormat> formats, RelayFamily family)
    {
        RelayCaptures captures, ignored;
        for (const RelayFormat& format : formats) {
            if (format.family != RelayFamily::Any && format.family != family)
                continue;
            if (!format.needs.empty() && !contains(m_field, format.needs))
                continue;
            if (!matchRelayPattern(format.pattern, m_field, captures))
                continue;
            if (!format.unless.empty() && matchRelayPattern(format.unless, m_field, ignored))
                continue;
            if (format.outcome == RelayOutcome::Relay)
                take(captures, format.traits);
            return format.outcome;
        }
        return std::nullopt;
    }

    void take(const RelayCaptures& captures, uint16_t traits)
    {
        const auto set = [](std::string_view& part, std::string_view value) {
            if (value.data())
                part = value;
        };
        set(m_ip, captures.ip);
        set(m_helo, captures.helo);
        set(m_by, captures.by);
        set(m_ident, captures.ident);
        set(m_id, captures.id);
        if (captures.rdns.data())
            m_name = captures.rdns;
        m_looksUpNames = traits & LooksUpNames;
        if (traits & HeloIsName)
            m_helo = m_name;
        if (traits & UnknownIsNoName && m_name == "unknown")
            m_name = {};
        if (traits & UnverifiedIsNoName && m_name == "unverified")
            m_name = {};
        if (traits & NamedUnlessUnknown) {
            m_looksUpNames = !equalsIgnoringCase(m_name, "unknown");
            m_name = m_looksUpNames ? m_name : std::string_view();
        }
        if (traits & DetailsHoldHelo)
            takeDetails(captures.details);
        if (traits & IdentInName)
            splitIdent();
        if (traits & NoId)
            m_id = {};
        if (traits & XMailIds)
            takeXMailIds();
    }

    void takeDetails(std::string_view details)
    {
        if (const auto helo = wordAfter(details, "helo="); !helo.empty())
            m_helo = helo;
        if (contains(details, "ident="))
            m_ident = wordAfter(details, "ident=");
    }

    void splitIdent()
    {
        const size_t at = m_name.find('@');
        if (at == std::string_view::npos)
            return;
        constexpr std::string_view mark = "IDENT:";
        m_ident = m_name.substr(0, at);
        if (m_ident.substr(0, mark.size()) == mark)
            m_ident.remove_prefix(mark.size());
        m_name.remove_prefix(at + 1);
    }

    void takeXMailIds()
    {
        if (const auto id = enclosedWord(m_field, " id <", '>'); !id.empty())
            m_id = id;
        if (const auto sender = enclosedWord(m_field, " from <", '>'); !sender.empty())
            m_sender = std::string(sender);
    }

    // Exim's format can be configured at will: take the pieces wherever they stand. What is found stays even when it is
    // not enough.
    bool readLooseExim()
    {
        RelayCaptures captures;
        if (matchRelayPattern("%r ", m_field, captures))
            m_name = captures.rdns;
        if (matchRelayPattern("%? (%h) ", m_field, captures))
            m_helo = captures.helo;
        if (matchRelayPattern("%? [%i%(.%N%)] ", m_field, captures))
            m_ip = captures.ip;
        if (!matchRelayPattern("%?by %b ", m_field, captures))
            return false;
        m_by = captures.by;
        return !m_ip.empty();
    }

    std::string_view guessedHelo() const
    {
        // The first word up to its last byte that no host name has.
        const std::string_view word = m_field.substr(0, m_field.find(' '));
        size_t end = word.size() < m_field.size() ? word.size() : 0;
        for (size_t at = word.size(); end == 0 && at-- > 1;) {
            if (!isAsciiAlnum(word[at]) && word[at] != '-' && word[at] != '.')
                end = at;
        }
        return word.substr(0, end);
    }

    bool hasEnough()
    {
        if (m_ip.empty()) {
            for (size_t at = m_field.find('['); at != std::string_view::npos && m_ip.empty();
                 at = m_field.find('[', at + 1)) {
                const size_t length = addressLength(m_field, at + 1);
                if (length > 0 && at + 1 + length < m_field.size() && m_field[at + 1 + length] == ']')
                    m_ip = m_field.substr(at + 1, length);
            }
        }
        return !m_ip.empty() && isSet(m_by);
    }

    RelayReading finished(std::optional<RelayOutcome> outcome) const
    {
        RelayReading reading{outcome, {}};
        Relay& relay = reading.relay;
        if (m_sender)
            relay.envfrom = cleanedSender(*m_sender);
        if (outcome != RelayOutcome::Relay)
            return reading;
        relay.ip = cleanedAddress(m_ip);
        relay.rdns = cleanedName(m_name);
        relay.helo = cleaned(m_helo);
        relay.by = cleaned(!m_by.empty() && m_by.back() == ';' ? m_by.substr(0, m_by.size() - 1) : m_by);
        relay.ident = cleaned(m_ident);
        relay.id = std::string(m_id);
        relay.auth = m_auth;
        relay.ipPrivate = isReservedAddress(relay.ip);
        relay.noReverseName = relay.rdns.empty() && m_looksUpNames;
        return reading;
    }

    std::string m_text; // the parts below are views into it
    std::string_view m_field;
    std::string_view m_ip, m_name, m_helo, m_by, m_ident, m_id;
    std::optional<std::string> m_sender;
    std::string m_auth;
    bool m_looksUpNames = false;
};

} // namespace

RelayReading readReceived(std::string_view value)
{
    return FieldReader().read(value);
}

} // namespace assay::rules
