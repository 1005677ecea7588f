// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/tlstab.h"

#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/querymenu.h"
#include "widgets/bridge/requestfacts.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QTreeView>
#include <QVBoxLayout>

#include <set>

namespace assay::gui {
namespace {

constexpr size_t mostCounted = 20; // JA4s of one request set whose clients are counted
constexpr Qt::Alignment numbers = Qt::AlignRight | Qt::AlignVCenter;

bool looksLikeJa4(const std::string& ja4)
{
    return ja4.size() == 36 && ja4[10] == '_' && ja4[23] == '_';
}

QString versionOf(const std::string& ja4)
{
    constexpr std::pair<const char*, const char*> versions[] = {{"13", "TLS 1.3"}, {"12", "TLS 1.2"}, {"11", "TLS 1.1"},
        {"10", "TLS 1.0"}, {"s3", "SSL 3.0"}, {"s2", "SSL 2.0"}, {"d1", "DTLS 1.0"}, {"d2", "DTLS 1.2"},
        {"d3", "DTLS 1.3"}};
    for (const auto& [code, name] : versions) {
        if (ja4.compare(1, 2, code) == 0)
            return QString::fromLatin1(name);
    }
    return TlsTab::tr("unknown version");
}

QString row(const QString& title, const QString& value)
{
    if (value.isEmpty())
        return {};
    return QStringLiteral("<tr><td style='padding-right:10px'>%1</td><td>%2</td></tr>")
        .arg(title.toHtmlEscaped(), value.toHtmlEscaped());
}

// Addresses that have a JA4, beside `own`.
Result<uint64_t> otherClients(const Case& file, const CaseSnapshot& snapshot, const std::string& ja4,
    const IpAddress& own, const RunContext& context)
{
    const query::Parsed parsed = file.parse(query::termText("ja4", ja4), QDateTime::currentSecsSinceEpoch());
    if (!parsed.query)
        return Error{ErrorCode::BadArgument, ja4, {}};
    FindRequest request;
    request.query = std::make_shared<const query::Query>(*parsed.query);
    auto found = file.find(snapshot, request, context);
    if (!found)
        return found.error();
    std::set<std::string> clients;
    for (const uint32_t item : found->rows) {
        const std::optional<IpAddress> ip = snapshot.items->sourceIp(item);
        if (ip && !(*ip == own))
            clients.insert(ip->toString());
    }
    return clients.size();
}

} // namespace

QString ja4Alpn(const std::string& ja4)
{
    if (!looksLikeJa4(ja4) || ja4.compare(8, 2, "00") == 0)
        return {};
    const std::string code = ja4.substr(8, 2);
    if (code == "h1")
        return QStringLiteral("http/1.1");
    return QString::fromStdString(code); // "h2" and "h3" are whole names
}

QString ja4Words(const std::string& ja4)
{
    if (!looksLikeJa4(ja4))
        return {};
    const QString over = ja4[0] == 'q' ? TlsTab::tr("over QUIC")
        : ja4[0] == 'd'                ? TlsTab::tr("over UDP")
                                       : TlsTab::tr("over TCP");
    QStringList words{versionOf(ja4) + QChar(' ') + over,
        ja4[3] == 'd' ? TlsTab::tr("server name sent") : TlsTab::tr("no server name"),
        TlsTab::tr("%n cipher(s)", nullptr, QString::fromStdString(ja4.substr(4, 2)).toInt()),
        TlsTab::tr("%n extension(s)", nullptr, QString::fromStdString(ja4.substr(6, 2)).toInt())};
    const QString alpn = ja4Alpn(ja4);
    words << (alpn.isEmpty() ? TlsTab::tr("no ALPN") : TlsTab::tr("ALPN %1", "protocol").arg(alpn));
    return words.join(QStringLiteral(" · "));
}

TlsTab::TlsTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new TreeModel({{tr("JA4"), {}}, {tr("Requests"), numbers}, {tr("Server name"), {}}, {tr("ALPN"), {}},
                                {tr("Other clients"), numbers}},
          this))
    , m_tree(new QTreeView(this))
    , m_nothing(new QLabel(tr("No TLS client was seen with these requests.\nAccess logs tell it only where they are "
                              "told to log a fingerprint."),
          this))
    , m_text(new QTextBrowser(this))
    , m_find(new QPushButton(tr("&Find other clients with this JA4"), this))
    , m_stack(new QStackedWidget(this))
{
    m_tree->setObjectName(QStringLiteral("tlsClients"));
    m_tree->setAccessibleName(tr("TLS clients"));
    m_tree->setModel(m_model);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setStretchLastSection(false);
    m_text->setObjectName(QStringLiteral("tlsText"));
    m_text->setAccessibleName(tr("The chosen TLS client in words"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setOpenLinks(false);
    m_find->setObjectName(QStringLiteral("tlsFind"));
    m_find->setAutoDefault(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(24);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    auto* page = new QWidget(this);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 2, 8, 6);
    buttons->addWidget(m_find);
    buttons->addStretch();
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(0, 0, 0, 0);
    pageLayout->setSpacing(0);
    pageLayout->addWidget(m_tree, 2);
    pageLayout->addWidget(m_text, 3);
    pageLayout->addLayout(buttons);
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(page);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &TlsTab::describe);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &TlsTab::showMenu);
    connect(m_find, &QPushButton::clicked, this, [this] {
        if (!currentJa4().empty())
            m_context.query.replace(termOf(QStringLiteral("ja4"), currentJa4()));
    });
}

