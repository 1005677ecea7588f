// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/sources/sourcespanel.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/sources/rebucketing.h"

#include <QHeaderView>
#include <QMap>
#include <QMenu>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr size_t shownHosts = 200; // of one source
constexpr int settleMs = 400; // while a case grows
constexpr size_t shownFolders = 20'000; // nodes of one source; the rest is counted in its last line

QString defectLines(DefectSet defects)
{
    QStringList lines;
    for (const Defect defect : defects.list())
        lines << defectSentence(defect);
    return lines.join(QChar('\n'));
}

QString countOrEmpty(uint64_t count)
{
    return count ? formatCount(count) : QString();
}

QVariant sourceValue(uint32_t source)
{
    return QVariantList{QStringLiteral("source"), source};
}

QVariant folderValue(uint32_t source, uint32_t folder)
{
    return QVariantList{QStringLiteral("folder"), source, folder};
}

QString sourceToolTip(const SourceInfo& source)
{
    QStringList lines{QString::fromStdString(source.path.string())};
    if (source.error)
        lines << errorText(*source.error, Attempt::AddSource).full();
    for (const FolderInfo& folder : source.folders) {
        if (folder.path.empty() && !folder.defects.isEmpty())
            lines << defectLines(folder.defects);
        for (const std::string& message : folder.messages)
            lines << displayLine(message, 1000);
        if (lines.size() > 12)
            break;
    }
    return lines.join(QChar('\n'));
}

bool isTraffic(const SourceInfo& source)
{
    return std::any_of(source.folders.begin(), source.folders.end(), [](const FolderInfo& folder) {
        return folder.format.rfind("accesslog/", 0) == 0 || folder.format.rfind("capture/", 0) == 0;
    });
}

// A source that is a single file has no node for its container.
bool isOdd(const SourceInfo& source)
{
    return std::any_of(source.folders.begin(), source.folders.end(),
        [](const FolderInfo& folder) { return folder.path.empty() && !folder.defects.isEmpty(); });
}

TreeNode folderNode(const SourceInfo& source, const FolderInfo& folder, const QString& name, int parent)
{
    TreeNode node;
    node.texts = {name, formatCount(folder.items), countOrEmpty(folder.itemsWithDefects)};
    node.value = folderValue(source.id, folder.id);
    node.icon =
        folder.messages.empty() && folder.defects.isEmpty() ? QStringLiteral("folder") : QStringLiteral("warning");
    QStringList tip{displayLine(folder.path, 300), QString::fromStdString(folder.format)};
    if (!folder.defects.isEmpty())
        tip << defectLines(folder.defects);
    for (const std::string& message : folder.messages)
        tip << displayLine(message, 1000);
    node.toolTip = tip.join(QChar('\n'));
    node.parent = parent;
    return node;
}

// Folders below a source; those between that hold no items themselves get a node without counts.
void addFolders(std::vector<TreeNode>& nodes, const SourceInfo& source, int sourceNode)
{
    QMap<QString, int> nodeOfPath;
    const size_t last = nodes.size() + shownFolders;
    for (const FolderInfo& folder : source.folders) {
        if (folder.path.empty() || nodes.size() > last)
            continue;
        int parent = sourceNode;
        const QStringList levels = QString::fromStdString(folder.path).split(QChar('/'), Qt::SkipEmptyParts);
        QString path;
        for (qsizetype i = 0; i + 1 < levels.size(); ++i) {
            path += QChar('/') + levels[i];
            if (!nodeOfPath.contains(path)) {
                TreeNode between;
                between.texts = {displayLine(levels[i], 200), {}, {}};
                between.icon = QStringLiteral("folder");
                between.value = QVariantList{QStringLiteral("path"), source.id, path};
                between.parent = parent;
                nodeOfPath.insert(path, static_cast<int>(nodes.size()));
                nodes.push_back(between);
            }
            parent = nodeOfPath.value(path);
        }
        const QString name = levels.isEmpty() ? displayLine(folder.path, 200) : displayLine(levels.last(), 200);
        nodeOfPath.insert(
            path + QChar('/') + (levels.isEmpty() ? QString() : levels.last()), static_cast<int>(nodes.size()));
        nodes.push_back(folderNode(source, folder, name, parent));
    }
}

} // namespace

