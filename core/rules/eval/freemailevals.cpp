// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/eval/glob.h"
#include "core/rules/eval/messageaddresses.h"

#include <algorithm>

// Functions of the plugin FreeMail: addresses at free mail providers, and whether replies go to another one.

namespace assay::rules {
namespace {

bool isAvailable(const EvalTables& tables)
{
    return !tables.freemailDomains.empty() || !tables.freemailGlobs.empty();
}

// Users that no person has: roles, and those made by list and reply services. Lower case.
bool isServiceUser(std::string_view email)
{
    static const FixedPattern pattern(
        "^(?:abuse|support|sales|info|helpdesk|contact|kontakt|(?:post|host|domain)master|undisclosed.*|request-[a-f0-"
        "9]{16}"
        "|bounced?-|[a-f0-9]{8}(?:\\.[a-f0-9]{8}|-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12})|.+=.+=.+)@");
    return pattern.matches(email);
}

// `email` in lower case.
bool isFreemail(const EvalTables& tables, const std::string& email)
{
    if (email.empty() || tables.freemailWelcome.count(email) > 0)
        return false;
    const size_t at = email.rfind('@');
    const std::string domain = email.substr(at == std::string::npos ? 0 : at + 1);
    const bool listed = tables.freemailDomains.count(domain) > 0
        || (at != std::string::npos
            && std::any_of(tables.freemailGlobs.begin(), tables.freemailGlobs.end(),
                [&domain](const std::string& glob) { return matchesGlob(glob, domain, '.'); }));
    return listed && tables.freemailWelcome.count(domain) == 0 && !isServiceUser(email);
}

std::vector<std::string> lowerAddresses(EvalContext& context, std::string_view spec)
{
    std::vector<std::string> result;
    for (const std::string& address : context.headers(spec))
        result.push_back(toAsciiLower(address));
    return result;
}

// Free mail addresses in the text, unless it holds so many addresses that it is a list of them.
class BodyAddresses
{
public:
    explicit BodyAddresses(EvalContext& context)
        : m_view(context.view())
    {
        takeLinks(context);
        for (const Piece& piece : context.message().body()) {
            if (m_found.size() >= mostFound)
                break;
            takeText(piece.text);
        }
        const EvalTables& tables = context.tables();
        for (const std::string& email : m_found) {
            if (isFreemail(tables, email))
                freemails.push_back(email);
        }
        const bool many = static_cast<int>(m_found.size()) >= tables.freemailMaxBodyEmails
            || static_cast<int>(freemails.size()) >= tables.freemailMaxBodyFreemails;
        isTooMany = tables.freemailSkipOverMax && many;
    }

    std::vector<std::string> freemails;
    bool isTooMany = false;

private:
    static constexpr size_t mostLinked = 20, mostFound = 40;

    void add(std::string email)
    {
        if (std::find(m_found.begin(), m_found.end(), email) == m_found.end())
            m_found.push_back(std::move(email));
    }

    void takeLinks(EvalContext& context)
    {
        constexpr std::string_view scheme = "mailto:";
        for (const UriDetail& uri : context.message().uriDetails()) {
            const auto has = [&uri](std::string_view type) {
                return std::find(uri.types.begin(), uri.types.end(), type) != uri.types.end();
            };
            if (m_found.size() >= mostLinked || !has("a") || has("parsed") || !startsWithIgnoringCase(uri.raw, scheme))
                continue;
            const auto found = findMailAddress(std::string_view(uri.raw).substr(scheme.size()), m_view);
            if (found && found->offset == 0)
                add(toAsciiLower(std::string_view(uri.raw).substr(scheme.size(), found->length)));
        }
    }

    void takeText(const std::string& original)
    {
        if (original.find('@') == std::string::npos)
            return;
        const std::string text = withoutQuotedAddresses(withoutLoginUrls(original));
        size_t from = 0;
        while (const auto found = findMailAddress(text, m_view, from)) {
            add(toAsciiLower(std::string_view(text).substr(found->offset, found->length)));
            from = found->offset + found->length;
            if (m_found.size() >= mostFound)
                return;
        }
    }

    // URLs with an "@" in them, of up to 255 bytes on either side.
    static std::string withoutLoginUrls(const std::string& text)
    {
        static const FixedPattern url("<?https?://\\S{0,255}(?:@|%40)\\S{0,255}", true);
        if (text.find("://") == std::string::npos)
            return text;
        std::string result;
        std::string_view rest = text;
        for (auto [offset, length] = url.find(rest); length > 0; std::tie(offset, length) = url.find(rest)) {
            result.append(rest.substr(0, offset)).append(" ");
            rest.remove_prefix(offset + length);
        }
        return result.append(rest);
    }