void TlsTab::setContent(const std::shared_ptr<const ItemContent>& content)
{
    m_content = content && content->requestSet ? content : nullptr;
    m_clients.clear();
    fill();
    const bool any = m_content && !m_content->requestFacts->tls.empty();
    m_stack->setCurrentIndex(any ? 1 : 0);
    if (any)
        m_tree->setCurrentIndex(m_model->index(0, 0));
    if (isVisible())
        countClients();
}

void TlsTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    countClients();
}

std::string TlsTab::currentJa4() const
{
    return m_tree->currentIndex().siblingAtColumn(0).data(TreeModel::ValueRole).toString().toStdString();
}

void TlsTab::fill()
{
    std::vector<TreeNode> nodes;
    if (m_content) {
        for (const RequestFacts::TlsClient& client : m_content->requestFacts->tls) {
            QStringList names;
            for (const std::string& name : client.serverNames)
                names << displayLine(name, 200);
            const auto known = m_clients.find(client.ja4);
            TreeNode node;
            node.texts = {
                client.ja4.empty() ? tr("JA3 %1").arg(displayLine(client.ja3, 60)) : displayLine(client.ja4, 60),
                formatCount(client.requests), names.join(QStringLiteral(", ")), ja4Alpn(client.ja4),
                known == m_clients.end() ? QString() : formatCount(known->second)};
            node.value = QString::fromStdString(client.ja4);
            node.toolTip = ja4Words(client.ja4);
            nodes.push_back(std::move(node));
        }
    }
    m_model->updateNodes(std::move(nodes));
    const int unit = fontMetrics().averageCharWidth();
    for (int column = 0; column < m_model->columnCount(); ++column)
        fitColumn(m_tree, column, unit * 7, unit * (column == 0 ? 44 : 26));
    describe();
}

void TlsTab::describe()
{
    const int row = m_tree->currentIndex().row();
    m_find->setEnabled(!currentJa4().empty());
    if (!m_content || row < 0 || static_cast<size_t>(row) >= m_content->requestFacts->tls.size()) {
        m_text->clear();
        return;
    }
    const RequestFacts::TlsClient& client = m_content->requestFacts->tls[static_cast<size_t>(row)];
    QStringList names;
    for (const std::string& name : client.serverNames)
        names << displayLine(name, 200);
    const auto known = m_clients.find(client.ja4);
    QString html = QStringLiteral("<table cellspacing=0 cellpadding=0>");
    html += gui::row(tr("JA4"), displayLine(client.ja4, 100));
    html += gui::row(tr("Means"), ja4Words(client.ja4));
    if (looksLikeJa4(client.ja4)) {
        html += gui::row(tr("Ciphers"), tr("hash %1 of the sorted list").arg(displayLine(client.ja4.substr(11, 12))));
        html += gui::row(tr("Extensions"),
            tr("hash %1 of the sorted list with the signature algorithms").arg(displayLine(client.ja4.substr(24, 12))));
    }
    html += gui::row(tr("JA3"), displayLine(client.ja3, 100));
    html += gui::row(tr("Server name"), names.join(QStringLiteral(", ")));
    if (known != m_clients.end())
        html += gui::row(tr("Other clients"),
            known->second ? tr("%n other address(es) in this case", nullptr, static_cast<int>(known->second))
                          : tr("no other address in this case"));
    if (m_content->requestFacts->withoutTls)
        html += gui::row(
            tr("Without TLS"), tr("%n request(s)", nullptr, static_cast<int>(m_content->requestFacts->withoutTls)));
    m_text->setHtml(html + QStringLiteral("</table>"));
}

void TlsTab::countClients()
{
    if (!m_content || !m_context.live.file() || !m_clients.empty() || m_content->requestFacts->tls.empty())
        return;
    using Counts = std::map<std::string, uint64_t>;
    const JobTitle title{tr("Count clients"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [content = m_content, file = m_context.live.file(), snapshot = m_context.live.snapshot()](
                          const RunContext& context) -> Result<Counts> {
        Counts counts;
        for (const RequestFacts::TlsClient& client : content->requestFacts->tls) {
            if (client.ja4.empty() || counts.contains(client.ja4) || counts.size() >= mostCounted)
                continue;
            const auto others = otherClients(*file, *snapshot, client.ja4, content->requestSet->head().client, context);
            if (!others)
                return others.error();
            counts.emplace(client.ja4, *others);
        }
        return counts;
    };
    m_context.jobs.start<Counts>(
        this, QStringLiteral("clients"), title, work, [this, content = m_content](Result<Counts> counts) {
            if (!counts || content != m_content)
                return;
            m_clients = std::move(*counts);
            fill();
        });
}

void TlsTab::showMenu(const QPoint& position)
{
    const std::string ja4 = currentJa4();
    if (ja4.empty())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addTermActions(menu, m_context.query, termOf(QStringLiteral("ja4"), ja4));
    menu->addSeparator();
    addFindAction(menu, m_context.query, tr("Find all with this JA4"), termOf(QStringLiteral("ja4"), ja4));
    menu->addAction(tr("&Copy JA4"), menu, [ja4] { QApplication::clipboard()->setText(QString::fromStdString(ja4)); });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace assay::gui
