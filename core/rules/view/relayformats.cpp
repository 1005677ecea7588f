// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/relayformats.h"

#include "core/rules/view/relaypattern.h"

namespace assay::rules {
namespace {

using enum RelayFamily;
using enum RelayOutcome;

constexpr uint16_t named = LooksUpNames;
constexpr std::string_view qmailLdap = "%? by %w (qmail-%w) with ";

constexpr RelayFormat familyFormats[] = {
    // Webmail that writes the user's address.
    {Any, " (SquirrelMail authenticated user ", "%?%J%gby %b with HTTP", Relay, NoTrait, ""},
    {Any, " (NaSMail authenticated user ", "%?%J%gby %b with HTTP", Relay, NoTrait, ""},
    {Any, "aol.com", "%?%i by %b (%I) with HTTP (WebMailUI)", Relay, NoTrait, ""},

    {SmtpSvc, "", "%H ([%i]%z) by %b with Microsoft SMTPSVC", Relay, NoTrait, ""},
    {SmtpSvc, "", "mail pickup service by %w with Microsoft SMTPSVC%$", Ignored, NoTrait, ""},

    {ExchangeSmtp, "", "%h (%o%i%Z%c) by %b ", Relay, NoId, ""},

    {XMail, "", "%h (%o%i%c:%N) by %b%( (%w)%) with [XMail", Relay, XMailIds, ""},

    {Ecelerity, "", "([%i:%N] helo=%h) by %b ", Relay, NoTrait, ""},
    {Ecelerity, "", "%w ([%i:%N]) by %b ", Relay, NoTrait, ""},

    {Exim, "", "%?%|with local%(-%w%) ", Ignored, NoTrait, ""},
    {Exim, "", "[%i] (%s) by %b ", Relay, DetailsHoldHelo, ""},
    {Exim, "", "%r ([%i]%s) by %b ", Relay, HeloIsName | DetailsHoldHelo, ""},
    {Exim, "", "%r [%i]%(:%N%) by %b ", Relay, HeloIsName, ""},

    {Postfix, "", "%h (%r [%i]) by %b ", Relay, named | UnknownIsNoName, ""},
    {Postfix, "", "%h (%r[%i]) by %b ", Relay, named | UnknownIsNoName, ""},

    {Scalix, "", "%h (%( %)%i) by %b", Relay, NoTrait, ""},
    {Domino, "", "%h ([%i]) by %b (Lotus", Relay, NoTrait, ""},
};

constexpr RelayFormat generalFormats[] = {
    {Any, "with HTTP", "%i ([%I]) by %b %?%|with HTTP%|", Relay, NoTrait, ""},
    {Any, "", "%h (%r [%i]%*) by %b (", Relay, named | IdentInName, qmailLdap},
    {Any, "", "%h (%r [%i]) by %b with %w (", Relay, named, ""},
    {Any, " helo=", "%r ([%i] helo=%h) by %b with ", Relay, NoTrait, ""},
    {Any, "(<unknown", "%h (<unknown%W>[%i]) by %b ", Relay, NoTrait, ""},
    {Any, "", "%h (%q[%i]) by %b ", Relay, named, ""},
    {Any, "@[", "%h (%D@[%i]%*) by %b (", Relay, named, ""},
    {Any, ".hotmail.msn.com ", "%i %?by %m ", Relay, NoTrait, ""},
    {Any, ".hotmail.msn.com ", "%?by %m ", Relay, NoTrait, ""},
    {Any, " (qpsmtpd/", "%r (%E %H) (%i) by %b (qpsmtpd/%w) with %X", Relay, NoTrait, ""},
    {Any, " (LHLO ", "%r (LHLO %H) (%i) by %b with LMTP", Relay, NoTrait, ""},
    {Any, "LO ", "%r (%E %H) [%i] by %b (%n) with %X", Relay, NoTrait, ""},
    {Any, " via smtpd (for ", "%h ([%i]) by %b via smtpd (for %w) with SMTP(", Relay, NoTrait, ""},

    // qmail: the greeting only when it differs from the name, the user's identity only when known.
    {Any, "LO ", "%r (%E %Q) (%D@%o%i%c)%( (envelope-sender <%w>)%) by %b%T", Relay, NamedUnlessUnknown, ""},
    {Any, "LO ", "%r (%E %Q) (%o%i%c)%( (envelope-sender <%w>)%) by %b%T", Relay, NamedUnlessUnknown, ""},
    {Any, "", "%r (%D@%o%i%c)%( (envelope-sender <%w>)%) by %b%T", Relay, NamedUnlessUnknown | HeloIsName, ""},
    {Any, "", "%r (%o%i%c)%( (envelope-sender <%w>)%) by %b%T", Relay, NamedUnlessUnknown | HeloIsName, ""},
    {Any, "LO ", "%w (%E %W) (%(%w@%)%o%I%c)%( (envelope-sender <%w>)%) by %w%T", Relay, named, ""},

    {Any, " via HTTP", "[%i] by %b via HTTP%$", Relay, NoTrait, ""},
    {Any, " ( [", "%w ( [%i])%? by %b ", Relay, NoTrait, ""},
    {Any, "", "(%h [%i]) by %b ", Relay, NoTrait, ""},
    {Any, "", "[%i] by %b ", Relay, NoTrait, ""},
    {Any, "", "(%o%i%c) by %b ", Relay, NoTrait, ""},
    {Any, "", "%h [%i] by %b [%I] with ", Relay, named, ""},
    {Any, " [(", "%h [(%i)] by %b (%I) ", Relay, NoTrait, ""},
    {Any, "", "%h ([%i]) by %b (", Relay, named, ""},
    {Any, "(softdnserr [", "%h (softdnserr [%i])%? by %B", Relay, NoTrait, ""},
    {Any, "", "%h (%r [%i])%? by %B", Relay, named, ""},
    {Any, "", "%h ([%i%(%P%N%)])%? by %b ", Relay, named, ""},

    {Any, "with POP3", "", Fetched, NoTrait, ""},
    {Any, "with IMAP", "", Fetched, NoTrait, ""},

    {Any, "LO ", "%r (%E %F) (%(%D@%)%o%i%c)%* by %b ", Relay, named, ""},
    {Any, "", "%r (%(%D@%)%o%i%c)%* by %b ", Relay, named | HeloIsName, ""},
    {Any, " via smap ", "%r(%i) by %b via smap ", Relay, named, ""},
    {Any, " via smap ", "%r(%i, %E %H) by %b via smap ", Relay, named, ""},
    {Any, " (SMTPL", "%i by %b (SMTPL%|", Relay, NoTrait, ""},
    {Any, " (InterScan", "%i by %b (InterScan%|", Relay, NoTrait, ""},
    {Any, " with BSMTP", "%w by %w with BSMTP", Ignored, NoTrait, ""},
    {Any, "LO ", "%r (%E %H) (%(%d@%)%i%?) by %b with ", Relay, named, ""},
    {Any, "LO ", "[%i] (%(account %w %)%E %H) by %b (", Relay, NoTrait, ""},
    {Any, " (CommuniGate Pro", "%r ([%i] verified) by %b (", Relay, named | HeloIsName, ""},
    {Any, " (Content Technologies ", "%w (%w) by %w (Content Technologies ", Ignored, NoTrait, ""},
    {Any, "] [", "%h ([%i] [%w]) by %b with ", Relay, NoTrait, ""},
    {Any, "", "%i by %b with ", Relay, NoTrait, ""},
    {Any, "", "%h (%r[%i]) by %b ", Relay, named, ""},
    {Any, "LO ", "[%i]%w (%E %H) by %b ", Relay, NoTrait, ""},
    {Any, "LO ", "%i (%E %H) by %b ", Relay, NoTrait, ""},
    {Any, "", "%h [%i] by %b ", Relay, NoTrait, ""},
    {Any, "", "%r(%i) by %b ", Relay, NoTrait, ""},
    {Any, "", "%i (%a%n) by %b with ", Relay, NoTrait, ""},
    {Any, "", "[%i] (%S) by %b ", Relay, DetailsHoldHelo, ""},
    {Any, " via ", "%r(%i)%(, claiming to be \"%h\"%) via %w by %b,", Relay, NamedUnlessUnknown, ""},
    {Any, " with login)", "%h (%w@%i with login) by %y with SMTP", Relay, NoTrait, ""},
    {Any, "X-Originating-IP", "X-Originating-IP: %i%$", Relay, NoTrait, ""},

    // Hand-overs on one host, and hosts that write no address.
    {Any, "", "%w (%u@%L) by %w (", Ignored, NoTrait, ""},
    {Any, "", "%w %w by %w with local-smtp ", Ignored, NoTrait, ""},
    {Any, "", "%w %w by %w with local-esmtp ", Ignored, NoTrait, ""},
    {Any, "", "127.0.0.1 (AVG SMTP %w [%w])", Ignored, NoTrait, ""},
    {Any, " by uid ", "%w@%w by %w by uid %w ", Ignored, NoTrait, ""},
    {Any, "", "%w@%w by %w ", Ignored, NoTrait, ""},
    {Any, "", "Unknown/Local (", Ignored, NoTrait, ""},
    {Any, "", "%L (%(%w@%)%L)", Ignored, NoTrait, ""},
    {Any, "", "%L (%(%w@%)%L[", Ignored, NoTrait, ""},
    {Any, "", "%w (%(%w@%)%L) ", Ignored, NoTrait, ""},
    {Any, "", "%w (%w@%w [%L]) ", Ignored, NoTrait, ""},
    {Any, "", "(AUTH: %w) by %w with ", Ignored, NoTrait, ""},
    {Any, "", "localhost (localhost [[UNIX: localhost]]) by ", Ignored, NoTrait, ""},
    {Any, " with Novell_GroupWise", "%G by %w with Novell_GroupWise", Ignored, NoTrait, ""},
    {Any, ") with qmail-scanner", "%w by %w (%C) with qmail-scanner", ScannerNote, NoTrait, ""},
    {Any, " (Cyrus v", "%w ([unix socket]) by %w (Cyrus v%?) with LMTPA", Ignored, NoTrait, ""},
    {Any, "", "%w by %w with", Ignored, NoTrait, ""},
    {Any, "", "%w by %w via", Ignored, NoTrait, ""},
    {Any, "", "%w by %w for", Ignored, NoTrait, ""},
    {Any, "", "%w by %w (", Ignored, NoTrait, ""},
    {Any, "", "%w with %w by%|", Ignored, NoTrait, ""},
    {Any, "", "%w via %w by%|", Ignored, NoTrait, ""},
    {Any, "", "%w for %w by%|", Ignored, NoTrait, ""},
    {Any, "", "%w (unverified) by%|", Ignored, NoTrait, ""},
    {Any, "", "%w (unknown) by %w (SG) with %|", Ignored, NoTrait, ""},
    {Any, " (OpenSMTPD) with ", "%w (%w [local]) by %w (OpenSMTPD) with %|", Ignored, NoTrait, ""},
    {Any, "(LSMTP for", "", Ignored, NoTrait, ""},
    {Any, "", "([%L]) with MailEnable ", Ignored, NoTrait, ""},
    {Any, "", "facebook.com (%n) by facebook.com with Thrift id %w%$", Ignored, NoTrait, ""},
    {Any, "", "%w named %w by gmailapi.google.com with HTTPREST%$", Ignored, NoTrait, ""},
    {Any, "", "%w id %w%$", Ignored, NoTrait, ""},
    {Any, " (Jetsend", "[<%? (Jetsend", Ignored, NoTrait, ""},
};

constexpr uint16_t upperCaseTraits = named | UnverifiedIsNoName;
constexpr RelayFormat upperCaseFormats[] = {
    {Any, " BY ", "%h (%r [%i]) BY %b %((%n) WITH SMTP %)ID %(<%)%k%(>%)%( FOR <%n>%)%$", Relay, upperCaseTraits, ""},
};

constexpr RelayFormat bracketedFormats[] = {
    {Any, "", "%H [%i]) by %b (NAVGW %?) with ", Relay, NoTrait, ""},
    {Any, "", "%w@localhost) by %w ", Ignored, NoTrait, ""},
    {Any, "", "%u@%n) by %w(jqueuemail) id %v", Ignored, NoTrait, ""},
};

constexpr RelayAuthFormat authFormats[] = {
    {"(AUTH: ", "from %?]) (AUTH: %A %w%(, %?%)) by ", ""},
    {"(AUTH: ", "from %?)] (AUTH: %A %w%(, %?%)) by ", ""},
    {"authenticated", "from %?]%( (%M)%)) %?(%?authenticated%?)%? by", "Sendmail"},
    {"authenticated", "from %?)] %?(%?authenticated%?)%? by", "Sendmail"},
    {"by mail.gmx.net ", "%?from %W (%E %W) [%I] by mail.gmx.net (%n) with ESMTP", "GMX (ESMTP / mail.gmx.net)"},
    {"by mail.gmx.net ", "%?from %W (%E %W) [%I] by mail.gmx.net (%n) with SMTP", "GMX (SMTP / mail.gmx.net)"},
    {"by mail.gmx.com ", "%?from %W (%E %W) [%I] by mail.gmx.com (%n) with ESMTP", "GMX (ESMTP / mail.gmx.com)"},
    {"by mail.gmx.com ", "%?from %W (%E %W) [%I] by mail.gmx.com (%n) with SMTP", "GMX (SMTP / mail.gmx.com)"},
    {" (authenticated as ", "%?) by %+ (%N.%N.%N%(.%N%)) (authenticated as %+) id ", "CriticalPath"},
    {" (Authenticated sender: ", "%?) (Authenticated sender: %w) by %w (%S) with ", "Postfix"},
};

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

bool isExchangeSmtp(std::string_view field)
{
    RelayCaptures captures;
    for (std::string_view name : {" with Microsoft SMTP Server ", " with mapi id "}) {
        for (size_t at = field.find(name); at != std::string_view::npos; at = field.find(name, at + 1)) {
            const std::string_view rest = field.substr(at + name.size());
            if (matchRelayPattern("%((%n) %)%N.%N.%N.%N ", rest, captures)
                || matchRelayPattern("%((%n) %)%N.%N.%N.%N%$", rest, captures))
                return true;
        }
    }
    return false;
}

} // namespace

RelayFamily relayFamily(std::string_view field)
{
    if (contains(field, " SMTPSVC"))
        return SmtpSvc;
    if (isExchangeSmtp(field))
        return ExchangeSmtp;
    if (contains(field, "[XMail "))
        return XMail;
    RelayCaptures captures;
    if (contains(field, "(ecelerity") && matchRelayPattern("%?(ecelerity%|", field, captures))
        return Ecelerity;
    if (contains(field, "Exim"))
        return Exim;
    if (contains(field, " (Postfix) with"))
        return Postfix;
    if (contains(field, "(Scalix SMTP Relay"))
        return Scalix;
    return contains(field, " (Lotus Domino ") ? Domino : Any;
}

std::span<const RelayFormat> relayFamilyFormats()
{
    return familyFormats;
}

std::span<const RelayFormat> relayGeneralFormats()
{
    return generalFormats;
}

std::span<const RelayFormat> relayUpperCaseFormats()
{
    return upperCaseFormats;
}

std::span<const RelayFormat> relayBracketedFormats()
{
    return bracketedFormats;
}

std::span<const RelayAuthFormat> relayAuthFormats()
{
    return authFormats;
}

} // namespace assay::rules
