// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/contextpage.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/themecolors.h"
#include "widgets/panels/feedback/batchtext.h"
#include "widgets/settings/appsettings.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

using feedback::BatchContext;
using feedback::Reason;

constexpr Reason reasons[] = {Reason::Attack, Reason::FalsePositive, Reason::FalseNegative, Reason::TruePositive,
    Reason::TrueNegative, Reason::Other};
constexpr int noneYet = 0; // what the editors of times show for "not set"

// The editors know clock times only: they show those of the zone of the batch as if they were UTC.
QDateTime clockTime(int64_t seconds, const QTimeZone& zone)
{
    if (seconds == noneYet)
        return QDateTime::fromSecsSinceEpoch(noneYet, Qt::UTC);
    const QDateTime there = QDateTime::fromSecsSinceEpoch(seconds).toTimeZone(zone);
    return QDateTime(there.date(), there.time(), Qt::UTC);
}

int64_t secondsOf(const QDateTime& clock, const QTimeZone& zone)
{
    if (clock.toSecsSinceEpoch() == noneYet)
        return noneYet;
    return QDateTime(clock.date(), clock.time(), zone).toSecsSinceEpoch();
}

} // namespace

ContextPage::ContextPage(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_desk(context.live.batches())
    , m_earlier(new QComboBox(this))
    , m_reasons(new QButtonGroup(this))
    , m_name(new QLineEdit(this))
    , m_notes(new QPlainTextEdit(this))
    , m_confidence(new QSpinBox(this))
    , m_problems(textLabel("contextProblems", this))
{
    m_earlier->setObjectName(QStringLiteral("contextEarlier"));
    m_earlier->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_name->setObjectName(QStringLiteral("contextName"));
    m_name->setMaxLength(200);
    m_name->setAccessibleName(tr("Name of the batch"));
    m_earlier->setAccessibleName(tr("Copy from an earlier batch"));
    m_confidence->setAccessibleName(tr("Confidence in the labels"));
    m_notes->setObjectName(QStringLiteral("contextNotes"));
    m_notes->setTabChangesFocus(true);
    m_notes->setFixedHeight(fontMetrics().height() * 5);
    m_notes->setAccessibleName(tr("Notes"));
    m_confidence->setObjectName(QStringLiteral("contextConfidence"));
    m_confidence->setRange(0, 100);
    m_confidence->setSuffix(tr(" %"));
    QLabel* warning = textLabel("contextNotesWarning", this);
    setTextOf(warning, tr("The notes leave this computer when the batch is submitted: write nothing secret."));
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("&Period:"), buildPeriod());
    form->addRow(tr("N&otes:"), m_notes);
    form->addRow(warning);
    form->addRow(tr("Con&fidence:"), m_confidence);
    form->addRow(tr("Cop&y from:"), m_earlier);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(headingLabel(tr("Why were these items labelled?"), this));
    layout->addWidget(buildReasons());
    layout->addLayout(form);
    layout->addWidget(m_problems);
    layout->addStretch(1);
    connectEditors();
    present();
}

QWidget* ContextPage::buildReasons()
{
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (const Reason reason : reasons) {
        auto* choice = new QRadioButton(reasonWords(reason), box);
        choice->setObjectName(QStringLiteral("reason%1").arg(static_cast<int>(reason)));
        choice->setAccessibleDescription(meaningOf(reason));
        auto* meaning = new QLabel(meaningOf(reason), box);
        meaning->setWordWrap(true);
        meaning->setIndent(fontMetrics().height() + 8);
        meaning->setForegroundRole(QPalette::PlaceholderText);
        m_reasons->addButton(choice, static_cast<int>(reason));
        layout->addWidget(choice);
        layout->addWidget(meaning);
    }
    return box;
}

QWidget* ContextPage::buildPeriod()
{
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto editor = [&](const char* name, const QString& title) {
        auto* edit = new QDateTimeEdit(box);
        edit->setObjectName(QString::fromLatin1(name));
        edit->setAccessibleName(title);
        edit->setTimeSpec(Qt::UTC);
        edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        edit->setMinimumDateTime(QDateTime::fromSecsSinceEpoch(noneYet, Qt::UTC));
        edit->setSpecialValueText(tr("not set", "time"));
        edit->setCalendarPopup(true);
        layout->addWidget(edit);
        return edit;
    };
    m_start = editor("contextStart", tr("Start of the period"));
    m_stop = editor("contextStop", tr("End of the period"));
    m_zone = new QComboBox(box);
    m_zone->setObjectName(QStringLiteral("contextZone"));
    m_zone->setAccessibleName(tr("Time zone of the period"));
    layout->addWidget(m_zone);
    return box;
}

