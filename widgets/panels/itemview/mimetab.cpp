// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/mimetab.h"

#include "core/base/file.h"
#include "widgets/bridge/columnwidths.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include <array>
#include <cmath>

namespace assay::gui {
namespace {

constexpr qsizetype previewLimit = 200'000; // characters

QString iconOf(const MailPart& part)
{
    if (part.isContainer)
        return QStringLiteral("part-multi");
    if (part.isAttachment)
        return QStringLiteral("attachment");
    return part.type.rfind("image/", 0) == 0 ? QStringLiteral("part-image") : QStringLiteral("part-text");
}

QString hashText(const Sha256& hash)
{
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char*>(hash.data()), static_cast<qsizetype>(hash.size())).toHex());
}

// Bits a byte, 0 to 8: near 8 is compressed or encrypted.
double entropy(const std::string& bytes)
{
    if (bytes.empty())
        return 0;
    std::array<size_t, 256> counts{};
    for (const char c : bytes)
        ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const size_t count : counts) {
        const double share = static_cast<double>(count) / static_cast<double>(bytes.size());
        if (count)
            bits -= share * std::log2(share);
    }
    return bits;
}

TreeNode partNode(const MailPart& part)
{
    TreeNode node;
    const QString name = displayLine(part.fileName, 200);
    node.texts = {displayLine(part.type, 100), name, displayLine(part.charset, 60), displayLine(part.encoding, 60),
        part.isContainer ? QString() : formatSize(part.decodedBytes), displayLine(part.path, 60)};
    node.icon = iconOf(part);
    node.parent = part.parent;
    if (!part.isContainer)
        node.toolTip = QStringLiteral("SHA-256 ") + hashText(part.sha256);
    return node;
}

} // namespace

MimeTab::MimeTab(Jobs& jobs, QWidget* parent)
    : QWidget(parent)
    , m_jobs(jobs)
{
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    m_model = new TreeModel(
        {{tr("Type")}, {tr("Name")}, {tr("Charset")}, {tr("Encoding")}, {tr("Size"), right}, {tr("Part")}}, this);
    m_tree = new QTreeView(this);
    m_tree->setObjectName(QStringLiteral("mimeTree"));
    m_tree->setAccessibleName(tr("MIME parts"));
    m_tree->setModel(m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_preview = new QPlainTextEdit(this);
    m_preview->setReadOnly(true);
    m_preview->setFrameShape(QFrame::NoFrame);
    m_preview->setAccessibleName(tr("Preview of the part"));
    m_preview->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_note = new QLabel(this);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_save = new QPushButton(tr("Save part…"), this);
    m_save->setToolTip(tr("Write the decoded part to a file with a name that you choose; it is never opened"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(10, 3, 6, 3);
    bar->addWidget(m_note, 1);
    bar->addWidget(m_save);
    auto* below = new QWidget(this);
    auto* belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(0, 0, 0, 0);
    belowLayout->setSpacing(0);
    belowLayout->addLayout(bar);
    belowLayout->addWidget(m_preview);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_tree);
    splitter->addWidget(below);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &MimeTab::showPart);
    auto* findSame = new QAction(tr("Find all with this attachment"), this);
    m_tree->addAction(findSame);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(findSame, &QAction::triggered, this, [this] {
        const int part = currentPart();
        if (part >= 0 && m_content->message->parts()[static_cast<size_t>(part)].isAttachment)
            Q_EMIT digestChosen(toHex(m_content->message->parts()[static_cast<size_t>(part)].sha256));
    });
    connect(m_save, &QPushButton::clicked, this, &MimeTab::savePart);
}

void MimeTab::setContent(const std::shared_ptr<const ItemContent>& content)
{
    m_content = content;
    std::vector<TreeNode> nodes;
    if (content) {
        for (const MailPart& part : content->message->parts())
            nodes.push_back(partNode(part));
    }
    m_model->setNodes(std::move(nodes));
    m_tree->expandToDepth(8);
    for (int column = 0; column < m_model->columnCount() - 1; ++column)
        fitColumn(m_tree, column, 70, 320);
    const int best = content ? content->message->bestTextPart() : -1;
    m_tree->setCurrentIndex(m_model->indexOfNode(qMax(best, 0)));
    showPart();
}

void MimeTab::choosePart(int part)
{
    m_tree->setCurrentIndex(m_model->indexOfNode(part));
    m_tree->scrollTo(m_tree->currentIndex());
}

int MimeTab::currentPart() const
{
    return m_model->nodeOf(m_tree->currentIndex());
}

void MimeTab::showPart()
{
    const int part = currentPart();
    const bool leaf = m_content && part >= 0 && !m_content->message->parts()[static_cast<size_t>(part)].isContainer;
    m_save->setEnabled(leaf);
    m_preview->clear();
    m_note->clear();
    if (!leaf)
        return;
    const MailPart& info = m_content->message->parts()[static_cast<size_t>(part)];
    struct Preview
    {
        QString text, note;
    };
    const auto work = [content = m_content, part, hash = hashText(info.sha256)](const RunContext&) -> Result<Preview> {
        const std::string bytes = content->message->decodedPart(static_cast<size_t>(part));
        Preview preview;
        preview.text = breakLongLines(
            QString::fromStdString(content->message->partText(static_cast<size_t>(part))).left(previewLimit));
        preview.note = tr("SHA-256 %1 · entropy %2 bits a byte").arg(hash).arg(entropy(bytes), 0, 'f', 2);
        return preview;
    };
    m_jobs.start<Preview>(this, QStringLiteral("preview"), {tr("Preview"), {}, JobUnit::None, JobShow::Quiet}, work,
        [this](Result<Preview> result) {
            if (!result)
                return;
            m_preview->setPlainText(result->text);
            m_note->setText(result->note);
            m_note->setToolTip(result->note);
        });
}

void MimeTab::savePart()
{
    const int part = currentPart();
    if (!m_content || part < 0)
        return;
    const MailPart& info = m_content->message->parts()[static_cast<size_t>(part)];
    auto* dialog = new QFileDialog(this, tr("Save part"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QString::fromStdString(info.savedName.empty() ? "part.bin" : info.savedName));
    connect(dialog, &QFileDialog::fileSelected, this, [this, content = m_content, part](const QString& file) {
        const auto work = [content, part, file](const RunContext&) -> Result<bool> {
            const auto written = writeFileAtomically(
                QFile::encodeName(file).toStdString(), content->message->decodedPart(static_cast<size_t>(part)));
            if (!written)
                return written.error();
            return true;
        };
        m_jobs.start<bool>(this, QStringLiteral("save"), {tr("Save part"), file, JobUnit::None, JobShow::Visible}, work,
            [this](Result<bool> result) {
                if (!result)
                    Q_EMIT saveFailed(result.error());
            });
    });
    dialog->open();
}

} // namespace assay::gui
