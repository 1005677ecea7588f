// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/errortext.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace assay::gui {
namespace {

QString tr(const char* text, const char* comment = nullptr)
{
    return QCoreApplication::translate("assay::gui", text, comment);
}

QString what(Attempt attempt, const QString& object)
{
    switch (attempt) {
    case Attempt::OpenCase:
        return tr("Cannot open the case %1").arg(object);
    case Attempt::CreateCase:
        return tr("Cannot create the case %1").arg(object);
    case Attempt::AddSource:
        return tr("Cannot add %1").arg(object);
    case Attempt::ReadItem:
        return tr("Cannot show the item from %1").arg(object);
    case Attempt::LoadRules:
        return tr("Cannot use the rules %1").arg(object);
    case Attempt::Scan:
        return tr("The scan stopped at %1").arg(object);
    case Attempt::SaveFile:
        return tr("Cannot write %1").arg(object);
    case Attempt::Label:
        return tr("Not stored in %1").arg(object);
    case Attempt::Other:
        break;
    }
    return tr("Cannot go on with %1").arg(object);
}

QString why(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return tr("it does not exist");
    case ErrorCode::PermissionDenied:
        return tr("permission denied");
    case ErrorCode::ReadOnly:
        return tr("it can only be read");
    case ErrorCode::ReadFailed:
        return tr("reading failed");
    case ErrorCode::WriteFailed:
        return tr("writing failed");
    case ErrorCode::DiskFull:
        return tr("the disk is full");
    case ErrorCode::Changed:
        return tr("it changed since it was imported");
    case ErrorCode::NotRecognised:
        return tr("it is in no format that Assay reads");
    case ErrorCode::Unsupported:
        return tr("this format is not supported yet");
    case ErrorCode::BadData:
        return tr("its content is damaged or follows another format");
    case ErrorCode::LimitExceeded:
        return tr("it is larger than the limits allow");
    case ErrorCode::Locked:
        return tr("another program is using it");
    case ErrorCode::NewerVersion:
        return tr("it was written by a newer version of Assay");
    case ErrorCode::BadRule:
        return tr("a rule does not compile");
    case ErrorCode::BadArgument:
        return tr("the request is not valid");
    case ErrorCode::HelperFailed:
        return tr("a helper program failed");
    case ErrorCode::Cancelled:
    case ErrorCode::Internal:
        break;
    }
    return tr("an internal error occurred");
}

QString stepForCase(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return tr("Open another case, or create a new one with File > New case.");
    case ErrorCode::Locked:
        return tr("Close the other window that has it open, then try again.");
    case ErrorCode::NewerVersion:
        return tr("Open it with the newer version, or open it read-only.");
    case ErrorCode::BadData:
        return tr("If it is a case, restore it from a backup; mail is added with File > Add source.");
    case ErrorCode::PermissionDenied:
    case ErrorCode::ReadOnly:
        return tr("Open it read-only, or copy it to a folder that you can write to.");
    default:
        return {};
    }
}

QString stepFor(ErrorCode code, Attempt attempt)
{
    if (attempt == Attempt::OpenCase || attempt == Attempt::CreateCase) {
        const QString step = stepForCase(code);
        if (!step.isEmpty())
            return step;
    }
    if (attempt == Attempt::Label && code == ErrorCode::ReadOnly)
        return tr("Open the case in a place that you can write to; labels that were given before are kept.");
    switch (code) {
    case ErrorCode::NotFound:
        return tr("Check whether it was moved or renamed.");
    case ErrorCode::PermissionDenied:
        return tr("Check the permissions of the file, then try again.");
    case ErrorCode::ReadOnly:
        return tr("Choose a place that you can write to.");
    case ErrorCode::ReadFailed:
        return tr("Everything read before is kept. Check the disk or the connection to it, then try again.");
    case ErrorCode::WriteFailed:
        return tr("Check the disk, then try again.");
    case ErrorCode::DiskFull:
        return tr("Everything accepted so far is kept. Free some space, then try again.");
    case ErrorCode::Changed:
        return tr("The list still works from the index. Add the file again to index it as a new source.");
    case ErrorCode::NotRecognised:
        return tr("Assay reads eml, mbox, Maildir, MH, msg, access logs, pcap, pcapng, and archives of these.");
    case ErrorCode::Unsupported:
        return tr("Convert it to EML or mbox with the program that wrote it, then add the result.");
    case ErrorCode::BadData:
        return tr("Open the details for the place of the damage.");
    case ErrorCode::LimitExceeded:
        return tr("Split it, or add the parts one by one.");
    case ErrorCode::Locked:
        return tr("Close the other program, then try again.");
    case ErrorCode::NewerVersion:
        return tr("Use the newer version.");
    case ErrorCode::BadRule:
        return tr("Correct the rule, then load the file again; the other rules still work.");
    case ErrorCode::HelperFailed:
        return tr("Try again; if it happens again, reinstall the program.");
    case ErrorCode::BadArgument:
    case ErrorCode::Cancelled:
    case ErrorCode::Internal:
        break;
    }
    return tr("Copy the details and report them.");
}

} // namespace

ErrorText errorText(const Error& error, Attempt attempt)
{
    const QString subject = QString::fromStdString(error.subject);
    const QString name = QFileInfo(subject).fileName();
    ErrorText text;
    text.summary = tr("%1: %2.", "what failed: why")
                       .arg(what(attempt, displayLine(name.isEmpty() ? subject : name, 120)), why(error.code));
    text.nextStep = stepFor(error.code, attempt);
    text.details = QStringLiteral("code: %1\nobject: %2\ndetail: %3\nversion: %4")
                       .arg(QString::fromUtf8(errorCodeName(error.code).data()), subject,
                           QString::fromStdString(error.detail), QCoreApplication::applicationVersion());
    return text;
}

QString defectSentence(Defect defect)
{
    const std::string_view text = defectText(defect);
    return QCoreApplication::translate("core", std::string(text).c_str());
}

} // namespace assay::gui
