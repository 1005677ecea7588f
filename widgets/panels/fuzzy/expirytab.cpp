// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/expirytab.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/plots/plotview.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <climits>
#include <cmath>

namespace assay::gui {
namespace {

constexpr double secondsADay = 86400;
constexpr double mostDays = 36500;
constexpr uint64_t megabyte = 1'000'000;

int64_t secondsOf(double days)
{
    return std::llround(days * secondsADay);
}

QString ageText(int64_t seconds)
{
    const double days = double(seconds) / secondsADay;
    return days > 0 && days < 1 ? formatDuration(double(seconds))
                                : ExpiryTab::tr("%1 d").arg(QLocale().toString(days, 'g', 4));
}

// Where an age stands among the places of the bins.
double placeOf(const std::vector<fuzzy::ExpiryReport::Bin>& bins, int64_t seconds)
{
    for (size_t i = 0; i < bins.size(); ++i) {
        const fuzzy::ExpiryReport::Bin& bin = bins[i];
        if (seconds < bin.toSeconds) {
            const double width = std::max(1.0, double(bin.toSeconds - bin.fromSeconds));
            return double(i) - 0.5 + std::max(0.0, double(seconds - bin.fromSeconds)) / width;
        }
    }
    return double(bins.size()) - 0.5;
}

} // namespace

PlotData agePlot(const fuzzy::ExpiryReport& report, const fuzzy::ExpiryPolicy& policy)
{
    PlotData data;
    data.title = ExpiryTab::tr("Hashes by age");
    data.summary =
        ExpiryTab::tr("%1 hashes, %2 of them would go").arg(formatCount(report.hashes), formatCount(report.removed));
    data.x.title = ExpiryTab::tr("Age from");
    data.x.isPlaces = true;
    data.x.text = [bins = report.ages](double place) {
        const auto at = static_cast<size_t>(std::lround(std::max(0.0, place)));
        return at < bins.size() ? ageText(bins[at].fromSeconds) : QString();
    };
    data.y.title = ExpiryTab::tr("Hashes");
    data.y.low = 0;
    data.y.text = [](double count) { return count < 0 ? QString() : formatCount(static_cast<quint64>(count)); };
    PlotSeries bars;
    bars.title = ExpiryTab::tr("Hashes");
    bars.style = PlotSeries::Style::Bars;
    for (size_t i = 0; i < report.ages.size(); ++i) {
        bars.x.push_back(double(i));
        bars.y.push_back(double(report.ages[i].hashes));
        bars.cut.push_back(double(report.ages[i].removed));
    }
    data.x.low = -0.6;
    data.x.high = std::max(0.6, double(report.ages.size()) - 0.4);
    data.series.push_back(std::move(bars));
    if (policy.seconds > 0)
        data.marks.push_back({placeOf(report.ages, policy.seconds), ageText(policy.seconds), true});
    return data;
}

ExpiryTab::ExpiryTab(const PanelContext& context, StorageFocus& focus, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_focus(focus)
{
    auto* splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildForm());
    splitter->addWidget(buildResult());
    splitter->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    setFocusProxy(m_age);
    connect(m_dryRun, &QPushButton::clicked, this, &ExpiryTab::plan);
    connect(m_apply, &QPushButton::clicked, this, &ExpiryTab::confirm);
    connect(&focus, &StorageFocus::storageChanged, this, &ExpiryTab::load);
    connect(&focus, &StorageFocus::hashesChanged, this, [this] {
        if (m_focus.hashes())
            plan();
    });
    load();
}

QDoubleSpinBox* ExpiryTab::addAge(const QString& name)
{
    auto* age = new QDoubleSpinBox(this);
    age->setObjectName(name);
    age->setRange(0, mostDays);
    age->setDecimals(2);
    age->setSuffix(tr(" days"));
    age->setSpecialValueText(tr("never"));
    age->setKeyboardTracking(false);
    connect(age, &QDoubleSpinBox::valueChanged, this, [this] {
        if (!m_filling)
            plan();
    });
    return age;
}

QWidget* ExpiryTab::buildForm()
{
    auto* side = new QWidget(this);
    m_age = addAge(QStringLiteral("expiryAge"));
    m_age->setAccessibleName(tr("Hashes expire after"));
    m_flags = new QTableWidget(0, 2, side);
    m_flags->setObjectName(QStringLiteral("expiryFlags"));
    m_flags->setAccessibleName(tr("Ages of single flags"));
    m_flags->setHorizontalHeaderLabels({tr("Flag"), tr("Own age")});
    m_flags->verticalHeader()->hide();
    m_flags->setSelectionMode(QAbstractItemView::NoSelection);
    m_flags->setTabKeyNavigation(false);
    m_flags->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_flags->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    const auto guard = [this](const char* name, const QString& suffix) {
        auto* box = new QSpinBox(this);
        box->setObjectName(QString::fromLatin1(name));
        box->setRange(0, 2'000'000'000);
        box->setSpecialValueText(tr("no bound"));
        box->setSuffix(suffix);
        box->setGroupSeparatorShown(true);
        box->setKeyboardTracking(false);
        connect(box, &QSpinBox::valueChanged, this, [this] {
            if (!m_filling)
                plan();
        });
        return box;
    };
    m_maxHashes = guard("expiryHashes", {});
    m_maxMegabytes = guard("expiryMegabytes", tr(" MB"));
    m_dryRun = new QPushButton(tr("Dry &run"), side);
    m_dryRun->setObjectName(QStringLiteral("expiryDryRun"));
    m_dryRun->setDefault(true);
    m_dryRun->setToolTip(tr("Count what would go; nothing is removed"));
    m_apply = new QPushButton(tr("A&pply…"), side);
    m_apply->setObjectName(QStringLiteral("expiryApply"));
    m_apply->setToolTip(tr("Keep these bounds with the storage and remove what is beyond them"));
    auto* form = new QFormLayout;
    form->addRow(tr("E&xpire after:"), m_age);
    form->addRow(m_flags);
    form->addRow(tr("At most &hashes:"), m_maxHashes);
    form->addRow(tr("At most &size:"), m_maxMegabytes);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_dryRun);
    buttons->addWidget(m_apply);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(8, 8, 4, 8);
    layout->addLayout(form, 1);
    layout->addLayout(buttons);
    return side;
}

QWidget* ExpiryTab::buildResult()
{
    auto* side = new QWidget(this);
    m_plot = new PlotView(side);
    m_plot->setObjectName(QStringLiteral("expiryPlot"));
    m_result = new QLabel(side);
    m_result->setObjectName(QStringLiteral("expiryResult"));
    m_result->setTextFormat(Qt::PlainText);
    m_result->setWordWrap(true);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.15);
    m_result->setFont(large);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(4, 8, 8, 8);
    layout->addWidget(m_result);
    layout->addWidget(m_plot, 1);
    connect(m_plot, &PlotView::failed, this, [this](const QString& text) {
        Q_EMIT m_context.live.notice({NoticeLevel::Error, text, {}});
    });
    connect(m_plot, &PlotView::pressedAt, this, [this](double place) {
        if (!m_report || m_report->ages.empty())
            return;
        const auto last = static_cast<double>(m_report->ages.size()) - 1;
        const auto bin = static_cast<size_t>(std::lround(std::clamp(place, 0.0, last)));
        m_age->setValue(double(m_report->ages[bin].fromSeconds) / secondsADay);
    });
    return side;
}

