// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QString>

#include <functional>
#include <vector>

namespace assay::gui {

class MainWindow;

// Measures how the window feels on a case: drives the shown window as a person would and takes the times from key to
// paint. Labels that it gives go into the case: give it a copy.
class BenchUi
{
public:
    explicit BenchUi(MainWindow& window);

    // Runs everything on `file`; `startMs` is how long the program took to its first painted window. The exit code:
    // 0, or 66 when the case cannot be opened.
    int run(const QString& file, double startMs);
    void print() const;
    bool writeJson(const QString& target) const;

private:
    struct Row
    {
        QString name;
        double target; // milliseconds, or MiB
        QString unit;
        std::vector<double> values;
    };
    using Step = std::function<void()>;
    using Check = std::function<bool()>;
    bool wait(const Check& done, int milliseconds = 20'000);
    void settle();
    void add(const QString& name, double target, const QString& unit, std::vector<double> values);
    // The time from `step` until `done` holds and the list is painted; negative when it never did.
    double time(const Step& step, const Check& done);
    double ask(const QString& query);
    bool open(const QString& file);
    void measureQueries();
    void measureSorts();
    void measureScrolling();
    void measureSelecting();
    void measureLabels();
    void measureMemory();

    MainWindow& m_window;
    std::vector<Row> m_rows;
    quint64 m_items = 0;
    int m_answers = 0; // of the list so far
};

// Milliseconds since this process began.
double processAge();

} // namespace assay::gui
