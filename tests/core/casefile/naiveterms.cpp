// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/naiveterms.h"

#include "core/base/ascii.h"
#include "core/mail/addresses.h"
#include "core/rules/match/matcher.h"
#include "core/text/searchfold.h"

#include <algorithm>

namespace assay::test {
namespace {

bool regexMatches(const query::RegexTest& test, std::string_view value)
{
    rules::Pattern pattern;
    pattern.text = (test.unicode ? "(*UCP)" : "") + test.pattern;
    pattern.flags.utf = true;
    pattern.flags.caseless = test.ignoreCase;
    pattern.flags.multiline = test.multiLine;
    pattern.flags.dotAll = test.dotAll;
    static std::string lastText;
    static std::optional<Result<rules::SinglePattern>> last;
    const std::string key = pattern.text + (test.ignoreCase ? "/i" : "/");
    if (!last || lastText != key) {
        last.emplace(rules::SinglePattern::compile(pattern));
        lastText = key;
    }
    return *last && (*last)->matches(value);
}

std::string bare(std::string_view id)
{
    id = trimmed(id);
    if (!id.empty() && id.front() == '<')
        id.remove_prefix(1);
    return std::string(id.substr(0, std::min(id.find('>'), id.size())));
}

std::string firstReference(std::string_view value)
{
    const size_t open = value.find('<');
    return bare(open == std::string_view::npos ? value.substr(0, value.find(' ')) : value.substr(open));
}

} // namespace

NaiveTerms::Item NaiveTerms::read(const ItemDetail& detail, const std::string& bytes)
{
    Item item;
    const Message message = Message::parse(bytes);
    auto& texts = item.texts;
    const auto addAll = [&](const std::string& field, const std::vector<MailAddress>& list, bool isSender) {
        for (const MailAddress& address : list) {
            if (!address.name.empty())
                texts[field].push_back(address.name + " <" + address.address + ">");
            texts[field].push_back(address.address);
            if (isSender)
                texts["domain"].push_back(std::string(domainOf(address.address)));
        }
    };
    texts["subject"] = {message.summary().subject};
    addAll("from", message.from(), true);
    if (message.from().empty())
        texts["from"] = {message.summary().from};
    addAll("to", message.to(), false);
    addAll("cc", message.cc(), false);
    std::string thread = bare(message.summary().messageId), references, reply;
    for (const MailHeader& header : message.headers()) {
        item.headers.emplace_back(header.name, header.decoded);
        if (equalsIgnoringCase(header.name, "Reply-To"))
            addAll("replyto", parseAddresses(header.raw, {}).addresses, true);
        if (equalsIgnoringCase(header.name, "Sender") || equalsIgnoringCase(header.name, "Return-Path")
            || equalsIgnoringCase(header.name, "X-Envelope-From")) {
            for (const MailAddress& address : parseAddresses(header.raw, {}).addresses)
                texts["domain"].push_back(std::string(domainOf(address.address)));
        }
        if (equalsIgnoringCase(header.name, "References") && references.empty())
            references = firstReference(header.raw);
        if (equalsIgnoringCase(header.name, "In-Reply-To") && reply.empty())
            reply = firstReference(header.raw);
        if (equalsIgnoringCase(header.name, "List-Id"))
            texts["list"].push_back(header.decoded);
    }
    texts["mid"] = {thread};
    texts["thread"] = {!references.empty() ? references : !reply.empty() ? reply : thread};
    texts["lang"] = {message.language()};
    texts["body"] = {message.text()};
    for (const MailUrl& url : message.urls()) {
        texts["url"].push_back(url.url);
        texts["host"].push_back(url.host);
    }
    for (const MailPart& part : message.parts()) {
        texts["mime"].push_back(part.type);
        texts["charset"].push_back(part.charset);
        texts["part"].push_back(part.path);
        if (part.isAttachment && !part.isContainer) {
            texts["attach"].push_back(part.fileName);
            item.marks.push_back("attachment");
        }
        if (part.type == "text/html" && !part.isAttachment)
            item.marks.push_back("html");
    }
    for (const ReceivedHop& hop : message.received()) {
        texts["helo"].push_back(hop.helo);
        if (hop.ip)
            item.addresses.push_back(*hop.ip);
    }
    if (message.summary().sourceIp)
        item.addresses.push_back(*message.summary().sourceIp);
    for (const AuthResult& result : message.authentication())
        texts["auth"].push_back(result.methodName + "=" + result.result);
    for (auto& [field, values] : texts)
        std::erase(values, std::string());
    for (const char* field : {"subject", "from", "to", "cc", "replyto", "attach", "host", "body"})
        item.freeTexts.insert(item.freeTexts.end(), texts[field].begin(), texts[field].end());
    item.numbers["id"] = detail.id.value;
    item.numbers["size"] = static_cast<double>(detail.record.length);
    if (detail.summary.date)
        item.numbers["date"] = static_cast<double>(detail.summary.date->seconds);
    return item;
}

NaiveTerms::NaiveTerms(const Case& file, const CaseSnapshot& snapshot)
{
    for (uint32_t row = 0; row < snapshot.items->count(); ++row) {
        const ItemId id = snapshot.items->row(row).id;
        m_items.push_back(read(*file.item(id), *file.itemBytes(id)));
    }
}

bool NaiveTerms::has(const Item& item, const query::MarkTest& mark) const
{
    if (!mark.field)
        return std::find(item.marks.begin(), item.marks.end(), mark.name) != item.marks.end();
    if (mark.field->name == "ip")
        return !item.addresses.empty();
    if (item.numbers.count(mark.field->name))
        return true;
    const auto values = item.texts.find(mark.field->name);
    return values != item.texts.end() && !values->second.empty();
}

bool NaiveTerms::matches(const Item& item, const query::Term& term) const
{
    const auto anyText = [&](const std::vector<std::string>& values, const query::Test& test) {
        return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
            return query::matchesText(test, term.type(), value, foldedForSearch(value), regexMatches);
        });
    };
    return std::any_of(term.tests.begin(), term.tests.end(), [&](const query::Test& test) {
        if (const auto* mark = std::get_if<query::MarkTest>(&test))
            return has(item, *mark);
        if (!term.field || term.field->name == "text")
            return anyText(item.freeTexts, test);
        const auto number = item.numbers.find(term.field->name);
        if (number != item.numbers.end())
            return query::matchesNumber(test, number->second);
        if (term.field->name == "ip")
            return std::any_of(item.addresses.begin(), item.addresses.end(),
                [&](const IpAddress& address) { return query::matchesAddress(test, address); });
        if (term.field->name == "header") {
            return std::any_of(item.headers.begin(), item.headers.end(), [&](const auto& header) {
                return equalsIgnoringCase(header.first, term.key) && anyText({header.second}, test);
            });
        }
        const auto values = item.texts.find(term.field->name);
        return values != item.texts.end() && anyText(values->second, test);
    });
}

