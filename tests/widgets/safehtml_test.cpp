// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/safehtml.h"

#include <QBuffer>
#include <QImage>
#include <QThread>

#include <gtest/gtest.h>

using namespace assay;
using namespace assay::gui;

namespace {

std::string png(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::red);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes.toBase64().toStdString();
}

std::shared_ptr<const Message> htmlMessage(const std::string& html, const std::string& imageBase64 = {})
{
    std::string bytes = "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
                        "--b\nContent-Type: text/html; charset=utf-8\n\n"
        + html + "\n";
    if (!imageBase64.empty())
        bytes += "--b\nContent-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n"
            + imageBase64 + "\n";
    return std::make_shared<const Message>(Message::parse(bytes + "--b--\n"));
}

} // namespace

TEST(SafeHtml, ShowsTheImagesOfTheMessageOnly)
{
    const auto message =
        htmlMessage("<p>x<img src=\"cid:pic@x\"><img src=\"http://tracker.example/1.gif\"></p>", png(3, 2));
    const ShownHtml html = makeSafeHtml(message, HtmlExtent::First, QThread::currentThread());
    ASSERT_TRUE(html.document);
    const QImage shown =
        html.document->resource(QTextDocument::ImageResource, QUrl(QStringLiteral("cid:pic@x"))).value<QImage>();
    EXPECT_EQ(shown.size(), QSize(3, 2));
    EXPECT_GE(html.facts.remoteImages, 1U);
    const auto remote =
        html.document->resource(QTextDocument::ImageResource, QUrl(QStringLiteral("http://tracker.example/1.gif")));
    EXPECT_TRUE(remote.value<QImage>().isNull());
}

TEST(SafeHtml, OpensNoFile)
{
    const ShownHtml html = makeSafeHtml(htmlMessage("<p>x</p>"), HtmlExtent::First, QThread::currentThread());
    for (const char* name :
        {"file:///etc/passwd", "/etc/passwd", "qrc:/icons/assay.svg", ":/icons/assay.svg", "data:text/html,x"}) {
        const QUrl url(QString::fromLatin1(name));
        EXPECT_TRUE(html.document->resource(QTextDocument::ImageResource, url).value<QImage>().isNull()) << name;
        EXPECT_TRUE(html.document->resource(QTextDocument::StyleSheetResource, url).toByteArray().isEmpty()) << name;
    }
}

TEST(SafeHtml, RefusesImagesThatAreTooLarge)
{
    // 20000 x 20000 pixels in a few bytes: a header that lies is enough.
    QByteArray bytes = QByteArray::fromBase64(QByteArray::fromStdString(png(2, 2)));
    const char size[] = {0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20};
    bytes.replace(16, 8, QByteArray(size, 8));
    const auto message = htmlMessage("<img src=\"cid:pic@x\">", bytes.toBase64().toStdString());
    const ShownHtml html = makeSafeHtml(message, HtmlExtent::First, QThread::currentThread());
    EXPECT_TRUE(html.document->resource(QTextDocument::ImageResource, QUrl(QStringLiteral("cid:pic@x")))
                    .value<QImage>()
                    .isNull());
    EXPECT_EQ(html.document->refusedImages(), 1);
}

TEST(SafeHtml, CutsLongHtmlUntilTheRestIsAskedFor)
{
    std::string body;
    while (body.size() < (size_t{3} << 20))
        body += "<p>paragraph of a very long page</p>\n";
    const auto message = htmlMessage(body);
    const ShownHtml first = makeSafeHtml(message, HtmlExtent::First, QThread::currentThread());
    EXPECT_TRUE(first.facts.cut);
    const ShownHtml whole = makeSafeHtml(message, HtmlExtent::Whole, QThread::currentThread());
    EXPECT_FALSE(whole.facts.cut);
    EXPECT_GT(whole.document->characterCount(), first.document->characterCount());
}

TEST(SafeHtml, IsAbsentWithoutAnHtmlPart)
{
    const auto message = std::make_shared<const Message>(Message::parse("From: a@example.org\n\ntext\n"));
    EXPECT_FALSE(makeSafeHtml(message, HtmlExtent::First, QThread::currentThread()).document);
}