void ExpiryTab::load()
{
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    const bool local = m_focus.isLocal();
    setEnabled(local);
    const std::string name = rule ? rule->name : std::string();
    const fuzzy::ExpiryPolicy now = rule ? rule->expiry : fuzzy::ExpiryPolicy{};
    if (name == m_storage && now == m_stored) {
        fillFlags();
        return;
    }
    m_storage = name;
    m_stored = now;
    m_report.reset();
    m_filling = true;
    m_age->setValue(double(now.seconds) / secondsADay);
    m_maxHashes->setValue(static_cast<int>(std::min<uint64_t>(now.maxHashes, INT_MAX)));
    m_maxMegabytes->setValue(static_cast<int>(std::min<uint64_t>(now.maxBytes / megabyte, INT_MAX)));
    m_filling = false;
    m_flags->setRowCount(0);
    fillFlags();
    m_result->setText(local ? QString() : tr("A server removes old hashes by itself."));
    m_apply->setEnabled(false);
}

// Flags that the rule names; what was typed for one stays.
void ExpiryTab::fillFlags()
{
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    if (!rule)
        return;
    const fuzzy::ExpiryPolicy shown = m_flags->rowCount() > 0 ? policy() : rule->expiry;
    m_filling = true;
    m_flags->setRowCount(static_cast<int>(rule->flags.size()));
    for (int row = 0; row < m_flags->rowCount(); ++row) {
        const uint8_t flag = rule->flags[static_cast<size_t>(row)].flag;
        auto* item = new QTableWidgetItem(flagText(*rule, flag));
        item->setFlags(Qt::ItemIsEnabled);
        item->setData(Qt::UserRole, int(flag));
        m_flags->setItem(row, 0, item);
        QDoubleSpinBox* age = addAge(QStringLiteral("expiryAge%1").arg(flag));
        age->setAccessibleName(tr("Hashes with flag %1 expire after").arg(flag));
        age->setSpecialValueText(tr("as all"));
        const auto own = shown.secondsByFlag.find(flag);
        age->setValue(own == shown.secondsByFlag.end() ? 0 : double(own->second) / secondsADay);
        m_flags->setCellWidget(row, 1, age);
    }
    m_filling = false;
}

