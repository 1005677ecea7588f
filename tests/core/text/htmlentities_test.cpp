// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/htmlentities.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(HtmlEntities, DecodesNamesAndNumbers)
{
    EXPECT_EQ(decodeHtmlEntities("&lt;&amp;&gt; &eacute; &#228; &#xE4; &euro;"), "<&> \u00e9 \u00e4 \u00e4 \u20ac");
    EXPECT_EQ(decodeHtmlEntities("&#147;&#x80;"), "\u201c\u20ac");
    EXPECT_EQ(decodeHtmlEntities("&nbsp&copy2026 &ampx"), "\u00a0\u00a92026 &x");
}

TEST(HtmlEntities, LeavesWhatIsNone)
{
    EXPECT_EQ(decodeHtmlEntities("AT&T & &; &#; &#x; &nosuchname; &"), "AT&T & &; &#; &#x; &nosuchname; &");
    EXPECT_EQ(decodeHtmlEntities("&#0;&#55296;&#99999999999999;"), "\ufffd\ufffd\ufffd");
}

TEST(HtmlEntities, KeepsQueriesOfAttributes)
{
    EXPECT_EQ(decodeHtmlEntities("?a=1&copy=2&lt=3", true), "?a=1&copy=2&lt=3");
    EXPECT_EQ(decodeHtmlEntities("?a=1&amp;b=2", true), "?a=1&b=2");
}

TEST(HtmlEntities, Escapes)
{
    EXPECT_EQ(escapeHtml("<a href=\"x\">'&'"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;");
}

} // namespace
} // namespace assay
