// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/flowed.h"
#include "core/text/language.h"
#include "core/text/urls.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string urlsIn(std::string_view text)
{
    std::string all;
    for (const FoundUrl& found : findUrls(text))
        (all += found.url) += '|';
    return all;
}

TEST(Urls, AreFoundInText)
{
    EXPECT_EQ(urlsIn("see http://a.example/x, (https://b.example/y_(z)) and <www.c.example>."),
        "http://a.example/x|https://b.example/y_(z)|www.c.example|");
    EXPECT_EQ(urlsIn("mailto:a@b.example?subject=x \"ftp://f.example\" HTTP://UP.example!"),
        "mailto:a@b.example?subject=x|ftp://f.example|HTTP://UP.example|");
    EXPECT_EQ(urlsIn("http:// https://. xhttp://a.b wwww.x mailto:nobody http"), "");
    EXPECT_EQ(findUrls("http://a.b http://c.d", 1).size(), 1u);
    findUrls("http://" + std::string(1000000, ')'));
}

TEST(Urls, GiveTheirHosts)
{
    EXPECT_EQ(urlHost("http://User:pw@Host.Example:8080/p?q#f"), "host.example");
    EXPECT_EQ(urlHost("http://evil.test\\@good.example/"), "evil.test");
    EXPECT_EQ(urlHost("https://[2001:db8::1]:443/"), "2001:db8::1");
    EXPECT_EQ(urlHost("www.a.example/x"), "www.a.example");
    EXPECT_EQ(urlHost("//cdn.example/x"), "cdn.example");
    EXPECT_EQ(urlHost("mailto:a@b.example?cc=c@d"), "b.example");
    EXPECT_EQ(urlHost("https://xn--bcher-kva.example/"), "b\u00fccher.example");
    EXPECT_EQ(urlHost("relative/x"), "");
    EXPECT_EQ(urlScheme("java\nscript:x"), "javascript");
    EXPECT_EQ(urlScheme("/x:y"), "");
}

TEST(Urls, CompareShownAndRealHosts)
{
    EXPECT_EQ(shownHost(" https://bank.example/login "), "bank.example");
    EXPECT_EQ(shownHost("bank.example"), "bank.example");
    EXPECT_EQ(shownHost("Click here"), "");
    EXPECT_EQ(shownHost("invoice.pdf"), "");
    EXPECT_EQ(shownHost("a@b.example"), "");
    EXPECT_EQ(shownHost("3.50"), "");
    EXPECT_TRUE(hostsBelongTogether("www.bank.example", "login.bank.example"));
    EXPECT_FALSE(hostsBelongTogether("bank.example", "bank.example.evil.test"));
    EXPECT_FALSE(hostsBelongTogether("a.co.uk", "b.co.uk"));
    EXPECT_TRUE(hostsBelongTogether("x.a.co.uk", "a.co.uk"));
}

TEST(Flowed, JoinsParagraphs)
{
    EXPECT_EQ(unflowed("one \ntwo\nthree\n", false), "one two\nthree\n");
    EXPECT_EQ(unflowed("ab \ncd\n> q \n> r\n>> s\n", true), "abcd\n> qr\n>> s\n");
    EXPECT_EQ(unflowed(" >stuffed\n-- \nsig \n", false), ">stuffed\n-- \nsig ");
    EXPECT_EQ(withLfLines("a\r\nb\rc\n"), "a\nb\nc\n");
}

TEST(Language, IsGuessed)
{
    EXPECT_EQ(guessLanguage("Please confirm your account and click on the link that we have sent to you."), "en");
    EXPECT_EQ(
        guessLanguage("Bitte best\u00e4tigen Sie Ihre Daten, damit wir das Paket nicht zur\u00fccksenden."), "de");
    EXPECT_EQ(
        guessLanguage("Veuillez confirmer votre compte, nous vous remercions de votre confiance pour les services."),
        "fr");
    EXPECT_EQ(
        guessLanguage("\u041f\u043e\u0436\u0430\u043b\u0443\u0439\u0441\u0442\u0430, "
                      "\u043f\u043e\u0434\u0442\u0432\u0435\u0440\u0434\u0438\u0442\u0435, \u0447\u0442\u043e "
                      "\u0432\u044b \u043d\u0435 \u0440\u043e\u0431\u043e\u0442, \u0438 \u043c\u044b "
                      "\u0432\u0430\u043c \u043e\u0442\u0432\u0435\u0442\u0438\u043c \u043d\u0430 \u0432\u0441\u0435."),
        "ru");
    EXPECT_EQ(guessLanguage("\u0414\u044f\u043a\u0443\u0454\u043c\u043e \u0437\u0430 \u0442\u0435, \u0449\u043e "
                            "\u0432\u0438 \u0437 \u043d\u0430\u043c\u0438, \u0446\u0435 \u0434\u0443\u0436\u0435 "
                            "\u0432\u0430\u0436\u043b\u0438\u0432\u043e \u0434\u043b\u044f \u043d\u0430\u0441 \u0456 "
                            "\u0434\u043b\u044f \u0432\u0430\u0441."),
        "uk");
    EXPECT_EQ(
        guessLanguage("\u8bf7\u70b9\u51fb\u4e0b\u9762\u7684\u94fe\u63a5\u786e\u8ba4\u60a8\u7684\u8d26\u6237"), "zh");
    EXPECT_EQ(
        guessLanguage("\u3053\u306e\u30e1\u30fc\u30eb\u306b\u5fc3\u5f53\u305f\u308a\u304c\u306a\u3044\u5834\u5408"),
        "ja");
    EXPECT_EQ(guessLanguage("12345 !!!"), "");
    EXPECT_EQ(guessLanguage(""), "");
}

} // namespace
} // namespace assay
