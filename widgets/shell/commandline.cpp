// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/commandline.h"

#include "widgets/shell/screenshot.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace assay::gui {
namespace {

constexpr int usageError = 64;

QString tr(const char* text)
{
    return QCoreApplication::translate("assay::gui", text);
}

QString version()
{
    return QStringLiteral("assay %1\n").arg(QStringLiteral(ASSAY_VERSION));
}

// --help without an application object: QCommandLineParser::helpText() wants one.
QString help(const QList<QCommandLineOption>& options)
{
    QString text = tr("Usage: assay [options] [CASE|FILE...]\n\nOpens a case, or adds mail files and folders to a new "
                      "one.\n\nOptions:\n");
    for (const QCommandLineOption& option : options) {
        QString name = QStringLiteral("  --") + option.names().first();
        if (!option.valueName().isEmpty())
            name += QChar(' ') + option.valueName();
        text += name.leftJustified(26) + option.description() + QChar('\n');
    }
    return text;
}

QList<QCommandLineOption> allOptions()
{
    return {
        {QStringLiteral("filter"), tr("Show only items that match the filter."), QStringLiteral("QUERY")},
        {QStringLiteral("explain"), tr("Show what each term of the filter finds.")},
        {QStringLiteral("item"), tr("Select the item with this number."), QStringLiteral("ID")},
        {QStringLiteral("perspective"), tr("Layout to start with: investigate, feedback, fuzzy or models."),
            QStringLiteral("NAME")},
        {QStringLiteral("read-only"), tr("Open the case without changing it.")},
        {QStringLiteral("no-restore"), tr("Do not bring back the last session.")},
        {QStringLiteral("lang"), tr("Language of the window (en)."), QStringLiteral("L")},
        {QStringLiteral("theme"), tr("system, light, dark or contrast."), QStringLiteral("T")},
        {QStringLiteral("case-dir"), tr("Folder for new cases without a name."), QStringLiteral("D")},
        {QStringLiteral("demo"), tr("Open the sample case.")},
        {QStringLiteral("screenshot"), tr("Write a picture of the window when all is shown, then quit."),
            QStringLiteral("FILE")},
        {QStringLiteral("bench-ui"), tr("Measure the window on a copy of the case, print the figures, then quit.")},
        {QStringLiteral("json"), tr("Write the figures of --bench-ui to a file too."), QStringLiteral("FILE")},
        {QStringLiteral("scene"),
            tr("With --screenshot: labels, bulk, audit (these label items), fuzzy, fuzzy-flags, fuzzy-expiry,\n"
               "                            fuzzy-statistics, fuzzy-access, batch, batch-scope, batch-review,\n"
               "                            batch-submit, suspects, models, train, run, compare, disagree, drift or\n"
               "                            model-hit."),
            QStringLiteral("NAME")},
        {QStringLiteral("version"), tr("Print the version.")},
        {QStringLiteral("help"), tr("Print this help.")},
    };
}

ParsedCommandLine refused(const QString& message)
{
    ParsedCommandLine parsed;
    parsed.exitCode = usageError;
    parsed.message = QStringLiteral("assay: %1\n").arg(message);
    return parsed;
}

} // namespace

ParsedCommandLine parseCommandLine(const QStringList& arguments)
{
    const QList<QCommandLineOption> options = allOptions();
    QCommandLineParser parser;
    parser.addOptions(options);
    if (!parser.parse(arguments))
        return refused(parser.errorText());
    const auto isSet = [&parser](const char* name) { return parser.isSet(QString::fromLatin1(name)); };
    const auto value = [&parser](const char* name) { return parser.value(QString::fromLatin1(name)); };
    ParsedCommandLine parsed;
    if (isSet("help") || isSet("version")) {
        parsed.exitCode = 0;
        parsed.message = isSet("help") ? help(options) : version();
        return parsed;
    }
    CommandLine& line = parsed.options;
    line.paths = parser.positionalArguments();
    line.filter = value("filter");
    line.explain = isSet("explain");
    line.readOnly = isSet("read-only");
    line.restore = !isSet("no-restore");
    line.demo = isSet("demo");
    line.language = value("lang");
    line.caseDir = value("case-dir");
    line.screenshot = value("screenshot");
    line.benchUi = isSet("bench-ui");
    line.benchJson = value("json");
    line.scene = value("scene");
    if (!line.scene.isEmpty() && !ScreenshotTaker::scenes().contains(line.scene))
        return refused(tr("there is no scene \"%1\"").arg(line.scene));
    if (isSet("item")) {
        bool ok = false;
        line.item = value("item").toUInt(&ok);
        if (!ok)
            return refused(tr("--item wants a number, not \"%1\"").arg(value("item")));
    }
    if (isSet("theme")) {
        line.theme = themeFromName(value("theme"));
        if (!line.theme)
            return refused(tr("--theme is one of system, light, dark, contrast, not \"%1\"").arg(value("theme")));
    }
    if (isSet("perspective")) {
        line.perspective = perspectiveFromName(value("perspective"));
        if (!line.perspective)
            return refused(tr("there is no perspective \"%1\"; there are: %2")
                               .arg(value("perspective"), perspectiveNames().join(QStringLiteral(", "))));
    }
    return parsed;
}

} // namespace assay::gui
