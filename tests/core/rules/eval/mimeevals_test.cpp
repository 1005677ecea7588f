// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/rules/eval/evalfixture.h"

using namespace assay::rules;

using MimeEvals = EvalFixture;

namespace {

std::string alternative(const std::string& text, const std::string& html)
{
    return "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        + text + "\n--b\nContent-Type: text/html\n\n" + html + "\n--b--\n";
}

std::string htmlMail(const std::string& html)
{
    return "Content-Type: text/html; charset=us-ascii\n\n" + html;
}

} // namespace

TEST_F(MimeEvals, CountsOfParts)
{
    const std::string message = alternative("some words", "<p>some words");
    EXPECT_EQ(run("check_for_mime_html()", message), 1);
    EXPECT_EQ(run("check_for_mime_html_only()", message), 0);
    EXPECT_EQ(run("check_for_mime_html_only()", htmlMail("<p>x")), 1);
    EXPECT_EQ(run("check_for_mime('mime_base64_count')", "Content-Transfer-Encoding: base64\n\neA==\n"), 1);
    EXPECT_EQ(run("check_for_mime('mime_base64_encoded_text')",
                  "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\neA==\n"),
        1);
    EXPECT_EQ(run("check_for_mime('mime_attachment')", "Content-Disposition: attachment\n\nx\n"), 1);
    EXPECT_EQ(run("check_for_mime('no_such_name')", message), 0);
}

TEST_F(MimeEvals, QuotedPrintable)
{
    const std::string head = "Content-Transfer-Encoding: quoted-printable\n\n";
    EXPECT_EQ(run("check_for_mime('mime_qp_long_line')", head + std::string(90, 'x') + "\n"), 1);
    EXPECT_EQ(run("check_for_mime('mime_qp_long_line')", head + std::string(70, 'x') + "\n"), 0);
    EXPECT_EQ(run("check_qp_ratio('0.1')", head + "=41=42=43\n"), 1);
    EXPECT_EQ(run("check_qp_ratio('0.1')", head + "=C3=A9 text =20=20\n"), 0);
}

TEST_F(MimeEvals, AsciiText)
{
    EXPECT_EQ(run("check_for_ascii_text_illegal()", "Content-Type: text/plain\n\nt\xe9xt\n"), 1);
    EXPECT_EQ(run("check_for_ascii_text_illegal()", "Content-Type: text/plain; charset=utf-8\n\nt\xe9xt\n"), 0);
    EXPECT_EQ(run("check_abundant_unicode_ratio(0.02)", "Content-Type: text/plain\n\n&#x0041;&#x0042;text\n"), 1);
}

TEST_F(MimeEvals, Capitals)
{
    std::string text;
    for (int i = 0; i < 30; ++i)
        text += "SHOUT loud ";
    EXPECT_EQ(run("check_for_uppercase('50', '75')", "Subject: x\n\n" + text + "\n"), 1);
    EXPECT_EQ(run("check_for_uppercase('50', '75')", "Content-Type: text/plain; charset=koi8-r\n\n" + text + "\n"), 0);
    EXPECT_EQ(run("check_for_uppercase('50', '75')", "Subject: x\n\nSHOUT loud\n"), 0);
}

TEST_F(MimeEvals, Alternatives)
{
    EXPECT_EQ(
        run("multipart_alternative_difference('99', '100')", alternative("nothing alike", "<p>other words here")), 1);
    EXPECT_EQ(
        run("multipart_alternative_difference('99', '100')", alternative("the same words", "<p>the same <b>words</b>")),
        0);
    EXPECT_EQ(
        run("check_mime_multipart_ratio('0.00','0.5')", alternative("x", "<p>a rather longer text in this part")), 1);
}

