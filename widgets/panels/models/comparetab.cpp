// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/comparetab.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/panels/export/reportprint.h"
#include "widgets/panels/models/compareplots.h"
#include "widgets/panels/models/comparesetup.h"
#include "widgets/panels/models/disagreementtab.h"
#include "widgets/panels/models/promotedialog.h"
#include "widgets/panels/models/thresholdpanel.h"
#include "widgets/panels/models/verdicttab.h"
#include "widgets/settings/appsettings.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

QString setText(const CaseComparison& made, const QTimeZone& zone)
{
    const train::ModelComparison& result = *made.result;
    const QString set = made.request.query.empty() ? CompareTab::tr("what the reference held out")
                                                   : displayLine(made.request.query, 120);
    return CompareTab::tr("Evaluation set: %1 · frozen: %2 items, %3 hostile, %4 not · %5 · %6")
        .arg(set, formatCount(made.items.size()), formatCount(result.positives), formatCount(result.negatives),
            formatTime(made.madeAt, zone), displayLine(made.setSha256.substr(0, 16), 16));
}

QString warningText(const CaseComparison& made)
{
    QStringList lines;
    for (const std::string& note : made.notes)
        lines << displayLine(note);
    if (lines.isEmpty() && !made.overlap.empty()) {
        const QString count = formatCount(made.overlap.size());
        lines << (made.isOverlapLeftOut
                ? CompareTab::tr("%1 items that a model learned from, or near-duplicates of these, were left out.")
                      .arg(count)
                : CompareTab::tr("%1 of these items were learned from by one of the models: the figures flatter it.")
                      .arg(count));
    }
    return lines.join(QStringLiteral(" · "));
}

Result<uint64_t> writeHtml(const std::string& html, const QString& target)
{
    QSaveFile file(target);
    const auto bytes = static_cast<qint64>(html.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(html.data(), bytes) != bytes || !file.commit())
        return Error{ErrorCode::WriteFailed, target.toStdString(), file.errorString().toStdString()};
    return html.size();
}

} // namespace

CompareTab::CompareTab(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(new CompareFocus(this))
    , m_setup(new CompareSetup(context, this))
    , m_thresholds(new ThresholdPanel(*m_focus, this))
    , m_plots(new ComparePlots(*m_focus, this))
    , m_disagreements(new DisagreementTab(context, *m_focus, this))
    , m_verdict(new VerdictTab(this))
    , m_pages(new QTabWidget(this))
{
    m_pages->setObjectName(QStringLiteral("comparePages"));
    m_pages->setDocumentMode(true);
    m_pages->addTab(m_plots, tr("Curves"));
    m_pages->addTab(m_disagreements, tr("Disagreements"));
    m_pages->addTab(m_verdict, tr("Verdict and slices"));
    auto* right = new QWidget(this);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(2);
    rightLayout->addWidget(buildHead());
    rightLayout->addWidget(m_thresholds);
    rightLayout->addWidget(m_pages, 1);
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(true);
    splitter->addWidget(m_setup);
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    const int unit = fontMetrics().averageCharWidth();
    splitter->setSizes({unit * 30, unit * 154});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_setup, &CompareSetup::compareRequested, this, &CompareTab::start);
    connect(m_thresholds, &ThresholdPanel::itemsRequested, this, &CompareTab::itemsRequested);
    connect(m_thresholds, &ThresholdPanel::promoteRequested, this, &CompareTab::promote);
    connect(
        m_disagreements, &DisagreementTab::itemRequested, this, [this](ItemId item) { Q_EMIT itemsRequested({item}); });
    connect(m_disagreements, &DisagreementTab::countChanged, this, [this](quint64 count) {
        m_pages->setTabText(1, count ? tr("Disagreements (%1)").arg(formatCount(count)) : tr("Disagreements"));
    });
    connect(m_plots, &ComparePlots::failed, this, [this](const QString& text) {
        Q_EMIT m_context.live.notice({NoticeLevel::Error, text, {}});
    });
    connect(&context.live, &LiveCase::caseChanged, this, [this] { clear({}); });
    clear({});
}