Result<query::RowSet> NaiveTerms::match(const query::Term& term, const query::RowSet& within, const RunContext&) const
{
    query::RowSet found(rows());
    within.forEach([&](uint32_t row) {
        if (matches(m_items[row], term))
            found.add(row);
    });
    return found;
}

std::string NaiveTerms::someValue(const std::string& field, std::minstd_rand& random) const
{
    for (int attempt = 0; attempt < 200; ++attempt) {
        const auto& texts = m_items[random() % m_items.size()].texts;
        const auto values = texts.find(field);
        if (values != texts.end() && !values->second.empty())
            return values->second[random() % values->second.size()];
    }
    return {};
}

std::vector<IpAddress> NaiveTerms::someAddresses(std::minstd_rand& random) const
{
    for (int attempt = 0; attempt < 200; ++attempt) {
        const Item& item = m_items[random() % m_items.size()];
        if (!item.addresses.empty())
            return item.addresses;
    }
    return {};
}

std::string variedMessage(unsigned index)
{
    std::minstd_rand random(index * 2'654'435'761U + 12'345);
    const auto pick = [&](std::initializer_list<const char*> list) {
        return std::string(list.begin()[random() % list.size()]);
    };
    const auto word = [&] {
        return pick({"invoice", "Meeting", "счёт", "оплата", "Rechnung", "naïve", "发票", "您的发票号码", "請求書",
            "offer", "foo_bar", "x1", "don't", "café", "ПРИВЕТ", "100%", "e-mail", "straße", "update", "now"});
    };
    const auto words = [&](unsigned count) {
        std::string text;
        for (unsigned i = 0; i < count; ++i)
            text += (i ? " " : "") + word();
        return text;
    };
    const auto address = [&] {
        return pick({"ann", "bob", "Eve.X", "m+tag"}) + "@" + pick({"a.example", "B.example.org", "mail.test"});
    };
    const std::string number = std::to_string(index % 11 == 10 ? index - 1 : index); // every eleventh is a copy
    std::string mail;
    for (unsigned hop = random() % 3; hop-- > 0;)
        mail += "Received: from h" + std::to_string(random() % 9) + ".example (helo" + std::to_string(random() % 5)
            + " [" + std::to_string(random() % 3 + 192) + ".0." + std::to_string(random() % 4) + "."
            + std::to_string(random() % 250) + "]) by mx.example with ESMTP; Mon, 01 Jan 2024 10:00:00 +0000\n";
    mail += "From: " + pick({"Ann", "\"Bob, B.\"", "Žofie", "李"}) + " <" + address() + ">\nTo: " + address() + ", "
        + address() + "\n";
    if (random() % 3 == 0)
        mail += "Cc: " + word() + " <" + address() + ">\n";
    if (random() % 4 == 0)
        mail += "Reply-To: " + address() + "\n";
    if (random() % 4 == 0)
        mail += "List-Id: " + word() + " <l" + std::to_string(random() % 3) + ".example>\n";
    if (random() % 3 == 0)
        mail += "References: <" + std::to_string(random() % 20) + "@ids.example> <x@y>\n";
    if (random() % 5 == 0)
        mail += "In-Reply-To: <" + std::to_string(random() % 20) + "@ids.example>\n";
    mail += "Date: Mon, 0" + std::to_string(random() % 9 + 1) + " Jan 2024 10:00:00 +0000\nSubject: "
        + words(random() % 6) + "\nMessage-ID: <" + number + "@ids.example>\nX-Mailer: " + word() + " " + word() + "\n";
    const std::string text = words(random() % 40) + "\nhttps://Host" + std::to_string(random() % 6)
        + ".example/p?q=" + std::to_string(random() % 9) + "\n";
    if (random() % 3 != 0)
        return mail + "Content-Type: text/plain; charset=utf-8\n\n" + text;
    return mail
        + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; "
          "charset=utf-8\n\n<p>"
        + text + "</p><a href=\"http://link" + std::to_string(random() % 4) + ".test/\">" + word()
        + "</a>\n--b\nContent-Type: " + pick({"application/zip", "application/pdf", "image/png"})
        + "\nContent-Disposition: attachment; filename=\"" + word() + pick({".zip", ".pdf", ".tar.gz"}) + "\"\n\nPK"
        + word() + "\n--b--\n";
}

} // namespace assay::test
