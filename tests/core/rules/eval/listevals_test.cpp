// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/messageaddresses.h"
#include "tests/core/rules/eval/evalfixture.h"

using namespace assay::rules;

using ListEvals = EvalFixture;

TEST_F(ListEvals, SendersAndRecipients)
{
    setting("blocklist_from", "*@bad.example");
    setting("enlist_addrlist", "(BANKS) *@bank.example");
    setting("more_spam_to", "me@x.example");
    EXPECT_EQ(run("check_from_in_blocklist()", "From: a@bad.example\n\n"), 1);
    EXPECT_EQ(run("check_from_in_blocklist()", "From: a@good.example\n\n"), 0);
    EXPECT_EQ(run("check_from_in_list('BANKS')", "From: a@bank.example\n\n"), 1);
    EXPECT_EQ(run("check_from_in_list('NONE')", "From: a@bank.example\n\n"), 0);
    EXPECT_EQ(run("check_to_in_more_spam()", "Cc: me@x.example\n\n"), 1);
    EXPECT_EQ(run("check_replyto_in_list('BANKS')", "Reply-To: <a@bank.example>\n\n"), 1);
}

TEST_F(ListEvals, WelcomeNeedsTheRelay)
{
    setting("welcomelist_from_rcvd", "*@good.example good.example");
    const std::string from = "From: a@good.example\n\n";
    const std::string good =
        "Received: from x (mail.good.example [192.0.2.1]) by b.example (Postfix) with ESMTP id ABCDEF\n";
    const std::string bad =
        "Received: from x (mail.notgood.example [192.0.2.1]) by b.example (Postfix) with ESMTP id ABCDEF\n";
    EXPECT_EQ(run("check_from_in_welcomelist()", good + from), 1);
    EXPECT_EQ(run("check_from_in_welcomelist()", bad + from), 0);
    EXPECT_EQ(run("check_forged_in_welcomelist()", bad + from), 1);
}

TEST_F(ListEvals, SenderMatchesRelay)
{
    const std::string trace = "Received: from x (mail.good.example [192.0.2.1]) by b.example (Postfix) with ESMTP id "
                              "ABCDEF\nFrom: a@x.example\n\n";
    EXPECT_EQ(run("check_mailfrom_matches_rcvd()", "Return-Path: <a@lists.good.example>\n" + trace), 1);
    EXPECT_EQ(run("check_mailfrom_matches_rcvd()", "Return-Path: <a@other.example>\n" + trace), 0);
}

TEST_F(ListEvals, Freemail)
{
    setting("freemail_domains", "free.example mail.*");
    EXPECT_EQ(run("check_freemail_from()", "From: Jo <Jo@FREE.example>\n\n"), 1);
    EXPECT_EQ(run("check_freemail_from()", "From: Jo <jo@mail.org>\n\n"), 1);
    EXPECT_EQ(run("check_freemail_from()", "From: support@free.example\n\n"), 0);
    EXPECT_EQ(run("check_freemail_header('Reply-To', '\\d@')", "Reply-To: jo7@free.example\n\n"), 1);
    EXPECT_EQ(run("check_freemail_header('Reply-To', '\\d@')", "Reply-To: jo@free.example\n\n"), 0);
    EXPECT_EQ(run("check_freemail_replyto('replyto')", "From: a@free.example\nReply-To: b@mail.org\n\n"), 1);
    EXPECT_EQ(run("check_freemail_replyto('replyto')", "From: a@free.example\nReply-To: a@free.example\n\n"), 0);
    EXPECT_EQ(run("check_freemail_replyto('reply')", "From: a@free.example\n\nwrite to c@mail.org please\n"), 1);
}

TEST_F(ListEvals, NothingWithoutFreemailDomains)
{
    EXPECT_EQ(run("check_freemail_from()", "From: Jo <Jo@FREE.example>\n\n"), 0);
}

TEST_F(ListEvals, AddressesInText)
{
    const auto find = [this](std::string_view text) {
        const auto found = findMailAddress(text, m_view);
        return found ? std::string(text.substr(found->offset, found->length)) : std::string();
    };
    EXPECT_EQ(find("mail me@x.example."), "me@x.example");
    EXPECT_EQ(find("<a.b+c@mail.x.org>"), "a.b+c@mail.x.org");
    EXPECT_EQ(find("a..b@x.org"), "b@x.org");
    EXPECT_EQ(find("a@x.unknown"), "");
    EXPECT_EQ(find("a@org"), "");
    EXPECT_EQ(find("a@1.2.3.4.5.org"), "");
    EXPECT_EQ(find(std::string(80, 'a') + "@x.org"), "");
    EXPECT_EQ(find("@x.org"), "");
}

TEST_F(ListEvals, Bounces)
{
    setting("welcomelist_bounce_relays", "*.mine.example");
    EXPECT_EQ(run("have_any_bounce_relays()", "\n"), 1);
    EXPECT_EQ(run("check_welcomelist_bounce_relays()",
                  "From: x@y.example\n\n> Received: from a by mx.mine.example with SMTP\n"),
        1);
    EXPECT_EQ(run("check_welcomelist_bounce_relays()",
                  "From: x@y.example\n\nReceived: from a by mx.other.example with SMTP\n"),
        0);
}
