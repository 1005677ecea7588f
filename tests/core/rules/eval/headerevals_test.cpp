// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/rules/eval/evalfixture.h"

using namespace assay::rules;

using HeaderEvals = EvalFixture;

namespace {

std::string withHeader(const std::string& header)
{
    return header + "\n\nbody\n";
}

const std::string hop =
    "Received: from h.example.org (h.example.org [192.0.2.9]) by mx.example.net (Postfix) with ESMTP id ABCDEF;";

} // namespace

TEST_F(HeaderEvals, ShiftedDate)
{
    const std::string message =
        withHeader(hop + " Mon, 2 Sep 2002 12:00:00 +0000\nDate: Mon, 2 Sep 2002 16:00:00 +0000");
    EXPECT_EQ(run("check_for_shifted_date('3', '6')", message), 1);
    EXPECT_EQ(run("check_for_shifted_date('6', 'undef')", message), 0);
    EXPECT_EQ(run("check_for_shifted_date('-6', '-3')",
                  withHeader(hop + " Mon, 2 Sep 2002 12:00:00 +0000\nDate: Mon, 2 Sep 2002 08:00:00 +0000")),
        1);
    ASSERT_FALSE(m_hints.empty());
    EXPECT_EQ(m_hints[0].header, "Date");
}

TEST_F(HeaderEvals, SubjectInCapitals)
{
    EXPECT_EQ(run("subject_is_all_caps()", withHeader("Subject: BUY THIS NOW 100%")), 1);
    EXPECT_EQ(run("subject_is_all_caps()", withHeader("Subject: Re: BUY THIS NOW")), 1);
    EXPECT_EQ(run("subject_is_all_caps()", withHeader("Subject: BUY THIS now then")), 0);
    EXPECT_EQ(run("subject_is_all_caps()", withHeader("Subject: ONLYONEWORDHERE")), 0);
    EXPECT_EQ(run("subject_is_all_caps()", withHeader("Subject: SHORT ON")), 0);
}

TEST_F(HeaderEvals, IllegalCharacters)
{
    EXPECT_EQ(run("check_illegal_chars('Subject','0.00','2')", withHeader("Subject: \xe9t\xe9")), 1);
    EXPECT_EQ(run("check_illegal_chars('Subject','0.00','2')", withHeader("Subject: \xc3\xa9t\xc3\xa9")), 0);
    EXPECT_EQ(run("check_illegal_chars('Subject','0.00','2')", withHeader("Subject: plain")), 0);
}

TEST_F(HeaderEvals, Recipients)
{
    const std::string sorted =
        "To: a@x.example, b@x.example, c@x.example, d@x.example,\n e@x.example, f@x.example, g@x.example";
    EXPECT_EQ(run("sorted_recipients()", withHeader(sorted)), 1);
    EXPECT_EQ(run("sorted_recipients()", withHeader("To: b@x.example, a@x.example")), 0);
    EXPECT_EQ(run("similar_recipients('0.65','undef')",
                  withHeader("To: ab1@x.example, ab2@x.example, ab3@x.example, ab4@x.example, ab5@x.example")),
        1);
    EXPECT_EQ(run("check_for_missing_to_header()", withHeader("From: a@x.example")), 1);
    EXPECT_EQ(run("check_for_missing_to_header()", withHeader("Apparently-To: a@x.example")), 0);
}

TEST_F(HeaderEvals, NameInSubject)
{
    const auto message = [](const char* subject) {
        return withHeader(std::string("To: jane@x.example\nSubject: ") + subject);
    };
    for (const char* subject : {"jane, look at this", "Re: jane", "fw: hello jane", "JANE", ", jane!"})
        EXPECT_EQ(run("check_for_to_in_subject('user')", message(subject)), 1) << subject;
    for (const char* subject : {"dear jane, look", "janet, look", "Jane look"})
        EXPECT_EQ(run("check_for_to_in_subject('user')", message(subject)), 0) << subject;
}

TEST_F(HeaderEvals, ProviderTraces)
{
    EXPECT_EQ(run("check_for_forged_yahoo_received_headers()", withHeader(hop + "\nFrom: a@yahoo.com")), 1);
    EXPECT_EQ(run("check_for_forged_yahoo_received_headers()",
                  withHeader("Received: from web1.mail.yahoo.com (web1.mail.yahoo.com [192.0.2.1]) by mx.example.net "
                             "(Postfix) with SMTP id ABCDEF\nFrom: a@yahoo.com")),
        0);
    EXPECT_EQ(run("check_for_forged_yahoo_received_headers()", withHeader(hop + "\nFrom: a@notyahoo.com")), 0);
    EXPECT_EQ(run("check_for_no_hotmail_received_headers()", withHeader(hop + "\nFrom: a@hotmail.com")), 1);
    EXPECT_EQ(run("check_for_forged_gmail_received_headers()", withHeader(hop + "\nFrom: a@gmail.com")), 1);
    EXPECT_EQ(run("gated_through_received_hdr_remover()", withHeader("From: a@gmail.com")), 1);
}

TEST_F(HeaderEvals, Templates)
{
    EXPECT_EQ(run("check_unresolved_template()", withHeader("X-Mailer: %CUSTOM_MAILER")), 1);
    EXPECT_EQ(run("check_unresolved_template()", withHeader("Subject: %CUSTOM_SUBJECT")), 0);
    EXPECT_EQ(run("check_unresolved_template()", withHeader("X-Mailer: 100% A")), 0);
    EXPECT_EQ(run("check_unresolved_template()", withHeader("X-Mailer: %")), 0);
}

TEST_F(HeaderEvals, Relays)
{
    EXPECT_EQ(run("check_no_relays()", withHeader("From: a@x.example")), 1);
    EXPECT_EQ(run("check_all_trusted()",
                  withHeader("Received: from a (a.example [10.0.0.1]) by b.example (Postfix) with ESMTP id ABCDEF")),
        1);
    EXPECT_EQ(run("check_all_trusted()", withHeader(hop)), 0);
    EXPECT_EQ(
        run("helo_ip_mismatch()",
            withHeader(
                "Received: from 198.51.100.7 (h.example [192.0.2.9]) by b.example (Postfix) with ESMTP id ABCDEF")),
        1);
    EXPECT_EQ(
        run("check_for_no_rdns_dotcom_helo()",
            withHeader("Received: from yahoo.com (unknown [192.0.2.9]) by b.example (Postfix) with ESMTP id ABCDEF")),
        1);
}

TEST_F(HeaderEvals, HostileHeadersEndSoon)
{
    std::string header = "Received: " + std::string(8000, 'f') + "\nSubject: =?" + std::string(8000, '=')
        + "\nFrom: " + std::string(4000, '<') + "\n";
    for (int i = 0; i < 200; ++i)
        header += "To: u" + std::to_string(i) + "@x.example\nReceived: from from from by by by; 1 1 1 1\n";
    for (auto table : {headerEvals(), receivedEvals(), dateEvals(), recipientEvals(), relayEvals()}) {
        for (const EvalEntry& entry : table)
            EXPECT_GE(run(std::string(entry.name) + "('0','1','2')", withHeader(header)), 0) << entry.name;
    }
}
