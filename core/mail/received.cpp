// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/received.h"

#include "core/base/ascii.h"
#include "core/mail/encodedword.h"
#include "core/mail/maildate.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

constexpr size_t maxReceived = size_t{16} << 10; // longer values hold no Received form

struct Token
{
    enum class Kind { Word, Comment, Semicolon } kind = Kind::Word;
    std::string_view text; // a comment without its parentheses
    size_t end = 0; // behind it in the value
};

// Cuts a value into words, comments (nested ones whole) and semicolons.
class Lexer
{
public:
    explicit Lexer(std::string_view text)
        : m_text(text)
    {
    }

    std::optional<Token> next()
    {
        while (m_at < m_text.size() && (isAsciiSpace(m_text[m_at]) || m_text[m_at] == ')'))
            ++m_at;
        if (m_at >= m_text.size())
            return std::nullopt;
        Token token;
        if (m_text[m_at] == '(')
            readComment(token);
        else if (m_text[m_at] == ';')
            token = {Token::Kind::Semicolon, m_text.substr(m_at++, 1), 0};
        else
            readWord(token);
        token.end = m_at;
        return token;
    }

private:
    void readComment(Token& token)
    {
        token.kind = Token::Kind::Comment;
        const size_t start = ++m_at;
        for (int depth = 1; m_at < m_text.size(); ++m_at) {
            depth += m_text[m_at] == '(' ? 1 : m_text[m_at] == ')' ? -1 : 0;
            if (depth == 0)
                break;
        }
        token.text = m_text.substr(start, m_at - start);
        m_at += m_at < m_text.size();
    }

    void readWord(Token& token)
    {
        const size_t start = m_at;
        if (m_text[m_at] == '[') {
            const size_t close = m_text.find(']', m_at);
            m_at = close == std::string_view::npos ? m_at + 1 : close + 1;
        }
        while (m_at < m_text.size() && !isAsciiSpace(m_text[m_at])
            && std::string_view("();").find(m_text[m_at]) == std::string_view::npos)
            ++m_at;
        token.text = m_text.substr(start, m_at - start);
    }

    std::string_view m_text;
    size_t m_at = 0;
};

std::string_view strippedOf(std::string_view text, std::string_view characters)
{
    while (!text.empty() && characters.find(text.front()) != std::string_view::npos)
        text.remove_prefix(1);
    while (!text.empty() && characters.find(text.back()) != std::string_view::npos)
        text.remove_suffix(1);
    return text;
}

// An address, also with a port ("1.2.3.4:25", "1.2.3.4.49601") or a user before it ("joe@1.2.3.4").
std::optional<IpAddress> looseAddress(std::string_view text)
{
    text = strippedOf(text, "[](){}<>,;");
    if (const size_t at = text.rfind('@'); at != std::string_view::npos)
        text = strippedOf(text.substr(at + 1), "[]");
    if (auto address = IpAddress::parse(text))
        return address;
    if (const size_t close = text.find(']'); close != std::string_view::npos)
        return IpAddress::parse(text.substr(0, close));
    const auto dots = std::count(text.begin(), text.end(), '.');
    const size_t colon = text.find(':');
    if (dots == 3 && colon != std::string_view::npos)
        return IpAddress::parse(text.substr(0, colon));
    if (dots == 4)
        return IpAddress::parse(text.substr(0, text.rfind('.')));
    return std::nullopt;
}

std::optional<IpAddress> bracketedAddress(std::string_view text)
{
    for (size_t open = text.find('['); open != std::string_view::npos; open = text.find('[', open + 1)) {
        const size_t close = text.find(']', open);
        if (close == std::string_view::npos)
            break;
        if (auto address = looseAddress(text.substr(open, close + 1 - open)))
            return address;
    }
    return std::nullopt;
}

// The word behind `key` ("helo=", "HELO "), without brackets.
std::string wordAfter(std::string_view text, std::string_view key)
{
    for (size_t at = findIgnoringCase(text, key); at != std::string_view::npos;
         at = findIgnoringCase(text, key, at + 1)) {
        if (at > 0 && isAsciiAlnum(text[at - 1]))
            continue;
        std::string_view rest = trimmed(text.substr(at + key.size()));
        size_t length = 0;
        while (length < rest.size() && !isAsciiSpace(rest[length]) && rest[length] != ')' && rest[length] != ',')
            ++length;
        return std::string(strippedOf(rest.substr(0, length), "<>;"));
    }
    return {};
}

constexpr std::array<std::string_view, 24> protocols = {"SMTP", "ESMTP", "ESMTPA", "ESMTPS", "ESMTPSA", "LMTP", "LMTPA",
    "LMTPS", "LMTPSA", "UTF8SMTP", "UTF8SMTPA", "UTF8SMTPS", "UTF8SMTPSA", "UTF8LMTP", "UTF8LMTPA", "UTF8LMTPS",
    "UTF8LMTPSA", "HTTP", "HTTPS", "HTTPREST", "IMAP", "POP3", "MMS", "UUCP"};

