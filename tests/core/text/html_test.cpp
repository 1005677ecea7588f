// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/htmltext.h"
#include "core/text/safehtml.h"

#include <chrono>
#include <gtest/gtest.h>

namespace assay {
namespace {

std::string visible(std::string_view html)
{
    return htmlToText(html).visible;
}

TEST(HtmlText, EndsLinesWhereReadersSeeThem)
{
    EXPECT_EQ(visible("<p>one<p>two<br>three</p><div>four</div>five"), "one\ntwo\nthree\nfour\nfive");
    EXPECT_EQ(visible("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>d"), "a b\nc\nd");
    EXPECT_EQ(visible("<ul><li>a<li>b</ul>"), "a\nb");
    EXPECT_EQ(visible(" a \n  b&nbsp;c &lt;d&gt; "), "a b c <d>");
    EXPECT_EQ(visible("<pre>x\n  y</pre>z"), "x\n  y\nz");
    EXPECT_EQ(visible("a < b <3 c"), "a < b <3 c");
}

TEST(HtmlText, DropsWhatIsNoText)
{
    const HtmlText text = htmlToText(
        "<html><head><title>T &amp; t</title><style>p{}</style></head><body><script>var a='<p>x</p>';</script>"
        "<!-- c --><template>t</template>shown<![if x]>too<?php y ?></body>");
    EXPECT_EQ(text.visible, "showntoo");
    EXPECT_EQ(text.title, "T & t");
    EXPECT_EQ(visible("<script>never ends"), "");
    EXPECT_EQ(visible("a<!-- never ends"), "a");
    EXPECT_EQ(visible("a<b never ends"), "a");
}

TEST(HtmlText, KeepsHiddenTextApart)
{
    for (const char* style :
        {"display:none", "DISPLAY : NONE !important", "font-size:0", "font-size:0px", "visibility:hidden", "opacity:0",
            "max-height:0;overflow:hidden", "color:#fff", "color:white;", "text-indent:-9999px", "/**/display:none"}) {
        const HtmlText text = htmlToText("<p style=\"" + std::string(style) + "\">secret</p><p>shown</p>");
        EXPECT_EQ(text.visible, "shown") << style;
        EXPECT_EQ(text.hidden, "secret") << style;
    }
    EXPECT_EQ(htmlToText("<div hidden><p>a</p></div>b").hidden, "a");
    EXPECT_EQ(htmlToText("<font color=#FFFFFF>a</font>b").hidden, "a");
    EXPECT_EQ(visible("<table bgcolor=black><tr><td style='color:#ffffff'>a</td></tr></table>"), "a");
    EXPECT_EQ(visible("<div style='background:url(x.png)'><span style='color:#fff'>a</span></div>"), "a");
    EXPECT_EQ(visible("<p style='display:none'>a<p>b"), "b"); // the second p ends the first
}

TEST(HtmlText, CollectsLinksAndImages)
{
    const HtmlText text = htmlToText(
        "<a href=' http://x/?a=1&amp;b=2 '>te<b>x</b>t</a><a name=n>no</a><img src=i.png><form action=f></form>");
    ASSERT_EQ(text.links.size(), 2u);
    EXPECT_EQ(text.links[0].href, "http://x/?a=1&b=2");
    EXPECT_EQ(text.links[0].text, "text");
    EXPECT_EQ(text.links[1].element, "form");
    EXPECT_EQ(text.images, std::vector<std::string>{"i.png"});
}

TEST(HtmlText, IsBounded)
{
    const auto start = std::chrono::steady_clock::now();
    std::string divs, tables, ends;
    for (int i = 0; i < 200000; ++i) {
        divs += "<div>";
        ends += "</div>";
    }
    for (int i = 0; i < 5000; ++i)
        tables += "<table>";
    EXPECT_TRUE(htmlToText(divs + "x" + ends + "y").tooDeep);
    EXPECT_EQ(visible(divs + "x" + ends + "y"), "x\ny");
    EXPECT_TRUE(htmlToText(tables + "x").tooDeep);
    HtmlTextLimits limits;
    limits.maxText = 1000;
    const HtmlText cut = htmlToText("<p>" + std::string(900, 'a') + "<p>" + std::string(900, 'b'), limits);
    EXPECT_TRUE(cut.tooLarge);
    EXPECT_LE(cut.visible.size(), 1000u);
    for (const char* repeated : {"<a href=x>", "<p>", "</p>", "<", "<!--", "<script>", "</", "&", "<a b='", "<td>",
             "<li>", "<tr><p>", "=\"<x "}) {
        std::string text;
        for (int i = 0; i < 100000; ++i)
            text += repeated;
        htmlToText(text);
        sanitizeHtml(text);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start,
        std::chrono::seconds(60)); // generous: other work may share the machine
}

TEST(SafeHtml, AllowsPlainMarkup)
{
    EXPECT_EQ(sanitizeHtml("<p align=center>a <b>b</b><br>c").html, "<p align=\"center\">a <b>b</b><br>c</p>");
    EXPECT_EQ(sanitizeHtml("<a href=\"https://x.example/?a=1&b=2\" target=_top>x</a>").html,
        "<a href=\"https://x.example/?a=1&amp;b=2\">x</a>");
    EXPECT_EQ(sanitizeHtml("<p style=\"color:red;position:fixed;margin:1px 2px\">x</p>").html,
        "<p style=\"color:red;margin:1px 2px;\">x</p>");
    EXPECT_EQ(sanitizeHtml("<span style=\"background:#0b5cad;color:#fff\">x</span>").html,
        "<span style=\"background-color:#0b5cad;color:#fff;\">x</span>");
    EXPECT_EQ(sanitizeHtml("<section>x</section><custom-thing>y</custom-thing>").html, "<div>x</div>y");
    EXPECT_EQ(sanitizeHtml("a<td>b</td>&lt;script&gt;").html, "ab&lt;script&gt;");
}

TEST(SafeHtml, KeepsNothingActive)
{
    const char* hostile[] = {"<script>alert(1)</script>", "<p onclick=\"x()\">t",
        "<meta http-equiv=refresh content=\"0;url=http://h/\">",
        "<link rel=stylesheet href=http://h/a.css><style>@import url(http://h/b)</style>",
        "<iframe src=file:///etc/passwd></iframe>", "<iframe srcdoc=\"&lt;script>1&lt;/script>\"></iframe>",
        "<object data=http://h/></object><embed src=http://h/>", "<a href=\"java&#10;script:alert(1)\">x</a>",
        "<a href=' javascript:x'>x</a>", "<svg><image href=\"http://h/x\"/><script>1</script></svg>",
        "<form action=http://h/><input name=p><button>go</button></form>", "<base href=\"http://h/\">",
        "<video poster=z src=q></video>", "<p style=\"background:url(http://h/c)\">t",
        "<p style=\"width:expression(alert(1))\">t", "<img src=\"http://h/a.png\">", "<img src=\"//h/b\">",
        "<img src=x.png srcset=\"y.png 2x\">", "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImEiLz4=\">",
        "<img src=\"data:image/png;base64,PHN2ZyBvbmxvYWQ9ImEiLz4=\">", "<img src=\"file:///etc/passwd\">",
        "<a href=\"data:text/html,x\">x</a>", "<body background=http://h/x>",
        "<div style=\"color:red;}</style><script>\">x", "<a href=\"http://h/\" style='x:\"><script>1'>x</a>",
        "<math><mtext><script>1</script></math>", "<noscript><p title=\"</noscript><img src=http://h/ onerror=1>\">"};
    for (const char* html : hostile) {
        const std::string safe = sanitizeHtml(html).html;
        for (const char* bad :
            {"<script", "onclick", "onerror", "onload", "javascript:", "url(", "<iframe", "<object", "<embed", "<form",
                "<input", "<base", "<link", "<meta", "<style", "<svg", "<video", "src=\"http", "src=\"//", "src=\"file",
                "src=\"data:", "expression", "background=", "href=\"data", "@import", "srcset"})
            EXPECT_EQ(safe.find(bad), std::string::npos) << html << " -> " << safe;
    }
}

TEST(SafeHtml, CountsWhatItLeftOut)
{
    const SafeHtml safe = sanitizeHtml(
        "<script src=http://b.example/x></script><img src=http://A.example/1><img src=http://a.example/2><form></form>"
        "<iframe></iframe><object></object><p onload=1 onclick=2>x<p style='display:none'>h</p>");
    EXPECT_EQ(safe.scripts, 1u);
    EXPECT_EQ(safe.remoteImages, 2u);
    EXPECT_EQ(safe.forms, 1u);
    EXPECT_EQ(safe.frames, 1u);
    EXPECT_EQ(safe.objects, 1u);
    EXPECT_EQ(safe.eventHandlers, 2u);
    EXPECT_EQ(safe.hidden, 1u);
    EXPECT_EQ(safe.hosts, (std::vector<std::string>{"a.example", "b.example"}));
    EXPECT_EQ(safe.html.find(">h<"), std::string::npos);
}

TEST(SafeHtml, KeepsImagesOfTheMessage)
{
    const std::string png =
        "data:image/"
        "png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    EXPECT_NE(sanitizeHtml("<img src=\"cid:a@b\" width=10 alt='\"x'>")
                  .html.find("<img src=\"cid:a@b\" alt=\"&quot;x\" width=\"10\">"),
        std::string::npos);
    EXPECT_NE(sanitizeHtml("<img src='" + png + "'>").html.find("<img src=\"data:image/png"), std::string::npos);
}

TEST(SafeHtml, ClosesEverythingAtItsLimits)
{
    std::string deep;
    for (int i = 0; i < 2000; ++i)
        deep += i % 2 ? "<table>" : "<div>";
    const std::string flat = sanitizeHtml(deep + "x").html;
    EXPECT_LT(flat.size(), 3000u);
    EXPECT_EQ(flat.substr(flat.size() - 6), "</div>");
    SafeHtmlLimits limits;
    limits.maxBytes = 500;
    const SafeHtml cut = sanitizeHtml("<p>" + std::string(300, 'a') + "</p><p>" + std::string(300, 'b'), limits);
    EXPECT_TRUE(cut.cut);
    EXPECT_EQ(cut.html.substr(cut.html.size() - 4), "</p>");
}

} // namespace
} // namespace assay
