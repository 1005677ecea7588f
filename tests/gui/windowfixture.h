// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/testpaths.h"
#include "tests/support/waiting.h"
#include "widgets/shell/mainwindow.h"
#include "widgets/shell/resources.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QTest>
#include <QUrl>

#include <gtest/gtest.h>
#include <memory>

namespace assay::test {

// A shown main window with settings and cases in a temporary folder. Tests send it keys, mouse and drop events only.
struct WindowTest : testing::Test
{
    TemporaryDir folder;
    std::unique_ptr<gui::AppSettings> settings;
    std::unique_ptr<gui::MainWindow> window;

    void SetUp() override
    {
        initAssayResources();
        start();
    }
    void TearDown() override { window.reset(); }

    void start()
    {
        window.reset();
        settings = std::make_unique<gui::AppSettings>(path("assay.ini"), path("window.ini"));
        gui::WindowOptions options;
        options.draftsFolder = path("");
        window = std::make_unique<gui::MainWindow>(*settings, options);
        window->show();
        window->activateWindow();
    }

    QString path(const std::string& name) const { return QString::fromStdString((folder.path() / name).string()); }

    template <typename T = QWidget>
    T* find(const char* name) const
    {
        T* found = window->findChild<T*>(QString::fromLatin1(name));
        EXPECT_TRUE(found) << "no widget is called " << name;
        return found;
    }

    void drop(const QStringList& files)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& file : files)
            urls << QUrl::fromLocalFile(file);
        data.setUrls(urls);
        const QPoint middle = window->rect().center();
        QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window.get(), &enter);
        ASSERT_TRUE(enter.isAccepted());
        QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window.get(), &drop);
    }

    bool waitIdle()
    {
        return waitUntil([this] { return !window->jobs().isBusy(); }, 60'000);
    }
};

} // namespace assay::test