// The transmission protocol that a word names, else empty.
std::string protocolOf(std::string_view word)
{
    word = strippedOf(word, "[]_,;");
    if (equalsIgnoringCase(word, "local"))
        return "local";
    if (startsWithIgnoringCase(word, "local-"))
        word.remove_prefix(6);
    if (equalsIgnoringCase(word, "bsmtp") || startsWithIgnoringCase(word, "smtpsvc")
        || equalsIgnoringCase(word, "asmtp"))
        return "SMTP";
    word = word.substr(0, word.find('/'));
    for (const std::string_view protocol : protocols) {
        if (equalsIgnoringCase(protocol, word))
            return std::string(protocol);
    }
    return {};
}

bool looksLikeHost(std::string_view word)
{
    return word.find('.') != std::string_view::npos && !looseAddress(word)
        && std::all_of(word.begin(), word.end(),
            [](char c) { return isAsciiAlnum(c) || c == '.' || c == '-' || c == '_' || (c & 0x80); });
}

enum class Clause { None, From, By, With, Id, For, Via };

Clause clauseOf(std::string_view word)
{
    constexpr std::pair<std::string_view, Clause> clauses[] = {{"from", Clause::From}, {"by", Clause::By},
        {"with", Clause::With}, {"id", Clause::Id}, {"for", Clause::For}, {"via", Clause::Via}};
    for (const auto& [name, clause] : clauses) {
        if (equalsIgnoringCase(name, word))
            return clause;
    }
    return Clause::None;
}

// Collects the clauses of one value.
class HopReader
{
public:
    HopReader(std::string_view text, ReceivedDetail detail)
        : m_text(text)
        , m_detail(detail)
    {
    }

    ReceivedHop run()
    {
        Lexer lexer(m_text);
        size_t dateStart = std::string_view::npos;
        while (const auto token = lexer.next()) {
            if (token->kind == Token::Kind::Semicolon) {
                if (m_detail == ReceivedDetail::Relay)
                    break;
                dateStart = token->end;
                readDate(dateStart);
                if (m_hop.date)
                    break;
                continue;
            }
            if (token->kind == Token::Kind::Comment)
                readComment(token->text);
            else
                readWord(token->text);
        }
        finish();
        return std::move(m_hop);
    }

private:
    void readDate(size_t start)
    {
        std::string_view text = trimmed(m_text.substr(start));
        while (!text.empty() && (text.front() == '_' || isAsciiSpace(text.front())))
            text.remove_prefix(1);
        m_hop.date = parseMailDate(text.substr(0, 200));
    }

    void readWord(std::string_view word)
    {
        const Clause clause = clauseOf(word);
        if (clause != Clause::None && !(clause == m_clause && !m_clauseHasValue)) {
            m_clause = clause;
            m_clauseHasValue = false;
            return;
        }
        const bool first = !m_clauseHasValue;
        m_clauseHasValue = true;
        switch (m_clause) {
        case Clause::From:
            readFromWord(word, first);
            break;
        case Clause::By:
            setOnce(m_hop.by, first, strippedOf(word, "[]<>,"));
            break;
        case Clause::With:
            readWithWord(word);
            break;
        case Clause::Id:
            setOnce(m_hop.id, first, strippedOf(word, "<>"));
            break;
        case Clause::For:
            setOnce(m_hop.forAddress, first, strippedOf(word, "<>"));
            break;
        case Clause::Via:
        case Clause::None:
            break;
        }
    }

    static void setOnce(std::string& field, bool first, std::string_view value)
    {
        if (first && field.empty())
            field = value;
    }

    void readFromWord(std::string_view word, bool first)
    {
        if (word.front() == '[') {
            m_bracketed = m_bracketed ? m_bracketed : looseAddress(word);
            if (first && m_hop.from.empty())
                m_hop.from = strippedOf(word, "[]()");
            return;
        }
        if (first && m_hop.from.empty()) {
            m_hop.from = strippedOf(word, "<>");
            if (const size_t open = word.find('['); open != std::string_view::npos)
                m_bracketed = m_bracketed ? m_bracketed : looseAddress(word.substr(open));
        }
    }

    void readWithWord(std::string_view word)
    {
        if (!m_hop.with.empty())
            return;
        for (size_t blank = word.find(' '); blank != std::string_view::npos; blank = word.find(' ')) {
            m_hop.with = protocolOf(word.substr(0, blank)); // "[XMail 1.20 ESMTP Server]"
            if (!m_hop.with.empty())
                return;
            word.remove_prefix(blank + 1);
        }
        m_hop.with = protocolOf(word);
        const size_t slash = word.find('/');
        if (!m_hop.with.empty() && slash != std::string_view::npos && m_hop.tls.empty())
            m_hop.tls = word.substr(slash + 1);
    }

