// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/itemcontent.h"

#include "core/base/json.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/requestfacts.h"

#include <QCoreApplication>
#include <QTextDocument>

namespace assay::gui {
namespace {

constexpr qsizetype shownText = 2 << 20; // characters of the Text tab

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

ShownText shown(QString text)
{
    ShownText result;
    result.text = std::move(text);
    result.locator = TextLocator(result.text);
    return result;
}

uint64_t headerEnd(const Message& message)
{
    const std::vector<MailHeader>& headers = message.headers();
    return headers.empty() ? 0 : headers.back().offset + headers.back().length;
}

void addHeaders(ItemContent& content)
{
    QString text;
    for (const MailHeader& header : content.message->headers()) {
        const int begin = static_cast<int>(text.size());
        text += QString::fromStdString(header.name) + QStringLiteral(": ")
            + breakLongLines(QString::fromStdString(header.decoded));
        content.headerLines.push_back({begin, static_cast<int>(text.size()) - begin});
        text += QChar('\n');
    }
    content.headers = shown(std::move(text));
    const std::string_view bytes = content.message->bytes();
    content.rawHeaders = shown(textOfBytes(bytes.substr(0, headerEnd(*content.message))));
}

void addText(ItemContent& content)
{
    const Message& message = *content.message;
    const int best = message.bestTextPart();
    content.textFromHtml = best >= 0 && best == message.htmlPart();
    std::string text = message.text();
    QString whole = QString::fromStdString(text);
    const qsizetype more = whole.size() - shownText;
    if (more > 0) // a text view with more would stop the window
        whole = whole.left(shownText) + QChar('\n')
            + tr("… (%1 more characters: see Raw)").arg(formatCount(static_cast<quint64>(more)));
    content.text = shown(breakLongLines(whole));
}

} // namespace

QString textOfBytes(std::string_view bytes)
{
    QString text = isValidUtf8(bytes) ? QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()))
                                      : QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
    text.replace(QChar(0), QChar(0x2400));
    return text;
}

QString breakLongLines(const QString& text, int limit)
{
    QString result;
    result.reserve(text.size() + text.size() / limit + 1);
    int column = 0;
    for (const QChar c : text) {
        column = c == QChar('\n') ? 0 : column + 1;
        result += c.unicode() == 0 ? QChar(0x2400) : c;
        if (column >= limit && !c.isHighSurrogate()) {
            result += QChar('\n');
            column = 0;
        }
    }
    return result;
}

Result<std::shared_ptr<const ItemContent>> loadItemContent(
    const Case& file, ItemId item, const std::optional<ScanInfo>& scan, HtmlExtent extent, QThread* owner)
{
    Result<ItemDetail> detail = file.item(item);
    if (!detail)
        return detail.error();
    Result<std::string> bytes = file.itemBytes(item);
    if (!bytes)
        return bytes.error();
    auto content = std::make_shared<ItemContent>();
    content->detail = std::move(*detail);
    if (content->detail.record.kind == ItemKind::RequestSet) {
        Result<traffic::RequestSet> set = traffic::RequestSet::parse(std::move(*bytes));
        if (!set)
            return set.error();
        content->requestSet = std::make_shared<const traffic::RequestSet>(std::move(*set));
        content->requestFacts = std::make_shared<const RequestFacts>(requestFacts(*content->requestSet));
        bytes = std::string();
    }
    content->message = std::make_shared<const Message>(Message::parse(std::move(*bytes)));
    if (scan) {
        Result<ItemHits> hits = file.hits(scan->id, item);
        if (!hits)
            return hits.error();
        content->hits = std::move(*hits);
        content->ruleSet = QString::fromStdString(scan->ruleSetTitle);
    }
    if (content->requestSet)
        return std::shared_ptr<const ItemContent>(std::move(content));
    addHeaders(*content);
    addText(*content);
    content->html = makeSafeHtml(content->message, extent, owner);
    content->htmlGivenUp = extent == HtmlExtent::None && content->message->htmlPart() >= 0;
    if (content->html.document)
        content->htmlLocator = TextLocator(content->html.document->toRawText());
    return std::shared_ptr<const ItemContent>(std::move(content));
}

} // namespace assay::gui
