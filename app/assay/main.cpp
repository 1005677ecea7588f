// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/paths.h"
#include "widgets/shell/benchui.h"
#include "widgets/shell/commandline.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/shell/resources.h"
#include "widgets/shell/screenshot.h"
#include "widgets/shell/theme.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTranslator>

#include <cstdio>
#include <filesystem>

using namespace assay::gui;

namespace {

// What is read at run time lies beside the program: <prefix>/bin, <prefix>/share/assay.
QString shareFolder()
{
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/assay"));
}

// English plural forms come as a translation too, so that "1 item" and "2 items" are right.
void loadTranslations(QApplication& application, const QString& language)
{
    const QString chosen = language.isEmpty() ? QLocale::system().name() : language;
    for (const QString& name : {QStringLiteral("en"), chosen}) {
        auto* translator = new QTranslator(&application);
        if (translator->load(QStringLiteral("assay_") + name, shareFolder() + QStringLiteral("/translations")))
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
    }
}

WindowOptions windowOptions(const CommandLine& line)
{
    WindowOptions options;
    const QString sample = shareFolder() + QStringLiteral("/sample");
    if (QDir(sample).exists())
        options.sampleFolder = sample;
    options.draftsFolder = line.caseDir.isEmpty() ? draftsFolder() : QDir(line.caseDir).absolutePath();
    QDir().mkpath(options.draftsFolder);
    options.stockRules = QDir(QStringLiteral("/usr/share/spamassassin")).exists();
    options.restore = line.restore && line.screenshot.isEmpty();
    return options;
}

void startWith(MainWindow& window, const CommandLine& line, bool restore)
{
    if (line.demo)
        window.openSample();
    else if (!line.paths.isEmpty())
        window.openPaths(line.paths, line.readOnly ? assay::CaseMode::ReadOnly : assay::CaseMode::ReadWrite);
    else if (restore)
        window.restoreSession();
    if (line.perspective)
        window.setPerspective(*line.perspective);
    if (!line.filter.isEmpty())
        window.setFilter(line.filter, line.explain);
    if (line.item)
        window.selectItem(assay::ItemId{*line.item});
}

// A copy of the case, with its index, as long as it is measured: labels are given in it.
class CaseCopy
{
public:
    explicit CaseCopy(const QString& file)
    {
        namespace fs = std::filesystem;
        const fs::path from(QFile::encodeName(file).toStdString());
        const fs::path to(QFile::encodeName(path()).toStdString());
        fs::copy_file(from, to, m_failed);
        if (!m_failed && fs::exists(from.string() + "-wal")) // of a case that was not closed
            fs::copy_file(from.string() + "-wal", to.string() + "-wal", m_failed);
        if (!m_failed && fs::exists(from.string() + ".d"))
            fs::copy(from.string() + ".d", to.string() + ".d", fs::copy_options::recursive, m_failed);
    }
    QString path() const { return m_folder.filePath(QStringLiteral("bench.assay")); }
    bool ok() const { return !m_failed; }

private:
    QTemporaryDir m_folder;
    std::error_code m_failed;
};

int bench(MainWindow& window, const CommandLine& line)
{
    window.grab(); // paints all of it
    const double startMs = processAge();
    if (line.paths.size() != 1) {
        std::fputs("assay: --bench-ui wants one case\n", stderr);
        return 64;
    }
    const CaseCopy copy(line.paths.first());
    if (!copy.ok()) {
        std::fprintf(stderr, "assay: %s cannot be copied\n", qPrintable(line.paths.first()));
        return 66;
    }
    BenchUi bench(window);
    const int exitCode = bench.run(copy.path(), startMs);
    if (exitCode == 0)
        bench.print();
    if (exitCode == 0 && !line.benchJson.isEmpty() && !bench.writeJson(line.benchJson))
        return 74;
    return exitCode;
}

} // namespace

int main(int argc, char** argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const ParsedCommandLine parsed = parseCommandLine(arguments);
    if (parsed.exitCode) {
        std::fputs(parsed.message.toLocal8Bit().constData(), *parsed.exitCode ? stderr : stdout);
        return *parsed.exitCode;
    }
    const CommandLine& line = parsed.options;
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.assay_workstation.Assay"));
    if (line.benchUi && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("assay"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Assay"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    initAssayResources();
    loadTranslations(application, line.language);

    AppSettings settings(configFile(), stateFile());
    if (line.theme)
        settings.overrideTheme(*line.theme);
    ThemeController theme(application, settings);
    MainWindow window(settings, windowOptions(line));
    window.show();
    if (line.benchUi)
        return bench(window, line);
    const bool shiftHeld = QGuiApplication::queryKeyboardModifiers() & Qt::ShiftModifier;
    startWith(window, line, line.restore && line.screenshot.isEmpty() && !shiftHeld);
    if (!line.screenshot.isEmpty())
        new ScreenshotTaker(window, line.screenshot, line.scene);
    return QApplication::exec();
}
