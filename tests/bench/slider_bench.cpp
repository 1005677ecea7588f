// SPDX-License-Identifier: GPL-3.0-or-later
// Moving the threshold of one of two models on a million scores: every step brings matrices, figures and the marks of
// all plots up to date and paints them.
#include "tests/support/madecomparison.h"
#include "widgets/panels/models/compareplots.h"
#include "widgets/panels/models/thresholdpanel.h"

#include <QApplication>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace assay;

int main(int argc, char** argv)
{
    constexpr size_t rows = 1'000'000;
    constexpr int steps = 400;
    using Clock = std::chrono::steady_clock;
    const auto milliseconds = [](Clock::time_point since) {
        return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
    };
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    const auto begin = Clock::now();
    const auto curves = test::madeCurves(rows, 2, 2026);
    std::printf("two models compared and drawn up, %zu scores each: %.0f ms\n", rows, milliseconds(begin));

    QWidget window;
    gui::CompareFocus focus;
    auto* layout = new QVBoxLayout(&window);
    layout->addWidget(new gui::ThresholdPanel(focus, &window));
    layout->addWidget(new gui::ComparePlots(focus, &window), 1);
    window.resize(1400, 850);
    window.show();
    focus.setCurves(curves);
    QCoreApplication::processEvents();
    std::vector<double> taken;
    for (int step = 0; step < steps; ++step) {
        const auto start = Clock::now();
        focus.step(1, step % 2 ? 7 : 1500);
        QCoreApplication::processEvents(); // paints
        taken.push_back(milliseconds(start));
    }
    std::sort(taken.begin(), taken.end());
    std::printf("step of the slider: median %.2f ms, 95 %% %.2f ms, largest %.2f ms\n", taken[steps / 2],
        taken[steps * 95 / 100], taken.back());
    return 0;
}