SourcesPanel::SourcesPanel(const PanelContext& context, QWidget* parent)
    : Panel(parent)
    , m_context(context)
{
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    m_model =
        new TreeModel({{tr("Source")}, {tr("Items"), right}, {tr("Odd", "column: items with oddities"), right}}, this);
    m_tree = new QTreeView(this);
    m_tree->setObjectName(QStringLiteral("sourceTree"));
    m_tree->setAccessibleName(tr("Sources"));
    m_tree->setAccessibleDescription(tr("Files and folders of the case; selecting one narrows the list"));
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(14);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
    connect(
        m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
            if (!m_rebuilding)
                choose(current);
        });
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &SourcesPanel::openMenu);
    connect(&context.live, &LiveCase::sourcesChanged, this, &SourcesPanel::rebuild);
    connect(&context.live, &LiveCase::caseChanged, this, [this] {
        m_hosts.clear();
        m_counted = nullptr;
        rebuild();
        m_soon.start();
    });
    connect(&context.live, &LiveCase::itemsChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(&context.live, &LiveCase::sourcesChanged, &m_soon, qOverload<>(&QTimer::start));
    m_soon.setSingleShot(true);
    m_soon.setInterval(settleMs);
    connect(&m_soon, &QTimer::timeout, this, &SourcesPanel::countHosts);
}

// Of a source, or of what lies below it.
void SourcesPanel::openMenu(const QPoint& place)
{
    const QVariantList value = m_tree->indexAt(place).siblingAtColumn(0).data(TreeModel::ValueRole).toList();
    if (value.size() < 2)
        return;
    const std::vector<SourceInfo>& sources = m_context.live.sources();
    const auto source = std::find_if(
        sources.begin(), sources.end(), [&](const SourceInfo& info) { return info.id == value.at(1).toUInt(); });
    if (source == sources.end() || !isTraffic(*source))
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* buckets = menu->addAction(tr("&Time buckets…"));
    buckets->setObjectName(QStringLiteral("actionTimeBuckets"));
    buckets->setEnabled(!m_context.live.isReadOnly());
    connect(buckets, &QAction::triggered, this, [this, info = *source] { askForBuckets(m_context, info, this); });
    menu->popup(m_tree->viewport()->mapToGlobal(place));
}

void SourcesPanel::rebuild()
{
    const LiveCase& live = m_context.live;
    std::vector<TreeNode> nodes;
    if (live.isOpen()) {
        uint64_t odd = 0;
        for (const SourceInfo& source : live.sources()) {
            for (const FolderInfo& folder : source.folders)
                odd += folder.itemsWithDefects;
        }
        TreeNode root;
        root.texts = {live.title(), formatCount(live.items()->count()), countOrEmpty(odd)};
        root.icon = QStringLiteral("case");
        root.value = QVariantList{QStringLiteral("case")};
        root.toolTip = live.path();
        nodes.push_back(root);
        for (const SourceInfo& source : live.sources()) {
            uint64_t sourceOdd = 0;
            for (const FolderInfo& folder : source.folders)
                sourceOdd += folder.itemsWithDefects;
            TreeNode node;
            node.texts = {displayLine(source.title, 200), formatCount(source.items), countOrEmpty(sourceOdd)};
            node.value = sourceValue(source.id);
            node.icon = source.error || isOdd(source) ? QStringLiteral("warning")
                : isTraffic(source)                   ? QStringLiteral("host")
                                                      : QStringLiteral("mailbox");
            node.toolTip = sourceToolTip(source);
            node.parent = 0;
            nodes.push_back(node);
            const int sourceNode = static_cast<int>(nodes.size()) - 1;
            addFolders(nodes, source, sourceNode);
            addHosts(nodes, source, sourceNode);
        }
    }
    const QVariant current = m_tree->currentIndex().siblingAtColumn(0).data(TreeModel::ValueRole);
    const size_t before = m_model->nodes().size();
    m_model->updateNodes(std::move(nodes));
    if (m_model->nodes().size() != before) {
        m_tree->expandToDepth(m_hosts.size() == 1 && live.sources().size() == 1 ? 1 : 0); // hosts are wanted at once
        if (current.isValid()) {
            m_rebuilding = true;
            m_tree->setCurrentIndex(m_model->find(current));
            m_rebuilding = false;
        }
    }
}