QWidget* CompareTab::buildHead()
{
    auto* head = new QWidget(this);
    m_head = new QLabel(head);
    m_head->setObjectName(QStringLiteral("compareHead"));
    m_head->setTextFormat(Qt::PlainText);
    m_head->setWordWrap(true);
    m_head->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_warning = new QLabel(head);
    m_warning->setObjectName(QStringLiteral("compareWarning"));
    m_warning->setTextFormat(Qt::PlainText);
    m_warning->setWordWrap(true);
    m_overlap = new QPushButton(tr("&List them"), head);
    m_overlap->setObjectName(QStringLiteral("compareOverlap"));
    m_overlap->setToolTip(tr("Items that a model learned from, and their near-duplicates"));
    m_report = new QPushButton(tr("Save report…"), head);
    m_report->setObjectName(QStringLiteral("compareReport"));
    m_report->setToolTip(tr("Everything that the decision rests on, as HTML or PDF"));
    m_promote = new QPushButton(tr("&Promote…"), head);
    m_promote->setObjectName(QStringLiteral("comparePromote"));
    m_promote->setToolTip(tr("Make the model in focus the current one"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_head, 1);
    top->addWidget(m_report);
    top->addWidget(m_promote);
    auto* below = new QHBoxLayout;
    below->addWidget(m_warning, 1);
    below->addWidget(m_overlap);
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(8, 6, 8, 2);
    layout->addLayout(top);
    layout->addLayout(below);
    connect(m_overlap, &QPushButton::clicked, this, [this] {
        if (const auto& curves = m_focus->curves())
            Q_EMIT itemsRequested(curves->comparison->overlap);
    });
    connect(m_report, &QPushButton::clicked, this, &CompareTab::chooseReport);
    connect(m_promote, &QPushButton::clicked, this, [this] { promote(m_focus->model()); });
    return head;
}

void CompareTab::clear(const QString& text)
{
    m_tests.reset();
    m_focus->setCurves(nullptr);
    m_verdict->setComparison(nullptr);
    m_head->setText(text.isEmpty() ? tr("Choose 2 to 6 models and compare them on the same items.") : text);
    m_warning->clear();
    m_overlap->hide();
    m_thresholds->hide();
    m_pages->setEnabled(false);
    for (QPushButton* button : {m_report, m_promote})
        button->setEnabled(false);
}

void CompareTab::compare(const std::vector<CompareWhich>& models)
{
    m_setup->setModels(models);
    start();
}

void CompareTab::start()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    const CompareRequest request = m_setup->request();
    if (!file || request.models.size() < 2)
        return;
    m_setup->setBusy(true);
    m_head->setText(tr("Scoring the items…"));
    m_context.live.models().compare(request, [this](const Result<ModelDesk::Compared>& compared) {
        m_setup->setBusy(false);
        if (compared)
            take(*compared);
        else
            clear(errorText(compared.error(), Attempt::Other).full());
    });
}

void CompareTab::take(const std::shared_ptr<const ComparedCurves>& curves)
{
    const CaseComparison& made = *curves->comparison;
    m_tests.reset();
    m_pages->setEnabled(true); // before the plots take their colours
    m_focus->setCurves(curves);
    m_head->setText(setText(made, m_context.settings.timeZone()));
    const QString warning = warningText(made);
    m_warning->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    m_overlap->setVisible(!made.overlap.empty());
    m_thresholds->show();
    m_report->setEnabled(true);
    m_promote->setEnabled(!m_context.live.isReadOnly());
    m_verdict->setComparison(&curves->result());
    m_thresholds->focusSlider();
    test();
}

// Intervals and verdict follow: the page is usable before.
void CompareTab::test()
{
    const auto curves = m_focus->curves();
    train::ComparisonOptions options;
    m_context.live.models().test(curves, options, [this, curves](const Result<ModelDesk::Tests>& tests) {
        if (curves != m_focus->curves())
            return;
        if (!tests) {
            m_verdict->setProblem(errorText(tests.error(), Attempt::Other).full());
            return;
        }
        m_tests = *tests;
        m_verdict->setTests(curves->result(), **tests);
    });
}

void CompareTab::chooseReport()
{
    auto* dialog = new QFileDialog(this, tr("Save the report of the comparison"));
    dialog->setObjectName(QStringLiteral("compareReportFile"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("HTML report (*.html)"), tr("PDF report (*.pdf)")});
    dialog->setDefaultSuffix(QStringLiteral("html"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(
            filter.contains(QStringLiteral("pdf")) ? QStringLiteral("pdf") : QStringLiteral("html"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &CompareTab::writeReport);
    dialog->open();
}

void CompareTab::writeReport(const QString& file)
{
    const std::shared_ptr<Case> opened = m_context.live.file();
    const auto curves = m_focus->curves();
    if (!opened || !curves)
        return;
    const PageHead head{m_context.live.title(), tr("Comparison of models")};
    const auto work = [opened, curves, tests = m_tests, file, head](const RunContext& context) -> Result<uint64_t> {
        const auto html = opened->comparisonReport(*curves->comparison, tests.get(), context);
        if (!html)
            return html.error();
        const auto written = file.endsWith(QStringLiteral(".pdf"), Qt::CaseInsensitive)
            ? writePdf(QString::fromStdString(*html), file, head, context)
            : writeHtml(*html, file);
        if (written && !opened->isReadOnly()) {
            const auto kept = opened->saveComparison(*curves->comparison, *html);
            if (!kept)
                return kept.error();
        }
        return written;
    };
    const JobTitle title{tr("Write report"), file, JobUnit::None, JobShow::Visible};
    m_context.jobs.start<uint64_t>(
        this, QStringLiteral("report"), title, work, [this, file](const Result<uint64_t>& written) {
            if (written)
                Q_EMIT m_context.live.notice({NoticeLevel::Info,
                    tr("Report written: %1, %2", "file, size").arg(file, formatSize(*written)), {}, {}});
            else
                m_context.live.report(written.error(), Attempt::SaveFile);
        });
}

void CompareTab::promote(size_t model)
{
    const auto& curves = m_focus->curves();
    if (!curves || model >= m_focus->count())
        return;
    const train::ComparedModel& compared = curves->model(model);
    const train::VersionInfo* info = m_context.live.models().version(
        QString::fromStdString(compared.model), QString::fromStdString(compared.version));
    if (info)
        (new PromoteDialog(m_context, *info, false, this))->open();
    else
        Q_EMIT m_context.live.notice({NoticeLevel::Warning,
            tr("%1 is no trained model; it cannot be promoted.").arg(displayLine(compared.title, 60)), {}});
}

} // namespace assay::gui
