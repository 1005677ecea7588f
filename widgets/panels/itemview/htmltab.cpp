// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/htmltab.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/itemview/partbar.h"
#include "widgets/panels/itemview/textmarks.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace assay::gui {

SafeHtmlView::SafeHtmlView(QWidget* parent)
    : QTextBrowser(parent)
{
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard | Qt::LinksAccessibleByKeyboard
        | Qt::LinksAccessibleByMouse);
    // Mail is written for white paper; its own colours would be unreadable on a dark page.
    QPalette paper = palette();
    paper.setColor(QPalette::Base, Qt::white);
    paper.setColor(QPalette::Text, Qt::black);
    setPalette(paper);
    connect(this, qOverload<const QUrl&>(&QTextBrowser::highlighted), this,
        [this](const QUrl& url) { Q_EMIT linkHovered(url.toString()); });
}

QVariant SafeHtmlView::loadResource(int, const QUrl&)
{
    return {};
}

HtmlTab::HtmlTab(QWidget* parent)
    : QWidget(parent)
{
    m_bar = new QWidget(this);
    m_bar->setAutoFillBackground(true);
    m_bar->setBackgroundRole(QPalette::AlternateBase);
    m_blocked = new QLabel(m_bar);
    m_blocked->setTextFormat(Qt::PlainText);
    m_blocked->setWordWrap(true);
    m_rest = new QPushButton(tr("Show rest"), m_bar);
    m_rest->setToolTip(tr("Only the first 2 MiB of the HTML are shown"));
    auto* barLayout = new QHBoxLayout(m_bar);
    barLayout->setContentsMargins(10, 3, 6, 3);
    barLayout->addWidget(m_blocked, 1);
    barLayout->addWidget(m_rest);
    m_view = new SafeHtmlView(this);
    m_view->setObjectName(QStringLiteral("itemView.html"));
    m_view->setAccessibleName(tr("Message as safe HTML"));
    m_partBar = new PartBar(m_view);
    m_target = new QLabel(this);
    m_target->setTextFormat(Qt::PlainText);
    m_target->setContentsMargins(10, 2, 6, 2);
    m_target->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_target);
    connect(m_rest, &QPushButton::clicked, this, &HtmlTab::wholeRequested);
    connect(m_view, &SafeHtmlView::linkHovered, this, [this](const QString& url) {
        m_target->setVisible(!url.isEmpty());
        m_target->setText(tr("Link target: %1 (links never open)").arg(displayLine(defanged(url), 300)));
    });
}

void HtmlTab::setContent(const std::shared_ptr<const ItemContent>& content)
{
    const std::shared_ptr<const ItemContent> before = m_content; // alive until the view has let go of its document
    m_view->setExtraSelections({}); // their cursors point into the document that goes
    m_content = content && content->html.document ? content : nullptr;
    m_target->hide();
    if (!m_content) {
        m_view->setDocument(new QTextDocument(m_view));
        m_bar->hide();
        return;
    }
    SafeDocument* document = m_content->html.document.get();
    document->setDefaultFont(m_view->font());
    m_view->setDocument(document);
    m_view->moveCursor(QTextCursor::Start);
    const QString blocked = blockedText(m_content->html);
    m_blocked->setText(blocked);
    m_rest->setVisible(m_content->html.facts.cut);
    m_bar->setVisible(!blocked.isEmpty() || m_content->html.facts.cut);
}

void HtmlTab::setPlace(const EvidencePlace& place)
{
    showMatches(m_view, place);
}

void HtmlTab::markPart(const QString& text)
{
    m_partBar->mark(text);
}

QString HtmlTab::blockedText(const ShownHtml& html) const
{
    const assay::SafeHtml& blocked = html.facts;
    QStringList parts;
    const auto add = [&parts](unsigned count, const QString& text) {
        if (count)
            parts << text;
    };
    const auto n = [](unsigned count) { return static_cast<int>(count); };
    add(blocked.remoteImages, tr("%n remote image(s)", nullptr, n(blocked.remoteImages)));
    add(blocked.scripts, tr("%n script(s)", nullptr, n(blocked.scripts)));
    add(blocked.forms, tr("%n form(s)", nullptr, n(blocked.forms)));
    add(blocked.frames, tr("%n frame(s)", nullptr, n(blocked.frames)));
    add(blocked.objects, tr("%n object(s)", nullptr, n(blocked.objects)));
    add(blocked.eventHandlers, tr("%n event handler(s)", nullptr, n(blocked.eventHandlers)));
    add(blocked.styles, tr("%n style(s)", nullptr, n(blocked.styles)));
    add(blocked.hidden, tr("%n hidden text(s)", nullptr, n(blocked.hidden)));
    const auto refused = static_cast<unsigned>(html.document->refusedImages());
    add(refused, tr("%n image(s) of a kind or size that is not shown", nullptr, n(refused)));
    if (parts.isEmpty())
        return {};
    QString text = tr("Blocked: %1").arg(parts.join(tr(", ", "between list items")));
    if (!blocked.hosts.empty()) {
        QStringList hosts;
        for (const std::string& host : blocked.hosts) {
            hosts << displayLine(host, 80);
            if (hosts.size() == 4 && blocked.hosts.size() > 4) {
                hosts << tr("%n more", nullptr, static_cast<int>(blocked.hosts.size() - 4));
                break;
            }
        }
        text += tr(" — from %1").arg(hosts.join(tr(", ", "between list items")));
    }
    return text;
}

} // namespace assay::gui