TEST_F(MimeEvals, Html)
{
    const std::string message = htmlMail("<html><body><center><img src=http://x.example/a.gif>text</body></html>");
    EXPECT_EQ(run("html_tag_exists('center')", message), 1);
    EXPECT_EQ(run("html_tag_exists('script')", message), 0);
    EXPECT_EQ(run("html_tag_balance('center', '!= 0')", message), 1);
    EXPECT_EQ(run("html_tag_balance('body', '!= 0')", message), 0);
    EXPECT_EQ(run("html_test('html')", message), 1);
    EXPECT_EQ(run("html_image_only('0000','0400')", message), 1);
    EXPECT_EQ(run("html_eval('length', '< 384')", message), 1);
    EXPECT_EQ(run("html_range('length', '0', 'inf')", message), 1);
    EXPECT_EQ(run("html_text_match('title', '^Big')", htmlMail("<title>Big</title>")), 1);
    EXPECT_EQ(run("html_text_match('title', '.{4}')", htmlMail("<title>Big</title>")), 0);
    EXPECT_EQ(run("html_title_subject_ratio('3.5')", "Subject: x\n" + htmlMail("<title>a very long title</title>")), 1);
}

TEST_F(MimeEvals, Links)
{
    const auto link = [](const std::string& shown) {
        return htmlMail("<a href=\"http://bad.example.com/\">" + shown + "</a>");
    };
    EXPECT_EQ(run("check_https_http_mismatch('1','10')", link("https://bank.example.org/login")), 1);
    EXPECT_EQ(run("check_https_http_mismatch('1','10')", link("https://www.example.com/")), 0);
    EXPECT_EQ(run("check_https_http_mismatch('1','10')", link("click here")), 0);
    setting("enlist_uri_host", "(LIST) example.com !good.example.com");
    EXPECT_EQ(run("check_uri_host_listed('LIST')", link("x")), 1);
    EXPECT_EQ(run("check_uri_host_listed('LIST')", htmlMail("<a href=http://good.example.com/>x</a>")), 0);
    EXPECT_EQ(run("check_uri_host_listed('LIST')", "DKIM-Signature: v=1; d=mail.example.com; s=x\n\ntext\n"), 1);
    EXPECT_EQ(
        run("check_uri_truncated()", htmlMail("<a href=\"http://x.example/" + std::string(9000, 'a') + "\">x</a>")), 1);
}

TEST_F(MimeEvals, Hints)
{
    const std::string message = htmlMail("<a href=\"http://bad.example.com/\">https://bank.example.org/</a>");
    run("html_tag_exists('a')", message);
    ASSERT_EQ(m_hints.size(), 1u);
    EXPECT_EQ(m_hints[0].input, EvalInput::Full);
    EXPECT_EQ(message.substr(m_hints[0].offset, 7), "<a href");
    m_hints.clear();
    run("check_https_http_mismatch('1','10')", message);
    ASSERT_EQ(m_hints.size(), 1u);
    EXPECT_EQ(m_hints[0].input, EvalInput::Uri);
    m_hints.clear();
    run("check_for_mime('mime_qp_long_line')",
        "Content-Transfer-Encoding: quoted-printable\n\n" + std::string(90, 'x') + "\n");
    ASSERT_EQ(m_hints.size(), 1u);
    EXPECT_EQ(m_hints[0].length, 91u);
}

TEST_F(MimeEvals, BodyText)
{
    EXPECT_EQ(run("check_body_length('5')", "Subject: x\n\n1234\n"), 1);
    EXPECT_EQ(run("check_body_length('5')", "Subject: x\n\n12345\n"), 0);
    EXPECT_EQ(run("tvd_vertical_words('0','10')", "Subject: abcdef\n\nabcdefghijklmnopqrstuvwxyz\n"), 1);
    EXPECT_EQ(run("check_blank_line_ratio('40','60','4')", "Subject: x\n\na\n\nb\n\n"), 1);
}

TEST_F(MimeEvals, Images)
{
    const std::string gif = "Content-Type: image/gif\nContent-Transfer-Encoding: base64\n\nR0lGODlhCgAUAfcAAA==\n";
    EXPECT_EQ(run("image_count('gif','1','1')", gif), 1);
    EXPECT_EQ(run("image_count('all',1,1)", gif), 1);
    EXPECT_EQ(run("image_count('png','1')", gif), 0);
    EXPECT_EQ(run("pixel_coverage('gif','2760','2760')", gif), 1);
    EXPECT_EQ(run("image_size_exact('gif','276','10')", gif), 1);
}
