// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/modelsound.h"

#include <QAbstractItemModelTester>

#include <gtest/gtest.h>

namespace assay::test {
namespace {

QtMessageHandler previousHandler = nullptr;

void failOnTesterWarning(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (context.category && QByteArrayView(context.category) == QByteArrayView("qt.modeltest"))
        ADD_FAILURE() << "model: " << message.toStdString();
    else if (previousHandler)
        previousHandler(type, context, message);
}

} // namespace

void expectModelSound(QAbstractItemModel* model)
{
    if (!previousHandler)
        previousHandler = qInstallMessageHandler(failOnTesterWarning);
    new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::Warning, model);
}

} // namespace assay::test
