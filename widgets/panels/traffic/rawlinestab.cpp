// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/traffic/rawlinestab.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/requestfacts.h"
#include "widgets/settings/appsettings.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <numeric>

namespace assay::gui {
namespace {

constexpr Qt::Alignment toTheRight = Qt::AlignRight | Qt::AlignVCenter;
constexpr qint64 mostOfLine = 64 << 10; // bytes of a log line that are shown

using Content = std::shared_ptr<const ItemContent>;

TableColumn placeColumn(const Content& content)
{
    const bool lines = placesOf(content->detail) == SourcePlaces::Lines;
    TableColumn column{QStringLiteral("place"), lines ? RawLinesTab::tr("Line") : RawLinesTab::tr("Frame"),
        lines ? RawLinesTab::tr("Line of the log, from 1")
              : RawLinesTab::tr("Frame of the capture, as Wireshark counts"),
        toTheRight, 11, true, {}, {}, {}, {}};
    column.text = [content](const TableRows&, uint32_t row) {
        return QString::number(content->requestSet->requests()[row].place);
    };
    return column;
}

TableColumn streamColumn(const Content& content)
{
    TableColumn column{QStringLiteral("stream"), RawLinesTab::tr("Stream"),
        RawLinesTab::tr("Stream of the capture, as Wireshark counts"), toTheRight, 9, true, {}, {}, {}, {}};
    column.text = [content](const TableRows&, uint32_t row) {
        return QString::number(content->requestSet->requests()[row].stream);
    };
    return column;
}

TableColumn numberColumn()
{
    TableColumn column{
        QStringLiteral("number"), RawLinesTab::tr("#", "number of a request"), {}, toTheRight, 6, true, {}, {}, {}, {}};
    column.text = [](const TableRows&, uint32_t row) { return QString::number(row + 1); };
    return column;
}

TableColumn lineColumn(const Content& content)
{
    TableColumn column{QStringLiteral("line"), RawLinesTab::tr("Request as stored"),
        RawLinesTab::tr("Time, place, stream, offset, method, path, query, status, bytes, type, user agent …"),
        Qt::AlignLeft | Qt::AlignVCenter, 160, true, {}, {}, {}, {}};
    column.text = [content](const TableRows&, uint32_t row) {
        return displayLine(requestLine(*content->requestSet, *content->requestFacts, row), 2000);
    };
    return column;
}

bool isCompressed(const QByteArray& head)
{
    return head.startsWith("\x1f\x8b") || head.startsWith("\x28\xb5\x2f\xfd") || head.startsWith("BZh")
        || head.startsWith("\xfd"
                           "7zXZ");
}

// The line of a log that begins at `offset`.
Result<QString> readLine(const std::filesystem::path& path, uint64_t offset)
{
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, path.string(), {}};
    if (isCompressed(file.peek(6)))
        return RawLinesTab::tr("The log is compressed: its lines are not read here.");
    if (!file.seek(static_cast<qint64>(offset)))
        return Error{ErrorCode::Changed, path.string(), {}};
    QByteArray bytes = file.read(mostOfLine);
    const qsizetype end = bytes.indexOf('\n');
    if (end >= 0)
        bytes.truncate(end);
    return breakLongLines(textOfBytes(std::string_view(bytes.constData(), static_cast<size_t>(bytes.size()))));
}

// A request line with a field in each line of the text.
QString fieldsText(std::string_view line)
{
    constexpr const char* names[] = {"time", "place", "stream", "offset", "method", "path", "query", "status", "bytes",
        "type", "agent", "referer", "host", "version", "location", "ja4", "ja3", "server-name", "user", "milliseconds",
        "flags"};
    const QStringList fields = textOfBytes(line).split(QChar('\t'));
    QStringList lines;
    for (qsizetype i = 0; i < fields.size() && i < static_cast<qsizetype>(std::size(names)); ++i) {
        if (fields[i] != QStringLiteral("-"))
            lines << QStringLiteral("%1  %2").arg(QString::fromLatin1(names[i]), -12).arg(fields[i]);
    }
    return breakLongLines(lines.join(QChar('\n')));
}

} // namespace

SourcePlaces placesOf(const ItemDetail& detail)
{
    return detail.container.format.rfind("capture/", 0) == 0 ? SourcePlaces::Frames : SourcePlaces::Lines;
}