fuzzy::ExpiryPolicy ExpiryTab::policy() const
{
    fuzzy::ExpiryPolicy made;
    made.seconds = secondsOf(m_age->value());
    for (int row = 0; row < m_flags->rowCount(); ++row) {
        const double days = static_cast<QDoubleSpinBox*>(m_flags->cellWidget(row, 1))->value();
        if (days > 0)
            made.secondsByFlag[static_cast<uint8_t>(m_flags->item(row, 0)->data(Qt::UserRole).toInt())] =
                secondsOf(days);
    }
    made.maxHashes = static_cast<uint64_t>(m_maxHashes->value());
    made.maxBytes = static_cast<uint64_t>(m_maxMegabytes->value()) * megabyte;
    return made;
}

void ExpiryTab::plan()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    if (!file || !m_focus.isLocal())
        return;
    m_apply->setEnabled(false);
    const fuzzy::ExpiryPolicy tried = policy();
    const JobTitle title{tr("Count what would expire"), m_focus.name(), JobUnit::Items, JobShow::Visible};
    const auto work = [file, name = m_focus.name(), tried](const RunContext& context) -> Result<fuzzy::ExpiryReport> {
        const auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        return (*storage)->planExpiry(tried, context);
    };
    m_context.jobs.start<fuzzy::ExpiryReport>(
        this, QStringLiteral("plan"), title, work, [this, tried](const Result<fuzzy::ExpiryReport>& report) {
            if (!report) {
                m_result->setText(errorText(report.error(), Attempt::Other).full());
                return;
            }
            m_tried = tried;
            present(*report);
        });
}

void ExpiryTab::present(const fuzzy::ExpiryReport& report)
{
    m_report = report;
    QString text =
        tr("Would remove %1 of %2 hashes", "counts").arg(formatCount(report.removed), formatCount(report.hashes));
    QStringList parts;
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    for (const auto& [flag, count] : report.removedByFlag) {
        if (rule && count)
            parts << tr("%1: %2", "flag, count").arg(flagText(*rule, flag), formatCount(count));
    }
    if (!parts.isEmpty())
        text += QChar('\n') + parts.join(QStringLiteral(" · "));
    m_result->setText(text);
    m_plot->setData(agePlot(report, m_tried));
    m_apply->setEnabled(m_focus.isWritable() && (report.removed > 0 || !(m_tried == m_stored)));
}

// Expired hashes are not kept for undo: this asks.
void ExpiryTab::confirm()
{
    if (!m_report || m_report->removed == 0) {
        apply();
        return;
    }
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Remove old hashes"),
        tr("Remove %1 hashes from the storage %2? This cannot be undone.")
            .arg(formatCount(m_report->removed), displayLine(m_storage, 60)),
        QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* yes = box->addButton(tr("Remove"), QMessageBox::AcceptRole);
    yes->setObjectName(QStringLiteral("expiryConfirm"));
    connect(yes, &QPushButton::clicked, this, &ExpiryTab::apply);
    box->open();
}

void ExpiryTab::apply()
{
    const std::shared_ptr<Case> file = m_context.live.file();
    const fuzzy::FuzzyRule* rule = m_focus.rule();
    if (!file || !rule || rule->name != m_storage)
        return;
    fuzzy::FuzzyRule changed = *rule;
    changed.expiry = m_stored = m_tried;
    m_apply->setEnabled(false);
    const QString name = m_focus.name();
    m_focus.desk().setRule(changed);
    const JobTitle title{tr("Expire"), name, JobUnit::Items, JobShow::Visible};
    const auto work = [file, name, wanted = m_tried](const RunContext& context) -> Result<fuzzy::ExpiryReport> {
        const auto storage = FuzzyDesk::localStorage(*file, name, context);
        if (!storage)
            return storage.error();
        return (*storage)->expire(wanted, context);
    };
    m_context.jobs.startInOrder<fuzzy::ExpiryReport>(
        this, title, work, [this, name](const Result<fuzzy::ExpiryReport>& report) {
            if (!report) {
                m_context.live.report(report.error(), Attempt::Label);
                return;
            }
            Q_EMIT m_context.live.notice({NoticeLevel::Info,
                tr("%1 hashes removed from %2", "count, storage").arg(formatCount(report->removed), name), {}});
            m_focus.refresh();
        });
}

} // namespace assay::gui