    void readComment(std::string_view comment)
    {
        readTls(comment);
        if (m_hop.from.empty() && m_clause != Clause::From)
            m_hop.from = wordAfter(comment, "from ");
        if (m_clause != Clause::From)
            return;
        if (m_hop.helo.empty())
            m_hop.helo = wordAfter(comment, "helo=");
        const bool namesHelo = startsWithIgnoringCase(comment, "helo ") || startsWithIgnoringCase(comment, "ehlo ");
        if (namesHelo) {
            m_hop.helo = strippedOf(trimmed(comment.substr(5)), "<>");
            return;
        }
        if (!m_commentIp)
            m_commentIp = bracketedAddress(comment);
        std::string_view firstWord = trimmed(comment);
        firstWord = firstWord.substr(0, firstWord.find_first_of(" \t[("));
        if (!m_commentIp)
            m_commentIp = looseAddress(firstWord);
        readReverseName(firstWord);
    }

    void readReverseName(std::string_view word)
    {
        if (startsWithIgnoringCase(word, "ident:"))
            word.remove_prefix(6);
        if (const size_t at = word.find('@'); at != std::string_view::npos)
            word.remove_prefix(at + 1);
        word = strippedOf(word, "<>");
        if (m_hop.reverseName.empty() && looksLikeHost(word))
            m_hop.reverseName = word;
    }

    void readTls(std::string_view comment)
    {
        if (!m_hop.tls.empty() || m_detail == ReceivedDetail::Relay)
            return;
        std::string version = wordAfter(comment, "version=");
        std::string cipher = wordAfter(comment, "cipher=");
        if (version.empty() && startsWithIgnoringCase(comment, "using ")) {
            version = wordAfter(comment, "using ");
            cipher = wordAfter(comment, "with cipher ");
        }
        if (version.empty() && startsWithIgnoringCase(comment, "tls_cipher "))
            version = wordAfter(comment, "tls_cipher ");
        if (version.empty() && startsWithIgnoringCase(comment, "cipher "))
            version = wordAfter(comment, "cipher ");
        if (version.empty() && !startsWithIgnoringCase(comment, "tls"))
            return;
        if (version.empty())
            version = comment;
        m_hop.tls = version + (cipher.empty() ? "" : " " + cipher);
    }

    void finish()
    {
        // Hosts that put HELO into a comment write the address they saw in front, as do web mail services.
        const bool fromIsSeen = !m_hop.helo.empty() || startsWithIgnoringCase(m_hop.with, "http");
        m_hop.ip = m_commentIp ? m_commentIp : m_bracketed;
        if (!m_hop.ip && fromIsSeen)
            m_hop.ip = IpAddress::parse(m_hop.from);
    }

    std::string_view m_text;
    ReceivedDetail m_detail;
    ReceivedHop m_hop;
    Clause m_clause = Clause::None;
    bool m_clauseHasValue = false;
    std::optional<IpAddress> m_bracketed;
    std::optional<IpAddress> m_commentIp;
};

} // namespace

ReceivedHop parseReceived(std::string_view raw, ReceivedDetail detail)
{
    raw = raw.substr(0, maxReceived);
    ReceivedHop hop = HopReader(raw, detail).run();
    for (std::string* field : {&hop.from, &hop.helo, &hop.reverseName, &hop.by, &hop.tls, &hop.id, &hop.forAddress}) {
        if (!isAscii(*field))
            *field = decodeHeaderText(*field).text;
    }
    return hop;
}

bool RelayTrust::isOwnHost(std::string_view host) const
{
    while (!host.empty() && host.back() == '.')
        host.remove_suffix(1);
    return std::any_of(m_options.ownHosts.begin(), m_options.ownHosts.end(), [&](const std::string& own) {
        return own.size() > 1 && own[0] == '.' ? endsWithIgnoringCase(host, own) : equalsIgnoringCase(host, own);
    });
}

bool RelayTrust::isInside(const IpAddress& address) const
{
    return !address.isPublic()
        || std::any_of(m_options.ownNetworks.begin(), m_options.ownNetworks.end(),
            [&](const IpNetwork& network) { return network.contains(address); });
}

void RelayTrust::add(ReceivedHop& hop)
{
    const bool byOwn = isOwnHost(hop.by);
    const bool fromInside = !hop.ip || isInside(*hop.ip);
    hop.trusted = m_trusting && (byOwn || fromInside);
    if (hop.trusted) {
        // A later own host below would have been reached from inside: its own client is the better answer.
        if (byOwn && !fromInside)
            m_source = hop.ip;
        return;
    }
    m_trusting = false;
    if (!m_source && hop.ip && hop.ip->isPublic())
        m_source = hop.ip;
}

} // namespace assay