void ContextPage::connectEditors()
{
    connect(m_reasons, &QButtonGroup::idClicked, this, [this](int id) {
        BatchContext context = typed();
        context.reason = static_cast<Reason>(id);
        context.reasonText = std::string(feedback::reasonMeaning(context.reason));
        m_desk.setContext(context);
    });
    connect(m_name, &QLineEdit::textEdited, this, &ContextPage::edited);
    connect(m_start, &QDateTimeEdit::dateTimeChanged, this, &ContextPage::edited);
    connect(m_stop, &QDateTimeEdit::dateTimeChanged, this, &ContextPage::edited);
    connect(m_zone, &QComboBox::activated, this, &ContextPage::edited);
    connect(m_notes, &QPlainTextEdit::textChanged, this, &ContextPage::edited);
    connect(m_confidence, &QSpinBox::valueChanged, this, &ContextPage::edited);
    connect(m_earlier, &QComboBox::activated, this, &ContextPage::copyFrom);
    connect(&m_desk, &BatchDesk::activeChanged, this, &ContextPage::present);
    connect(&m_desk, &BatchDesk::draftChanged, this, &ContextPage::present);
    connect(&m_desk, &BatchDesk::listChanged, this, &ContextPage::fillEarlier);
}

// Editors that already say so are left alone: whoever types keeps the cursor.
void ContextPage::present()
{
    const std::optional<Batch>& batch = m_desk.active();
    setEnabled(m_desk.isEditable());
    if (!batch)
        return;
    m_presenting = true;
    const BatchContext& context = batch->info.context;
    m_reasons->button(static_cast<int>(context.reason))->setChecked(true);
    setFocusProxy(m_reasons->button(static_cast<int>(context.reason)));
    if (const QString name = QString::fromStdString(context.name); name != m_name->text())
        m_name->setText(name);
    fillZones(context);
    if (const QDateTime start = clockTime(context.start, zone()); start != m_start->dateTime())
        m_start->setDateTime(start);
    if (const QDateTime stop = clockTime(context.stop, zone()); stop != m_stop->dateTime())
        m_stop->setDateTime(stop);
    if (const QString notes = QString::fromStdString(context.notes); notes != m_notes->toPlainText())
        m_notes->setPlainText(notes);
    m_confidence->setValue(context.confidence);
    m_presenting = false;
    fillEarlier();
    check();
}

// The zone of the batch, that of the window, UTC and that of this computer, each once.
void ContextPage::fillZones(const BatchContext& context)
{
    const QTimeZone window = m_context.settings.timeZone();
    QByteArrayList ids;
    for (const QByteArray& id :
        {zoneOf(context, window).id(), window.id(), QByteArray("UTC"), QTimeZone::systemTimeZoneId()}) {
        if (!id.isEmpty() && !ids.contains(id))
            ids << id;
    }
    m_zone->clear();
    for (const QByteArray& id : ids)
        m_zone->addItem(QString::fromUtf8(id), id);
    m_zone->setCurrentIndex(0);
}

QTimeZone ContextPage::zone() const
{
    return QTimeZone(m_zone->currentData().toByteArray());
}

void ContextPage::fillEarlier()
{
    m_earlier->clear();
    m_earlier->addItem(tr("an earlier batch …"), -1);
    for (const feedback::BatchInfo& info : *m_desk.list()) {
        if (m_desk.active() && info.id == m_desk.active()->info.id)
            continue;
        m_earlier->addItem(tr("%1 (%2)", "batch, its reason").arg(batchTitle(info), reasonWords(info.context.reason)),
            static_cast<int>(info.id.value));
    }
    m_earlier->setEnabled(m_earlier->count() > 1);
}

void ContextPage::copyFrom(int index)
{
    const int id = m_earlier->itemData(index).toInt();
    const feedback::BatchInfo* info = id < 0 ? nullptr : m_desk.info(BatchId{static_cast<uint32_t>(id)});
    if (!info || !m_desk.active())
        return;
    BatchContext context = info->context;
    context.name = m_desk.active()->info.context.name.empty() ? context.name : m_desk.active()->info.context.name;
    m_desk.setContext(context);
}

BatchContext ContextPage::typed() const
{
    BatchContext context = m_desk.active() ? m_desk.active()->info.context : BatchContext();
    context.name = m_name->text().toStdString();
    context.zone = m_zone->currentData().toByteArray().toStdString();
    context.start = secondsOf(m_start->dateTime(), zone());
    context.stop = secondsOf(m_stop->dateTime(), zone());
    context.notes = m_notes->toPlainText().toStdString();
    context.confidence = static_cast<uint8_t>(m_confidence->value());
    return context;
}

void ContextPage::edited()
{
    if (!m_presenting && m_desk.active())
        m_desk.setContext(typed());
}

void ContextPage::check()
{
    QStringList lines;
    for (const std::string& problem :
        feedback::checkContext(m_desk.active()->info.context, QDateTime::currentSecsSinceEpoch()))
        lines << QString::fromStdString(problem);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, accent(Accent::Warning, palette()));
    m_problems->setPalette(colors);
    setTextOf(m_problems, lines.join(QChar('\n')));
}

} // namespace assay::gui
