// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/samplefile.h"

#include "core/casefile/samplecase.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace assay::gui {

void openSampleCase(Jobs& jobs, LiveCase& live, const QString& file, const QString& folder)
{
    if (QFileInfo::exists(file)) {
        live.open(file);
        return;
    }
    QStringList sources;
    for (const QFileInfo& entry :
        QDir(folder).entryInfoList(QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        sources << entry.absoluteFilePath();
    const JobTitle title{QCoreApplication::translate("LiveCase", "Open case"),
        QCoreApplication::translate("LiveCase", "Sample"), JobUnit::None, JobShow::Visible};
    const auto work = [path = QFile::encodeName(file).toStdString(), sample = QFile::encodeName(folder).toStdString()](
                          const RunContext& context) {
        const auto made = createSampleCase(path, sample, context);
        return made ? Result<void>() : Result<void>(made.error());
    };
    jobs.start<void>(&live, QStringLiteral("sample"), title, work, [&live, file, sources](const Result<void>& made) {
        if (made)
            live.createWith(file, sources, DetectorOptions{}); // with the built-in rules
        else
            live.report(made.error(), Attempt::CreateCase);
    });
}

} // namespace assay::gui
