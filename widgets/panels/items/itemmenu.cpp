// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/items/itemmenu.h"

#include "widgets/bridge/clusters.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/grouping.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/querymenu.h"
#include "widgets/bridge/trafficcolumns.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

#include <set>

namespace assay::gui {
namespace {

constexpr size_t mostOfOneKind = 12; // attachments or hosts in one menu
constexpr int nameLimit = 60;

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

// The content in focus when it is that of the cell.
std::shared_ptr<const ItemContent> contentOf(const PanelContext& context, const ItemCell& cell)
{
    const std::optional<ItemId> item = context.focus.item();
    return item && item->value == cell.rows->id(cell.row) ? context.focus.content() : nullptr;
}

std::string withoutBrackets(std::string text)
{
    if (text.size() >= 2 && text.front() == '<' && text.back() == '>')
        text = text.substr(1, text.size() - 2);
    return text;
}

void addAttachments(QMenu* menu, QueryFocus& query, const Message* message)
{
    std::set<Sha256> seen;
    for (const MailPart& part : message ? message->parts() : std::vector<MailPart>()) {
        if (!part.isAttachment || part.isContainer || part.decodedBytes == 0 || seen.size() >= mostOfOneKind
            || !seen.insert(part.sha256).second)
            continue;
        const QString name =
            part.fileName.empty() ? displayLine(part.type, nameLimit) : displayLine(part.fileName, nameLimit);
        addFindAction(
            menu, query, tr("Same attachment: %1").arg(name), termOf(QStringLiteral("sha256"), toHex(part.sha256)));
    }
    if (seen.empty())
        addFindAction(menu, query, tr("Same attachment"), {});
}

void addHosts(QMenu* menu, QueryFocus& query, const Message* message)
{
    std::set<std::string> hosts;
    for (const MailUrl& url : message ? message->urls() : std::vector<MailUrl>()) {
        if (url.host.empty() || hosts.size() >= mostOfOneKind || !hosts.insert(url.host).second)
            continue;
        addFindAction(menu, query, tr("Same URL host: %1").arg(displayLine(url.host, nameLimit)),
            termOf(QStringLiteral("host"), url.host));
    }
    if (hosts.empty())
        addFindAction(menu, query, tr("Same URL host"), {});
}

void fillAlikeTraffic(QMenu* menu, const PanelContext& context, const ItemCell& cell)
{
    QueryFocus& query = context.query;
    const ItemRows& rows = *cell.rows;
    const std::optional<IpAddress> ip = rows.items().sourceIp(cell.row);
    const auto add = [&](const QString& what, const char* field, const std::string& value) {
        const QString shown = displayLine(value, nameLimit);
        addFindAction(menu, query,
            value.empty() ? what : QCoreApplication::translate("assay::gui", "%1: %2").arg(what, shown),
            termOf(QString::fromLatin1(field), value));
    };
    add(tr("Same IP"), "ip", ip ? ip->toString() : std::string());
    add(tr("Same subnet"), "ip", ip ? subnetOf(*ip) : std::string());
    add(tr("Same JA4"), "ja4", indexedText(rows.snapshot(), cell.row, TextColumn::Ja4));
    add(tr("Same host"), "host", indexedText(rows.snapshot(), cell.row, TextColumn::Host));
    add(tr("Same user agent"), "ua", indexedText(rows.snapshot(), cell.row, TextColumn::UserAgent));
}

} // namespace

void addCellActions(QMenu* menu, const PanelContext& context, const ItemCell& cell)
{
    const TableColumn* column = cell.column;
    const bool asked = column && !column->field.isEmpty() && column->value;
    const std::string value = asked ? column->value(*cell.rows, cell.row) : std::string();
    addTermActions(menu, context.query, asked ? termOf(column->field, value) : QString());
    if (asked && column->number)
        addRangeAction(menu, context.query, column->field, QString::fromStdString(value));
}

void fillAlike(QMenu* menu, const PanelContext& context, const ItemCell& cell)
{
    QueryFocus& query = context.query;
    const ItemRows& rows = *cell.rows;
    if (rows.item(cell.row).kind == ItemKind::RequestSet) {
        fillAlikeTraffic(menu, context, cell);
        return;
    }
    const std::shared_ptr<const ItemContent> content = contentOf(context, cell);
    const Message* message = content ? content->message.get() : nullptr;
    const ItemId item{rows.id(cell.row)};
    menu->addAction(tr("Same fuzzy cluster"), &query,
            [context, item] { findCluster(context.indexer, context.live, context.query, item); })
        ->setStatusTip(tr("Items with nearly the same text"));
    addAttachments(menu, query, message);
    addHosts(menu, query, message);
    menu->addSeparator();
    const std::string sender = message && !message->from().empty() ? message->from().front().address : std::string();
    addFindAction(menu, query,
        sender.empty() ? tr("Same sender") : tr("Same sender: %1").arg(displayLine(sender, nameLimit)),
        exactTermOf(QStringLiteral("from"), sender));
    const std::string domain = senderDomain(rows.items().from(cell.row));
    addFindAction(menu, query,
        domain.empty() ? tr("Same sender domain") : tr("Same sender domain: %1").arg(displayLine(domain, nameLimit)),
        termOf(QStringLiteral("domain"), domain));
    addFindAction(menu, query, tr("Same subject"),
        exactTermOf(QStringLiteral("subject"), std::string(rows.items().subject(cell.row))));
    addFindAction(
        menu, query, tr("Same thread"), exactTermOf(QStringLiteral("thread"), threadOf(rows.snapshot(), cell.row)));
    const std::optional<IpAddress> ip = rows.items().sourceIp(cell.row);
    addFindAction(menu, query,
        ip ? tr("Same source IP: %1").arg(QString::fromStdString(ip->toString())) : tr("Same source IP"),
        ip ? QStringLiteral("ip:%1").arg(QString::fromStdString(ip->toString())) : QString());
}

QMenu* addAlikeMenu(QMenu* menu, const PanelContext& context, const ItemCell& cell)
{
    QMenu* alike = menu->addMenu(tr("&Find all like this"));
    alike->setObjectName(QStringLiteral("alikeMenu"));
    fillAlike(alike, context, cell);
    QObject::connect(&context.focus, &ItemFocus::contentChanged, alike, [alike, context, cell] {
        alike->clear();
        fillAlike(alike, context, cell);
    });
    return alike;
}

void addThreadAction(QMenu* menu, const PanelContext& context, const ItemCell& cell)
{
    addFindAction(menu, context.query, tr("Show thread"),
        exactTermOf(QStringLiteral("thread"), threadOf(cell.rows->snapshot(), cell.row)));
}

QMenu* addCopyMenu(
    QMenu* menu, const PanelContext& context, const ItemCell& cell, const std::function<void()>& copyRows)
{
    QMenu* copy = menu->addMenu(tr("&Copy"));
    const auto add = [copy](const QString& title, const QString& text) {
        QAction* action = copy->addAction(title, copy, [text] { QApplication::clipboard()->setText(text); });
        action->setEnabled(!text.isEmpty());
    };
    const TableColumn* column = cell.column;
    add(tr("&Cell"), column ? column->text(*cell.rows, cell.row) : QString());
    copy->addAction(tr("&Row"), copy, copyRows)->setShortcut(QKeySequence::Copy);
    const std::shared_ptr<const ItemContent> content = contentOf(context, cell);
    const std::string id = content ? content->message->summary().messageId : std::string();
    add(tr("&Message-ID"), displayLine(id, 1000));
    const std::optional<IpAddress> ip = cell.rows->items().sourceIp(cell.row);
    add(tr("&Defanged source IP"), ip ? defanged(QString::fromStdString(ip->toString())) : QString());
    const bool asked = column && !column->field.isEmpty() && column->value;
    QString term = asked ? termOf(column->field, column->value(*cell.rows, cell.row)) : QString();
    if (term.isEmpty())
        term = exactTermOf(QStringLiteral("mid"), withoutBrackets(id));
    add(tr("As &query"), term);
    return copy;
}

} // namespace assay::gui
