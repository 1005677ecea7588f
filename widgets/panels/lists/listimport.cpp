// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/lists/listimport.h"

#include "core/casefile/case.h"
#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

#include <algorithm>
#include <climits>

namespace assay::gui {
namespace {

constexpr qint64 largestFile = qint64{512} << 20; // bytes
constexpr size_t namedLines = 5; // invalid lines that the summary names
constexpr int longestName = 64;

bool isNameCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == QChar('-') || c == QChar('_') || c == QChar('.');
}

int clamped(uint64_t count)
{
    return static_cast<int>(std::min<uint64_t>(count, INT_MAX));
}

QString columnName(const query::IpListColumn& column, size_t index)
{
    const QString name =
        column.name.empty() ? ListImport::tr("Column %1").arg(index + 1) : displayLine(column.name, 40);
    return column.example.empty()
        ? name
        : ListImport::tr("%1 (such as %2)", "column, a value of it").arg(name, displayLine(column.example, 40));
}

} // namespace

QString listSummary(const query::IpListFile& file)
{
    QString text = ListImport::tr("%1 read").arg(formatCount(file.rows));
    if (file.rejected > 0) {
        QStringList lines;
        for (size_t i = 0; i < std::min(namedLines, file.rejects.size()); ++i)
            lines << QString::number(file.rejects[i].line);
        if (file.rejected > static_cast<uint64_t>(lines.size()))
            lines << QStringLiteral("…");
        text += ListImport::tr(" · %1 invalid: %2", "count, lines")
                    .arg(formatCount(file.rejected),
                        ListImport::tr("line(s) %1", nullptr, clamped(file.rejected))
                            .arg(lines.join(QStringLiteral(", "))));
    }
    if (file.duplicates > 0)
        text += ListImport::tr(" · %n duplicate(s)", nullptr, clamped(file.duplicates));
    return text;
}

QString listNameFor(const QString& file)
{
    QString name;
    for (const QChar c : QFileInfo(file).completeBaseName().left(longestName))
        name += isNameCharacter(c) ? c : QChar('-');
    const bool begins = !name.isEmpty() && name[0] != QChar('-') && name[0] != QChar('.');
    return begins ? name : QStringLiteral("list") + name;
}

Result<query::IpListFile> readListOrigin(
    const ListOrigin& origin, std::optional<size_t> column, const RunContext& context)
{
    QByteArray bytes = origin.text;
    if (!origin.file.isEmpty()) {
        QFile file(origin.file);
        const std::string path = QFile::encodeName(origin.file).toStdString();
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::NotFound, path, file.errorString().toStdString()};
        if (file.size() > largestFile)
            return Error{ErrorCode::LimitExceeded, path, "a list file of more than 512 MB"};
        bytes = file.readAll();
    }
    query::IpListOptions options;
    options.column = column;
    return query::readIpList({bytes.constData(), static_cast<size_t>(bytes.size())}, options, context);
}

ListImport::ListImport(const PanelContext& context, ListOrigin origin, const QString& name, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_origin(std::make_shared<const ListOrigin>(std::move(origin)))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("listImport"));
    setWindowTitle(tr("IP list"));
    buildWidgets(name.isEmpty() ? listNameFor(m_origin->file) : name);
    read(std::nullopt);
}

QString ListImport::summary() const
{
    return m_summary->text();
}

void ListImport::buildWidgets(const QString& name)
{
    m_name = new QLineEdit(name, this);
    m_name->setObjectName(QStringLiteral("listName"));
    m_name->setMaxLength(longestName);
    m_column = new QComboBox(this);
    m_column->setObjectName(QStringLiteral("listColumn"));
    m_column->setEnabled(false);
    m_summary = new QLabel(tr("Reading…"), this);
    m_summary->setObjectName(QStringLiteral("listSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_rejects = new QTreeWidget(this);
    m_rejects->setObjectName(QStringLiteral("listRejects"));
    m_rejects->setAccessibleName(tr("Lines that are no addresses"));
    m_rejects->setHeaderLabels({tr("Line"), tr("Not an address")});
    m_rejects->setRootIsDecorated(false);
    m_rejects->setUniformRowHeights(true);
    m_rejects->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Save);
    m_ok->setEnabled(false);
    auto* form = new QFormLayout(this);
    form->addRow(tr("From:"),
        new QLabel(
            m_origin->file.isEmpty() ? tr("the clipboard") : displayLine(QFileInfo(m_origin->file).fileName(), 80),
            this));
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("&Column:"), m_column);
    form->addRow(m_summary);
    form->addRow(m_rejects);
    form->addRow(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 70);
    connect(buttons, &QDialogButtonBox::accepted, this, &ListImport::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &ListImport::check);
    connect(m_column, &QComboBox::activated, this, [this](int index) { read(static_cast<size_t>(index)); });
}

void ListImport::read(std::optional<size_t> column)
{
    m_file = nullptr;
    check();
    const JobTitle title{tr("Read list"), QFileInfo(m_origin->file).fileName(), JobUnit::Bytes, JobShow::Visible};
    m_context.jobs.start<query::IpListFile>(
        this, QStringLiteral("read"), title,
        [origin = m_origin, column](const RunContext& context) { return readListOrigin(*origin, column, context); },
        [this](Result<query::IpListFile> file) {
            if (file)
                present(std::move(*file));
            else if (file.error().code == ErrorCode::Cancelled)
                reject();
            else
                m_summary->setText(errorText(file.error(), Attempt::Other).full());
        });
}

void ListImport::present(query::IpListFile file)
{
    m_file = std::make_shared<const query::IpListFile>(std::move(file));
    m_summary->setText(listSummary(*m_file));
    m_column->clear();
    for (size_t i = 0; i < m_file->columns.size(); ++i)
        m_column->addItem(columnName(m_file->columns[i], i));
    m_column->setCurrentIndex(static_cast<int>(m_file->column));
    m_column->setEnabled(m_file->columns.size() > 1);
    m_rejects->clear();
    for (const query::IpListReject& reject : m_file->rejects)
        new QTreeWidgetItem(m_rejects, {formatCount(reject.line), displayLine(reject.text, 120)});
    m_rejects->setVisible(!m_file->rejects.empty());
    check();
}

void ListImport::check()
{
    const QString name = m_name->text();
    const bool sound = !name.isEmpty() && name == listNameFor(name + QStringLiteral(".txt"));
    m_name->setToolTip(sound ? QString() : tr("Letters, digits, “-”, “_” and “.” only"));
    m_ok->setEnabled(sound && m_file && !m_file->entries.empty());
}

void ListImport::save()
{
    const QString name = m_name->text();
    const JobTitle title{tr("Keep list"), name, JobUnit::None, JobShow::Visible};
    const auto work = [file = m_context.live.file(), list = m_file, name = name.toStdString()](
                          const RunContext&) -> Result<bool> {
        const auto done = file->setList({name, list->addresses, {}});
        if (!done)
            return done.error();
        (void)file->list(name); // read here, so that asking for it does not stop the window
        return true;
    };
    m_ok->setEnabled(false);
    m_context.jobs.start<bool>(this, QStringLiteral("save"), title, work, [this, name](Result<bool> done) {
        if (!done) {
            m_summary->setText(errorText(done.error(), Attempt::SaveFile).full());
            check();
            return;
        }
        Q_EMIT saved(name);
        accept();
    });
}

} // namespace assay::gui
