// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/base/mark.h"
#include "core/features/messagefacts.h"
#include "core/text/urls.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay::features {
namespace {

constexpr std::string_view freeDomains[] = {"aol.com", "fastmail.com", "gmail.com", "gmx.de", "gmx.net",
    "googlemail.com", "hotmail.com", "hotmail.fr", "icloud.com", "live.com", "mail.com", "mail.ru", "msn.com",
    "outlook.com", "proton.me", "protonmail.com", "qq.com", "ukr.net", "web.de", "yahoo.co.uk", "yahoo.com", "yahoo.fr",
    "yandex.com", "yandex.ru", "ymail.com", "zoho.com"};

bool isFree(std::string_view domain)
{
    return std::binary_search(std::begin(freeDomains), std::end(freeDomains), domain);
}

double digitsIn(std::string_view text)
{
    return static_cast<double>(std::count_if(text.begin(), text.end(), isAsciiDigit));
}

std::string_view localPart(std::string_view address)
{
    const size_t at = address.rfind('@');
    return at == std::string_view::npos ? address : address.substr(0, at);
}

// 1: they have nothing to do with each other, 0: they do; missing when one is not there.
double differ(const std::string& a, const std::string& b)
{
    if (a.empty() || b.empty())
        return missing;
    return hostsBelongTogether(a, b) ? 0 : 1;
}

bool isToSender(const MessageFacts& f)
{
    for (const MailAddress& address : f.message.to()) {
        if (!f.fromAddress.empty() && equalsIgnoringCase(address.address, f.fromAddress))
            return true;
    }
    return false;
}

const MailAddress* firstFrom(const MessageFacts& f)
{
    return f.message.from().empty() ? nullptr : &f.message.from().front();
}

constexpr FeatureRow rows[] = {
    {{"from.count", ASSAY_MARK("core", "Senders in From"), "", 0},
        [](const MessageFacts& f) { return static_cast<double>(f.message.from().size()); }},
    {{"from.named", ASSAY_MARK("core", "Whether the sender has a name"), "0 or 1", 0},
        [](const MessageFacts& f) { return firstFrom(f) ? firstFrom(f)->name.empty() ? 0.0 : 1.0 : missing; }},
    {{"from.name_shows_address", ASSAY_MARK("core", "Whether the name of the sender shows another address"), "0 or 1",
         0},
        [](const MessageFacts& f) { return firstFrom(f) ? firstFrom(f)->nameHoldsAddress ? 1.0 : 0.0 : missing; }},
    {{"from.mixed_scripts", ASSAY_MARK("core", "Whether name or address of the sender mixes scripts"), "0 or 1", 0},
        [](const MessageFacts& f) { return firstFrom(f) ? firstFrom(f)->mixedScripts ? 1.0 : 0.0 : missing; }},
    {{"from.length", ASSAY_MARK("core", "Length of the address of the sender"), "bytes", 0},
        [](const MessageFacts& f) {
            return firstFrom(f) ? static_cast<double>(firstFrom(f)->address.size()) : missing;
        }},
    {{"from.digits", ASSAY_MARK("core", "Digits before the @ of the sender"), "", 0},
        [](const MessageFacts& f) { return firstFrom(f) ? digitsIn(localPart(firstFrom(f)->address)) : missing; }},
    {{"from.labels", ASSAY_MARK("core", "Labels in the domain of the sender"), "", 0},
        [](const MessageFacts& f) {
            return f.fromDomain.empty()
                ? missing
                : 1.0 + static_cast<double>(std::count(f.fromDomain.begin(), f.fromDomain.end(), '.'));
        }},
    {{"from.foreign_domain", ASSAY_MARK("core", "Whether the domain of the sender is outside ASCII"), "0 or 1", 0},
        [](const MessageFacts& f) {
            return f.fromDomain.find("xn--") != std::string::npos || !isAscii(f.fromDomain) ? 1.0 : 0.0;
        }},
    {{"from.free", ASSAY_MARK("core", "Whether the sender uses a free mail service"), "0 or 1", 0},
        [](const MessageFacts& f) { return f.fromDomain.empty() ? missing
                                        : isFree(f.fromDomain)  ? 1.0
                                                                : 0.0; }},
    {{"from.reply_differs", ASSAY_MARK("core", "Whether replies go to another domain"), "0 or 1", 0},
        [](const MessageFacts& f) { return differ(f.fromDomain, f.replyDomain); }},
    {{"from.reply_free", ASSAY_MARK("core", "Whether replies go to a free mail service"), "0 or 1", 0},
        [](const MessageFacts& f) { return f.replyDomain.empty() ? missing
                                        : isFree(f.replyDomain)  ? 1.0
                                                                 : 0.0; }},
    {{"from.return_differs", ASSAY_MARK("core", "Whether failures are returned to another domain"), "0 or 1", 0},
        [](const MessageFacts& f) { return differ(f.fromDomain, f.returnDomain); }},
    {{"from.sender_differs", ASSAY_MARK("core", "Whether Sender is of another domain than From"), "0 or 1", 0},
        [](const MessageFacts& f) { return differ(f.fromDomain, f.senderDomain); }},
    {{"from.id_differs", ASSAY_MARK("core", "Whether the Message-ID is of another domain than From"), "0 or 1", 0},
        [](const MessageFacts& f) { return differ(f.fromDomain, f.idDomain); }},
    {{"id.length", ASSAY_MARK("core", "Length of the Message-ID"), "bytes", 0},
        [](const MessageFacts& f) {
            return f.headers.messageId.empty() ? missing : static_cast<double>(trimmed(f.headers.messageId).size());
        }},
    {{"rcpt.to", ASSAY_MARK("core", "Recipients in To"), "", 0},
        [](const MessageFacts& f) { return static_cast<double>(f.message.to().size()); }},
    {{"rcpt.cc", ASSAY_MARK("core", "Recipients in Cc"), "", 0},
        [](const MessageFacts& f) { return static_cast<double>(f.message.cc().size()); }},
    {{"rcpt.is_sender", ASSAY_MARK("core", "Whether the sender writes to the own address"), "0 or 1", 0},
        [](const MessageFacts& f) { return isToSender(f) ? 1.0 : 0.0; }},
    {{"auth.spf", ASSAY_MARK("core", "SPF result: 1 pass, 0 neither, -1 fail"), "", 0},
        [](const MessageFacts& f) { return f.authentication[0]; }},
    {{"auth.dkim", ASSAY_MARK("core", "DKIM result: 1 pass, 0 neither, -1 fail"), "", 0},
        [](const MessageFacts& f) { return f.authentication[1]; }},
    {{"auth.dmarc", ASSAY_MARK("core", "DMARC result: 1 pass, 0 neither, -1 fail"), "", 0},
        [](const MessageFacts& f) { return f.authentication[2]; }},
};

} // namespace

std::span<const FeatureRow> senderFeatures()
{
    return rows;
}

} // namespace assay::features