    // Addresses as mail programs quote them: "<user@host>", "user@host Date:" (but not before a phone number).
    std::string withoutQuotedAddresses(const std::string& text) const
    {
        static const FixedPattern label("^\\s{1,10}(?!(?:fa(?:x|csi)|tel|phone|e?-?mail))[a-z]{2,11}:", true);
        std::string result;
        size_t copied = 0, from = 0;
        while (const auto found = findMailAddress(text, m_view, from)) {
            const size_t end = found->offset + found->length;
            from = end;
            const std::string_view rest = std::string_view(text).substr(end);
            const size_t after = !rest.empty() && rest[0] == '>' ? 1 : label.find(rest).second;
            const bool bracketed = found->offset > copied && text[found->offset - 1] == '<';
            const bool linked = endsWithIgnoringCase(std::string_view(text).substr(0, found->offset), "mailto:");
            if (after == 0 || linked)
                continue;
            result.append(text, copied, found->offset - (bracketed ? 1 : 0) - copied).append(" ");
            from = copied = end + after;
        }
        return result.append(text, copied);
    }

    const ViewTables& m_view;
    std::vector<std::string> m_found;
};

double anyFreemail(
    EvalContext& context, const EvalCall& call, const std::vector<std::string>& addresses, std::string_view header)
{
    for (const std::string& email : addresses) {
        if (!isFreemail(context.tables(), email) || (call.pattern() && !call.pattern()->matches(email)))
            continue;
        context.hint({.header = std::string(header)});
        return 1;
    }
    return 0;
}

// Where the body shows an address.
void hintBody(EvalContext& context, std::string_view email)
{
    if (!context.collectsHints())
        return;
    const auto& pieces = context.message().body();
    for (size_t i = 0; i < pieces.size(); ++i) {
        if (const size_t at = findIgnoringCase(pieces[i].text, email); at != std::string::npos)
            context.hint(
                {.input = EvalInput::Body, .piece = static_cast<uint32_t>(i), .offset = at, .length = email.size()});
    }
}

double checkHeader(EvalContext& context, const EvalCall& call)
{
    if (!isAvailable(context.tables()))
        return 0;
    return anyFreemail(context, call, lowerAddresses(context, std::string(call.text(0)) + ":addr"), call.text(0));
}

double checkFrom(EvalContext& context, const EvalCall& call)
{
    if (!isAvailable(context.tables()))
        return 0;
    std::vector<std::string> senders;
    for (const std::string& address : context.state<MessageAddresses>().senders)
        senders.push_back(toAsciiLower(address));
    return anyFreemail(context, call, senders, "From");
}

double checkBody(EvalContext& context, const EvalCall& call)
{
    if (!isAvailable(context.tables()))
        return 0;
    const auto& body = context.state<BodyAddresses>();
    for (const std::string& email : body.freemails) {
        if (body.isTooMany || (call.pattern() && !call.pattern()->matches(email)))
            continue;
        hintBody(context, email);
        return 1;
    }
    return 0;
}

bool isBulkSender(EvalContext& context)
{
    static const FixedPattern pattern("(?:^(?:post|host|domain)master|^double-bounce|^(?:sentto|owner|return|(?:gr)?"
                                      "bounced?)-.+|-(?:request|bounces?|admin|owner)"
                                      "|\\b(?:do[._-t]?)?no[._-t]?repl(?:y|ies)|.+=.+)@",
        true);
    const auto& senders = context.headers("EnvelopeFrom");
    return context.tables().freemailSkipBulkSender && !senders.empty() && pattern.matches(senders.front());
}

bool anyIsFreemail(const EvalTables& tables, const std::vector<std::string>& addresses)
{
    return std::any_of(
        addresses.begin(), addresses.end(), [&tables](const std::string& email) { return isFreemail(tables, email); });
}

double checkReplyTo(EvalContext& context, const EvalCall& call)
{
    const bool alsoFrom = call.text(0) == "reply";
    if (!isAvailable(context.tables()) || (call.has(0) && !alsoFrom && call.text(0) != "replyto")
        || isBulkSender(context))
        return 0;
    const auto from = lowerAddresses(context, "From:addr"), replyTo = lowerAddresses(context, "Reply-To:addr");
    const bool freeFrom = anyIsFreemail(context.tables(), from), freeReply = anyIsFreemail(context.tables(), replyTo);
    const bool differ = std::none_of(from.begin(), from.end(), [&replyTo](const std::string& email) {
        return std::find(replyTo.begin(), replyTo.end(), email) != replyTo.end();
    });
    if (freeFrom && freeReply && differ) {
        context.hint({.header = "Reply-To"});
        return 1;
    }
    if (alsoFrom ? (!replyTo.empty() && !freeReply) || !freeFrom : !freeReply)
        return 0;

    const auto& body = context.state<BodyAddresses>();
    if (body.isTooMany)
        return 0;
    const auto& replies = alsoFrom && !freeReply ? from : replyTo;
    for (const std::string& email : body.freemails) {
        if (std::none_of(replies.begin(), replies.end(), [&email](const std::string& reply) { return reply != email; }))
            continue;
        hintBody(context, email);
        return 1;
    }
    return 0;
}

constexpr std::string_view plugin = "FreeMail";
constexpr EvalEntry entries[] = {
    {"check_freemail_from", plugin, checkFrom, 0},
    {"check_freemail_header", plugin, checkHeader, 1},
    {"check_freemail_body", plugin, checkBody, 0},
    {"check_freemail_replyto", plugin, checkReplyTo},
};

} // namespace

std::span<const EvalEntry> freemailEvals()
{
    return entries;
}

} // namespace assay::rules
