// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/headerstab.h"

#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/panels/itemview/textmarks.h"

#include <QCheckBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

constexpr int hopWidth = 190; // pixels of a column at most, so that all are seen
constexpr int tableRows = 2000; // of hops or results; a message may state any number

QString text(const std::string& value)
{
    return displayLine(value, 300);
}

QTreeWidget* makeTable(QWidget* parent, const QStringList& titles, const QString& name)
{
    auto* table = new QTreeWidget(parent);
    table->setHeaderLabels(titles);
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setFrameShape(QFrame::NoFrame);
    table->setAccessibleName(name);
    table->header()->setStretchLastSection(true);
    return table;
}

QWidget* titled(const QString& title, QWidget* content, QWidget* parent)
{
    auto* box = new QWidget(parent);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 2, 0, 0);
    layout->setSpacing(2);
    auto* label = new QLabel(title, box);
    label->setContentsMargins(8, 2, 8, 0);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    label->setBuddy(content);
    layout->addWidget(label);
    layout->addWidget(content);
    return box;
}

// Time between two hops; a clock that runs backwards is said, not hidden.
QString delayText(const ReceivedHop& hop, const ReceivedHop* earlier)
{
    if (!earlier || !hop.date || !earlier->date)
        return {};
    const int64_t seconds = hop.date->seconds - earlier->date->seconds;
    const QString size = seconds == 0 ? HeadersTab::tr("0 s") : formatDuration(static_cast<double>(std::abs(seconds)));
    return seconds < 0 ? QStringLiteral("−") + size : size;
}

} // namespace

HeadersTab::HeadersTab(QWidget* parent)
    : QWidget(parent)
{
    m_raw = new QCheckBox(tr("As written"), this);
    m_raw->setToolTip(tr("Show the header block as it stands in the message instead of decoded"));
    m_text = new QPlainTextEdit(this);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("Headers"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_hops =
        makeTable(this, {tr("Hop"), tr("Delay"), tr("Received by"), tr("From"), tr("Address"), tr("With"), tr("Time")},
            tr("Received chain"));
    m_authentication = makeTable(this, {tr("Method"), tr("Result"), tr("Properties"), tr("Reason"), tr("Stated by")},
        tr("Authentication results"));
    m_hopsBox = titled(tr("Way of the message, newest hop first"), m_hops, this);
    m_authenticationBox = titled(tr("Authentication results, as claimed by the headers"), m_authentication, this);

    auto* top = new QWidget(this);
    auto* topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 0);
    topLayout->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 3, 8, 3);
    bar->addWidget(m_raw);
    bar->addStretch();
    topLayout->addLayout(bar);
    topLayout->addWidget(m_text);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(top);
    splitter->addWidget(m_hopsBox);
    splitter->addWidget(m_authenticationBox);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setStretchFactor(2, 1);
    splitter->setSizes({500, 260, 160});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_raw, &QCheckBox::toggled, this, &HeadersTab::showText);
}

void HeadersTab::setContent(const std::shared_ptr<const ItemContent>& content, const QTimeZone& zone)
{
    m_content = content;
    m_hops->clear();
    m_authentication->clear();
    showText(m_raw->isChecked());
    if (!content)
        return;
    fillHops(*content->message, zone);
    fillAuthentication(*content->message);
}

void HeadersTab::showText(bool raw)
{
    if (!m_content)
        m_text->clear();
    else
        m_text->setPlainText(raw ? m_content->rawHeaders.text : m_content->headers.text);
}

void HeadersTab::fillHops(const Message& message, const QTimeZone& zone)
{
    const std::vector<ReceivedHop>& hops = message.received();
    const int count = qMin(static_cast<int>(hops.size()), tableRows);
    for (int i = 0; i < count; ++i) {
        const ReceivedHop& hop = hops[static_cast<size_t>(i)];
        const ReceivedHop* earlier =
            i + 1 < static_cast<int>(hops.size()) ? &hops[static_cast<size_t>(i) + 1] : nullptr;
        QString from = text(hop.from);
        if (!hop.helo.empty() && hop.helo != hop.from)
            from += QStringLiteral(" (HELO %1)").arg(text(hop.helo));
        const QString with = hop.tls.empty() ? text(hop.with) : text(hop.with) + QChar(' ') + text(hop.tls);
        new QTreeWidgetItem(m_hops,
            {QString::number(static_cast<int>(hops.size()) - i), delayText(hop, earlier), text(hop.by), from,
                hop.ip ? QString::fromStdString(hop.ip->toString()) : QString(), with,
                hop.date ? formatTimeExact(hop.date->seconds, zone) : QString()});
    }
    for (int column = 0; column < m_hops->columnCount(); ++column)
        fitColumn(m_hops, column, 40, hopWidth);
    m_hopsBox->setVisible(count > 0);
}

void HeadersTab::fillAuthentication(const Message& message)
{
    const std::vector<AuthResult>& results = message.authentication();
    const int count = qMin(static_cast<int>(results.size()), tableRows);
    for (int i = 0; i < count; ++i) {
        const AuthResult& result = results[static_cast<size_t>(i)];
        const QString server =
            result.byOwnServer ? tr("%1 (own server)").arg(text(result.server)) : text(result.server);
        new QTreeWidgetItem(m_authentication,
            {text(result.methodName).toUpper(), text(result.result), text(result.properties), text(result.reason),
                server});
    }
    for (int column = 0; column < m_authentication->columnCount(); ++column)
        fitColumn(m_authentication, column, 40, hopWidth);
    m_authenticationBox->setVisible(count > 0);
}

void HeadersTab::setPlace(const EvidencePlace& place)
{
    if (place.current.length && m_raw->isChecked() != place.rawHeaders)
        m_raw->setChecked(place.rawHeaders);
    showMatches(m_text, place);
}

} // namespace assay::gui