RawLinesTab::RawLinesTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_view(new QTableView(this))
    , m_place(new QLabel(this))
    , m_copy(new QPushButton(this))
    , m_text(new QPlainTextEdit(this))
{
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_view->setObjectName(QStringLiteral("rawLines"));
    m_view->setAccessibleName(tr("Requests as stored"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setTabKeyNavigation(false);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setFont(fixed);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(QFontMetrics(fixed).height() + 5);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_place->setObjectName(QStringLiteral("rawPlace"));
    m_place->setTextFormat(Qt::PlainText);
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_copy->setObjectName(QStringLiteral("rawCopyPlace"));
    m_copy->setAutoDefault(true);
    m_text->setObjectName(QStringLiteral("rawText"));
    m_text->setAccessibleName(tr("The chosen request in full"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(fixed);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 3, 8, 3);
    bar->addWidget(m_place, 1);
    bar->addWidget(m_copy);
    auto* below = new QWidget(this);
    auto* belowLayout = new QVBoxLayout(below);
    belowLayout->setContentsMargins(0, 0, 0, 0);
    belowLayout->setSpacing(0);
    belowLayout->addLayout(bar);
    belowLayout->addWidget(m_text, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_view);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_copy, &QPushButton::clicked, this, &RawLinesTab::copyPlace);
}

void RawLinesTab::setContent(const Content& content)
{
    m_content = content && content->requestSet ? content : nullptr;
    m_request.reset();
    SnapshotTable* old = m_model;
    m_model = nullptr;
    if (m_content) {
        TableColumns columns{numberColumn(), placeColumn(m_content)};
        if (placesOf(m_content->detail) == SourcePlaces::Frames)
            columns.push_back(streamColumn(m_content));
        columns.push_back(lineColumn(m_content));
        m_model = new SnapshotTable(std::move(columns), this);
    }
    m_view->setModel(m_model);
    delete old;
    describe();
    if (!m_content)
        return;
    auto rows = std::make_shared<const RequestRows>(
        m_content->requestSet, RequestMarks(), m_context.settings.timeZone(), m_content->requestFacts->hasFractions);
    std::vector<uint32_t> order(rows->count());
    std::iota(order.begin(), order.end(), 0u);
    m_model->setSnapshot(rows, std::move(order));
    const int unit = QFontMetrics(m_view->font()).averageCharWidth();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_view->setColumnWidth(column, unit * m_model->columns()[static_cast<size_t>(column)].widthInChars + 10);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        m_request = now.isValid() ? std::optional(m_model->rowAt(now.row())) : std::nullopt;
        describe();
    });
    if (m_model->rowCount())
        m_view->setCurrentIndex(m_model->index(0, 0));
}

void RawLinesTab::showRequest(uint32_t request)
{
    if (!m_model || request >= static_cast<uint32_t>(m_model->rowCount()))
        return;
    const QModelIndex index = m_model->index(static_cast<int>(request), 0);
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void RawLinesTab::describe()
{
    const bool known = m_content && m_request;
    m_copy->setEnabled(known);
    m_text->clear();
    if (!known) {
        m_place->clear();
        m_copy->setText(tr("Copy line number"));
        return;
    }
    const traffic::Request& request = m_content->requestSet->requests()[*m_request];
    const QString source = displayLine(m_content->detail.source.filename().string(), 120);
    const bool frames = placesOf(m_content->detail) == SourcePlaces::Frames;
    m_place->setText(frames ? tr("Frame %1, stream %2 of %3").arg(request.place).arg(request.stream).arg(source)
                            : tr("Line %1 of %2").arg(request.place).arg(source));
    m_copy->setText(frames ? tr("&Copy filter for the frame") : tr("&Copy line number"));
    m_copy->setToolTip(frames ? tr("As Wireshark takes it: frame.number == %1").arg(request.place) : QString());
    m_text->setPlainText(fieldsText(requestLine(*m_content->requestSet, *m_content->requestFacts, *m_request)));
    if (!frames)
        readSource();
}

// The original line, where the log is a plain file that is still there.
void RawLinesTab::readSource()
{
    const JobTitle title{tr("Read log line"), {}, JobUnit::None, JobShow::Quiet};
    const ItemDetail& detail = m_content->detail;
    if (detail.container.path.find('!') != std::string::npos)
        return; // in an archive: a line cannot be found there without reading all before it
    const auto work = [path = detail.container.path.empty() ? detail.source : detail.source / detail.container.path,
                          offset = m_content->requestSet->requests()[*m_request].offset](
                          const RunContext&) { return readLine(path, offset); };
    m_context.jobs.start<QString>(
        this, QStringLiteral("line"), title, work, [this, request = m_request](Result<QString> line) {
            if (request != m_request)
                return;
            const QString shown = line ? *line : errorText(line.error(), Attempt::ReadItem).full();
            m_text->setPlainText(shown + QStringLiteral("\n\n") + m_text->toPlainText());
        });
}

void RawLinesTab::copyPlace()
{
    if (!m_content || !m_request)
        return;
    const uint64_t place = m_content->requestSet->requests()[*m_request].place;
    QApplication::clipboard()->setText(placesOf(m_content->detail) == SourcePlaces::Frames
            ? QStringLiteral("frame.number == %1").arg(place)
            : QString::number(place));
}

} // namespace assay::gui