// Hosts of each source with request sets, as far as the index knows them.
void SourcesPanel::countHosts()
{
    const LiveCase& live = m_context.live;
    const auto snapshot = live.snapshot();
    if (!live.file() || (m_counted && m_counted->items == snapshot->items && m_counted->index == snapshot->index))
        return;
    m_counted = snapshot;
    using Hosts = std::map<uint32_t, TopValues>;
    const JobTitle title{tr("Count hosts"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [file = live.file(), snapshot](const RunContext& context) -> Result<Hosts> {
        std::map<uint32_t, std::vector<uint32_t>> rows;
        for (uint32_t row = 0; row < snapshot->items->count(); ++row) {
            const ItemRow& item = snapshot->items->row(row);
            if (item.kind == ItemKind::RequestSet)
                rows[item.source].push_back(row);
        }
        Hosts hosts;
        for (const auto& entry : rows) {
            auto top = file->topValues(*snapshot, entry.second, TopKind::Host, shownHosts, context);
            if (!top)
                return top.error();
            hosts.emplace(entry.first, std::move(*top));
        }
        return hosts;
    };
    m_context.jobs.start<Hosts>(
        this, QStringLiteral("hosts"), title, work, [this, file = live.file()](Result<Hosts> hosts) {
            if (file != m_context.live.file())
                return;
            if (!hosts) {
                m_counted = nullptr; // the next change asks again
                return;
            }
            m_hosts = std::move(*hosts);
            rebuild();
        });
}

void SourcesPanel::addHosts(std::vector<TreeNode>& nodes, const SourceInfo& source, int sourceNode) const
{
    for (const FolderInfo& folder : source.folders) { // those below have nodes of their own
        for (const std::string& message : folder.path.empty() ? folder.messages : std::vector<std::string>()) {
            TreeNode node;
            node.texts = {displayLine(message, 1000), {}, {}};
            node.icon = QStringLiteral("warning");
            node.toolTip = displayLine(message, 1000);
            node.value = QVariantList{QStringLiteral("message"), source.id, node.toolTip};
            node.parent = sourceNode;
            nodes.push_back(std::move(node));
        }
    }
    const auto found = m_hosts.find(source.id);
    if (found == m_hosts.end())
        return;
    for (const TopValue& host : found->second.values) {
        TreeNode node;
        node.texts = {displayLine(host.value, 200), formatCount(host.sets), {}};
        node.icon = QStringLiteral("host");
        node.toolTip =
            tr("%1 request sets, %2 requests", "of a host").arg(formatCount(host.sets), formatCount(host.requests));
        node.value = QVariantList{QStringLiteral("host"), source.id, QString::fromStdString(host.query)};
        node.parent = sourceNode;
        nodes.push_back(std::move(node));
    }
    if (found->second.distinct > found->second.values.size()) {
        TreeNode node;
        node.texts = {
            tr("%1 more hosts", "count").arg(formatCount(found->second.distinct - found->second.values.size())), {},
            {}};
        node.parent = sourceNode;
        node.value = QVariantList{QStringLiteral("more"), source.id};
        nodes.push_back(std::move(node));
    }
}

void SourcesPanel::choose(const QModelIndex& index)
{
    const QVariantList value = index.siblingAtColumn(0).data(TreeModel::ValueRole).toList();
    const QString kind = value.value(0).toString();
    if (kind.isEmpty())
        return;
    if (kind == QStringLiteral("host")) {
        m_hostTerm = value.value(2).toString();
        Q_EMIT placeChosen(value.value(1).toUInt(), std::nullopt);
        m_context.query.replace(m_hostTerm);
        return;
    }
    if (!m_hostTerm.isEmpty() && m_context.query.text() == m_hostTerm)
        m_context.query.replace({}); // it came from here and goes from here
    m_hostTerm.clear();
    if (kind == QStringLiteral("source"))
        Q_EMIT placeChosen(value.value(1).toUInt(), std::nullopt);
    else if (kind == QStringLiteral("folder"))
        Q_EMIT placeChosen(value.value(1).toUInt(), value.value(2).toUInt());
    else if (kind == QStringLiteral("case"))
        Q_EMIT placeChosen(std::nullopt, std::nullopt);
}

} // namespace assay::gui
