// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/paths.h"
#include "widgets/shell/commandline.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/shell/resources.h"
#include "widgets/shell/screenshot.h"
#include "widgets/shell/theme.h"

#include <QApplication>
#include <QDir>
#include <QTranslator>

#include <cstdio>

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
    if (!line.filter.isEmpty())
        window.setFilter(line.filter, line.explain);
    if (line.item)
        window.selectItem(assay::ItemId{*line.item});
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
    const bool shiftHeld = QGuiApplication::queryKeyboardModifiers() & Qt::ShiftModifier;
    startWith(window, line, line.restore && line.screenshot.isEmpty() && !shiftHeld);
    if (!line.screenshot.isEmpty())
        new ScreenshotTaker(window, line.screenshot);
    return QApplication::exec();
}
