// SPDX-License-Identifier: GPL-3.0-or-later
// What the actions of the window do.
#include "widgets/bridge/format.h"
#include "widgets/bridge/samplefile.h"
#include "widgets/panels/filter/filterbar.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/itemview/itemview.h"
#include "widgets/shell/actions.h"
#include "widgets/shell/mainwindow.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QFileDialog>
#include <QMessageBox>
#include <QSysInfo>

namespace assay::gui {
namespace {

constexpr int textStep = 10; // percent

// A file dialog that does not run an event loop of its own.
QFileDialog* fileDialog(QWidget* parent, const QString& title, QFileDialog::FileMode mode)
{
    auto* dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    return dialog;
}

QString caseFilter()
{
    return MainWindow::tr("Assay cases (*.assay)");
}

} // namespace

void MainWindow::connectActions()
{
    connectFileActions();
    connectViewActions();
    const Actions& a = *m_actions;
    connect(a.clearFilter, &QAction::triggered, this, [this] { m_filterBar->setFilter({}); });
    connect(a.scan, &QAction::triggered, this, &MainWindow::startScan);
    connect(a.stopScan, &QAction::triggered, &m_live, &LiveCase::stopScan);
    connect(a.rulesOwn, &QAction::triggered, this, &MainWindow::chooseRules);
    const auto chooseRuleSet = [this](RuleChoice choice) {
        ScanSettings scan = m_settings.scan();
        scan.rules = choice;
        m_settings.setScan(scan);
    };
    connect(a.rulesBuiltIn, &QAction::triggered, this, [chooseRuleSet] { chooseRuleSet(RuleChoice::BuiltIn); });
    connect(a.rulesStock, &QAction::triggered, this, [chooseRuleSet] { chooseRuleSet(RuleChoice::Stock); });
    connect(a.scanOnImport, &QAction::toggled, this, [this](bool on) {
        ScanSettings scan = m_settings.scan();
        scan.scanOnImport = on;
        m_settings.setScan(scan);
    });
    connect(a.nextItem, &QAction::triggered, m_items, [this] { m_items->stepItem(1); });
    connect(a.previousItem, &QAction::triggered, m_items, [this] { m_items->stepItem(-1); });
    connect(a.nextMatch, &QAction::triggered, &m_focus, [this] { m_focus.stepEvidence(1); });
    connect(a.previousMatch, &QAction::triggered, &m_focus, [this] { m_focus.stepEvidence(-1); });
    connect(a.goToOffset, &QAction::triggered, m_itemView, &ItemView::askOffset);
    connect(a.nextPane, &QAction::triggered, this, [this] { cyclePane(1); });
    connect(a.previousPane, &QAction::triggered, this, [this] { cyclePane(-1); });
    int tab = 0;
    for (QAction* action : {a.tabHtml, a.tabText, a.tabHeaders, a.tabMime, a.tabRaw, a.tabLinks}) {
        connect(action, &QAction::triggered, m_itemView,
            [this, tab] { m_itemView->setCurrentTab(static_cast<ItemTab>(tab)); });
        ++tab;
    }
}

void MainWindow::connectFileActions()
{
    const Actions& a = *m_actions;
    connect(a.newCase, &QAction::triggered, this, &MainWindow::chooseNewCase);
    connect(a.openCase, &QAction::triggered, this, &MainWindow::chooseCase);
    connect(a.addFiles, &QAction::triggered, this, &MainWindow::chooseFiles);
    connect(a.addFolder, &QAction::triggered, this, &MainWindow::chooseFolder);
    connect(a.loadSample, &QAction::triggered, this, &MainWindow::openSample);
    connect(a.closeCase, &QAction::triggered, &m_live, &LiveCase::close);
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
}

void MainWindow::connectViewActions()
{
    const Actions& a = *m_actions;
    const auto setView = [this](auto change) {
        ViewSettings view = m_settings.view();
        change(view);
        m_settings.setView(view);
    };
    const std::pair<QAction*, Theme> themes[] = {{a.themeSystem, Theme::System}, {a.themeLight, Theme::Light},
        {a.themeDark, Theme::Dark}, {a.themeContrast, Theme::HighContrast}};
    for (const auto& entry : themes) {
        const Theme theme = entry.second;
        connect(entry.first, &QAction::triggered, this,
            [setView, theme] { setView([theme](ViewSettings& view) { view.theme = theme; }); });
    }
    const auto onTriggered = [this, setView](QAction* action, auto change) {
        connect(action, &QAction::triggered, this, [setView, change] { setView(change); });
    };
    onTriggered(a.densityCompact, [](ViewSettings& view) { view.density = Density::Compact; });
    onTriggered(a.densityComfortable, [](ViewSettings& view) { view.density = Density::Comfortable; });
    onTriggered(a.zoneLocal, [](ViewSettings& view) { view.utc = false; });
    onTriggered(a.zoneUtc, [](ViewSettings& view) { view.utc = true; });
    onTriggered(a.textLarger, [](ViewSettings& view) { view.fontPercent = qMin(300, view.fontPercent + textStep); });
    onTriggered(a.textSmaller, [](ViewSettings& view) { view.fontPercent = qMax(70, view.fontPercent - textStep); });
    onTriggered(a.textNormal, [](ViewSettings& view) { view.fontPercent = 100; });
    connect(a.resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
    connect(a.fullScreen, &QAction::toggled, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    connect(a.shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(a.about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(a.copyDiagnostics, &QAction::triggered, this, &MainWindow::copyDiagnostics);
}

// The marks in the menus follow the settings.
void MainWindow::syncChoices()
{
    const Actions& a = *m_actions;
    const ViewSettings& view = m_settings.view();
    a.themeSystem->setChecked(view.theme == Theme::System);
    a.themeLight->setChecked(view.theme == Theme::Light);
    a.themeDark->setChecked(view.theme == Theme::Dark);
    a.themeContrast->setChecked(view.theme == Theme::HighContrast);
    a.densityCompact->setChecked(view.density == Density::Compact);
    a.densityComfortable->setChecked(view.density == Density::Comfortable);
    a.zoneLocal->setChecked(!view.utc);
    a.zoneUtc->setChecked(view.utc);
    const ScanSettings& scan = m_settings.scan();
    a.rulesBuiltIn->setChecked(scan.rules == RuleChoice::BuiltIn);
    a.rulesStock->setChecked(scan.rules == RuleChoice::Stock);
    a.rulesOwn->setChecked(scan.rules == RuleChoice::OwnFiles);
    a.scanOnImport->setChecked(scan.scanOnImport);
}

void MainWindow::chooseNewCase()
{
    QFileDialog* dialog = fileDialog(this, tr("New case"), QFileDialog::AnyFile);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(caseFilter());
    dialog->setDefaultSuffix(QStringLiteral("assay"));
    connect(dialog, &QFileDialog::fileSelected, &m_live, &LiveCase::create);
    dialog->open();
}

void MainWindow::chooseCase()
{
    QFileDialog* dialog = fileDialog(this, tr("Open case"), QFileDialog::ExistingFile);
    dialog->setNameFilters({caseFilter(), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { m_live.open(file); });
    dialog->open();
}

void MainWindow::chooseFiles()
{
    QFileDialog* dialog = fileDialog(this, tr("Add source"), QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::addSources);
    dialog->open();
}

void MainWindow::chooseFolder()
{
    QFileDialog* dialog = fileDialog(this, tr("Add folder"), QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::addSources);
    dialog->open();
}

void MainWindow::chooseRules()
{
    QFileDialog* dialog = fileDialog(this, tr("Own rule files"), QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Rule files (*.cf *.pre *.conf *.inc *.ucl)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        ScanSettings scan = m_settings.scan();
        scan.rules = RuleChoice::OwnFiles;
        scan.ownFiles = files;
        m_settings.setScan(scan);
    });
    connect(dialog, &QFileDialog::rejected, this, &MainWindow::syncChoices);
    dialog->open();
}

DetectorOptions MainWindow::detectorOptions() const
{
    DetectorOptions options;
    const ScanSettings& scan = m_settings.scan();
    if (scan.rules == RuleChoice::Stock) {
        options.ruleSet = RuleSetChoice::Stock;
    } else if (scan.rules == RuleChoice::OwnFiles && !scan.ownFiles.isEmpty()) {
        options.ruleSet = RuleSetChoice::Files;
        for (const QString& file : scan.ownFiles)
            options.ruleFiles.emplace_back(QFile::encodeName(file).toStdString());
    }
    return options;
}

std::optional<DetectorOptions> MainWindow::scanAfterImport() const
{
    return m_settings.scan().scanOnImport ? std::optional(detectorOptions()) : std::nullopt;
}

void MainWindow::startScan()
{
    m_live.scan(detectorOptions());
    updateActions();
}

QString MainWindow::draftPath(const QString& name) const
{
    const QString time = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd HHmmss"));
    return QStringLiteral("%1/%2 %3.assay").arg(m_options.draftsFolder, name, time);
}

void MainWindow::addSources(const QStringList& paths)
{
    if (paths.isEmpty())
        return;
    if (m_live.isOpen())
        m_live.addSources(paths, scanAfterImport());
    else
        m_live.createWith(draftPath(QFileInfo(paths.first()).completeBaseName()), paths, scanAfterImport());
    showPage();
}

void MainWindow::openPaths(const QStringList& paths, CaseMode mode)
{
    QStringList sources;
    QString file;
    for (const QString& path : paths) {
        const QString absolute = QFileInfo(path).absoluteFilePath();
        if (path.endsWith(QStringLiteral(".assay")) && file.isEmpty())
            file = absolute;
        else
            sources << absolute;
    }
    if (!file.isEmpty())
        m_live.open(file, mode);
    else
        addSources(sources);
}

void MainWindow::openSample()
{
    const QString file = m_options.draftsFolder + QChar('/') + tr("Sample") + QStringLiteral(".assay");
    openSampleCase(m_jobs, m_live, file, m_options.sampleFolder);
}

void MainWindow::showShortcuts()
{
    QString rows;
    for (const QAction* action : m_actions->withShortcut()) {
        QString text = action->text();
        text.remove(QChar('&'));
        rows += QStringLiteral("<tr><td style='padding-right:16px'><b>%1</b></td><td>%2</td></tr>")
                    .arg(action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped(), text.toHtmlEscaped());
    }
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, tr("Shortcuts"), QStringLiteral("<table>%1</table>").arg(rows), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::RichText);
    box->open();
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("About Assay"),
        tr("<h3>Assay %1</h3><p>Why a message scored as it did, offline.</p><p>Free software under the GNU General "
           "Public License, "
           "version 3 or later. There is no warranty.</p>")
            .arg(QCoreApplication::applicationVersion()),
        QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::copyDiagnostics()
{
    const QStringList lines{QStringLiteral("Assay %1").arg(QCoreApplication::applicationVersion()),
        QStringLiteral("Qt %1, platform %2").arg(QString::fromLatin1(qVersion()), QGuiApplication::platformName()),
        QSysInfo::prettyProductName(),
        QStringLiteral("items %1, scans %2").arg(m_live.items()->count()).arg(m_live.scans().size()),
        QStringLiteral("scale %1, window %2x%3").arg(devicePixelRatioF()).arg(width()).arg(height())};
    QApplication::clipboard()->setText(lines.join(QChar('\n')));
}

} // namespace assay::gui
