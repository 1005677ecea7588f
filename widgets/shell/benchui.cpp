// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shell/benchui.h"

#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/items/itemcolumns.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/shell/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <random>
#include <unistd.h>

namespace assay::gui {
namespace {

constexpr int rounds = 5; // of each question
constexpr int frames = 200;
constexpr int selections = 60;
constexpr int labels = 60;
constexpr uint32_t bulk = 100'000;

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return std::nan("");
    std::sort(values.begin(), values.end());
    const double at = std::ceil(share * static_cast<double>(values.size())) - 1;
    return values[static_cast<size_t>(std::max(0.0, at))];
}

void pressKey(QWidget* widget, int key, const QString& text, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent event(type, key, modifiers, text);
        QCoreApplication::sendEvent(widget, &event);
    }
}

// The value in KiB of a line such as "VmRSS:   123 kB" in /proc/self/status, as MiB.
double memoryOf(const QByteArray& name)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nan("");
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.startsWith(name + ':'))
            return line.mid(name.size() + 1).simplified().split(' ').value(0).toDouble() / 1024;
    }
    return std::nan("");
}

// A text from the case that the query for it will find again; at most one word of it.
QString someWord(const ItemTable& items, uint32_t row)
{
    const QString subject =
        QString::fromUtf8(items.subject(row).data(), static_cast<qsizetype>(items.subject(row).size()));
    for (const QString& word : subject.split(QChar(' '), Qt::SkipEmptyParts)) {
        const bool plain = std::all_of(word.begin(), word.end(), [](QChar c) { return c.isLetter(); });
        if (plain && word.size() > 3)
            return word;
    }
    return QStringLiteral("the");
}

} // namespace

double processAge()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nan("");
    const QByteArray text = file.readAll();
    // The name in parentheses may hold anything; field 22 is the start in clock ticks since the machine's.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const double started = fields.value(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9 - started) * 1000;
}

BenchUi::BenchUi(MainWindow& window)
    : m_window(window)
{
    QObject::connect(&window.items(), &ItemsPanel::countChanged, &window, [this] { ++m_answers; });
}

bool BenchUi::wait(const Check& done, int milliseconds)
{
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (clock.elapsed() > milliseconds)
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 10);
    }
    return true;
}

void BenchUi::settle()
{
    wait([this] { return !m_window.jobs().isBusy(); }, 600'000);
    QCoreApplication::processEvents();
}

void BenchUi::add(const QString& name, double target, const QString& unit, std::vector<double> values)
{
    std::erase_if(values, [](double value) { return value < 0 || std::isnan(value); });
    m_rows.push_back({name, target, unit, std::move(values)});
}

double BenchUi::time(const Step& step, const Check& done)
{
    QElapsedTimer clock;
    clock.start();
    step();
    if (!wait(done))
        return -1;
    m_window.items().view()->viewport()->repaint();
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

double BenchUi::ask(const QString& query)
{
    if (query == m_window.query().text())
        return -1; // nothing would be asked
    const int before = m_answers;
    const double taken = time([&] { m_window.query().replace(query); }, [&] { return m_answers > before; });
    settle();
    return taken;
}

bool BenchUi::open(const QString& file)
{
    QElapsedTimer clock;
    clock.start();
    m_window.openPaths({file});
    const bool opened =
        wait([this] { return m_window.live().isOpen() && m_window.items().view()->model()->rowCount() > 0; });
    m_window.items().view()->viewport()->repaint();
    add(QStringLiteral("Restore a case"), 2000, QStringLiteral("ms"),
        {static_cast<double>(clock.nsecsElapsed()) / 1e6});
    m_items = m_window.live().items()->count();
    settle(); // the index may have to be made first
    return opened;
}

void BenchUi::measureQueries()
{
    const ItemTable& items = *m_window.live().items();
    std::vector<double> indexed, text;
    std::mt19937 random(1);
    for (int i = 0; i < rounds; ++i) {
        const auto row = static_cast<uint32_t>(random() % items.count());
        const QString day = QStringLiteral("date:2026-0%1").arg(1 + i % 9);
        for (const QString& query : {day, QStringLiteral("size:10k..%1k").arg(20 + i),
                 QStringLiteral("id:%1..%2").arg(row / 2).arg(row), QStringLiteral("score:%1..").arg(i + 2)})
            indexed.push_back(ask(query));
        text.push_back(ask(QStringLiteral("body:") + someWord(items, row)));
        text.push_back(ask(someWord(items, row)));
    }
    ask({});
    add(QStringLiteral("Filter on indexed fields, complete"), 500, QStringLiteral("ms"), indexed);
    add(QStringLiteral("Full-text term"), 300, QStringLiteral("ms"), text);
}

void BenchUi::measureSorts()
{
    ItemsPanel& panel = m_window.items();
    for (const int column : panel.columns().shown()) {
        std::vector<double> values;
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder, Qt::AscendingOrder}) {
            const int before = m_answers;
            values.push_back(time([&] { panel.setSort({{column, order}}); }, [&] { return m_answers > before; }));
            settle();
        }
        add(QStringLiteral("Sort by %1").arg(panel.columns().key(column)), 700, QStringLiteral("ms"), values);
    }
    panel.setSort({});
    settle();
}

void BenchUi::measureScrolling()
{
    QTableView* view = m_window.items().view();
    QScrollBar* bar = view->verticalScrollBar();
    std::mt19937 random(2);
    std::vector<double> wheel, drag;
    for (int i = 0; i < 2 * frames; ++i) {
        QElapsedTimer clock;
        clock.start();
        const bool step = i < frames;
        bar->setValue(step ? bar->value() + 3 : static_cast<int>(random() % static_cast<unsigned>(bar->maximum() + 1)));
        view->viewport()->repaint();
        (step ? wheel : drag).push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    add(QStringLiteral("Scroll by wheel, frame"), 16, QStringLiteral("ms"), wheel);
    add(QStringLiteral("Scroll by dragging, frame"), 16, QStringLiteral("ms"), drag);
}

void BenchUi::measureSelecting()
{
    std::mt19937 random(3);
    std::vector<double> values;
    const std::vector<uint32_t> order = m_window.items().order();
    for (int i = 0; i < selections && !order.empty(); ++i) {
        const uint32_t row = order[random() % order.size()];
        const ItemId item = m_window.live().items()->row(row).id;
        if (m_window.focus().item() == item)
            continue;
        values.push_back(time([&] { m_window.items().selectItem(item); },
            [&] { return m_window.focus().item() == item && m_window.focus().content() != nullptr; }));
        m_window.repaint();
    }
    settle();
    add(QStringLiteral("Select an item until its content is shown"), 80, QStringLiteral("ms"), values);
}

void BenchUi::measureLabels()
{
    QTableView* view = m_window.items().view();
    view->setFocus();
    const auto labelled = [this] {
        const auto& columns = m_window.live().snapshot()->labels;
        return columns ? columns->labelled : 0;
    };
    std::vector<double> single;
    m_window.items().stepItem(0);
    for (int i = 0; i < labels; ++i) {
        const auto before = m_window.focus().item();
        single.push_back(time([&] { pressKey(view, Qt::Key_2, QStringLiteral("2")); },
            [&] { return m_window.focus().item() != before; }));
        if (single.back() < 0)
            break; // the case cannot be written
    }
    settle();
    add(QStringLiteral("Label key until stored and the next item is current"), 50, QStringLiteral("ms"), single);

    ask(QStringLiteral("id:..%1 -label:spam").arg(std::min<quint64>(bulk, m_items) - 1));
    const uint64_t before = labelled();
    m_window.items().selectAll();
    const auto confirm = [this] {
        auto* box = m_window.findChild<QDialog*>(QStringLiteral("bulkConfirm"));
        if (box && box->isVisible())
            pressKey(box->findChild<QPushButton*>() ? box->focusWidget() : box, Qt::Key_Return, {});
    };
    const auto trigger = [this](const char* name) {
        if (auto* action = m_window.findChild<QAction*>(QString::fromLatin1(name)))
            action->trigger();
    };
    const quint64 count = m_window.items().selectedCount();
    const double given = time(
        [&] {
            pressKey(view, Qt::Key_1, QStringLiteral("1"));
            confirm();
        },
        [&] { return labelled() > before; });
    settle();
    const uint64_t after = labelled();
    const double undone = given < 0 ? -1 : time([&] { trigger("actionUndo"); }, [&] { return labelled() < after; });
    settle();
    add(QStringLiteral("Label %1 items").arg(count), 1500, QStringLiteral("ms"), {given});
    add(QStringLiteral("Undo that"), 1500, QStringLiteral("ms"), {undone});
    ask({});
}

void BenchUi::measureMemory()
{
    add(QStringLiteral("Memory, resident"), 350, QStringLiteral("MiB"), {memoryOf("VmRSS")});
    add(QStringLiteral("Memory, without mapped files"), 350, QStringLiteral("MiB"), {memoryOf("RssAnon")});
}

int BenchUi::run(const QString& file, double startMs)
{
    add(QStringLiteral("Cold start to a usable window"), 800, QStringLiteral("ms"), {startMs});
    if (!open(file)) {
        std::fprintf(stderr, "assay: %s cannot be opened, or is empty\n", qPrintable(file));
        return 66;
    }
    measureQueries();
    measureMemory(); // as after listing and filtering
    measureSorts();
    measureScrolling();
    measureSelecting();
    measureLabels();
    return 0;
}

void BenchUi::print() const
{
    std::printf("%s items\n", qPrintable(QString::number(m_items)));
    std::printf("%-52s %9s %9s %9s %5s  %s\n", "What", "Target", "Median", "p95", "Runs", "Verdict");
    for (const Row& row : m_rows) {
        const double p95 = percentile(row.values, 0.95);
        const char* verdict = row.values.empty() ? "not measured" : p95 <= row.target ? "met" : "missed";
        std::printf("%-52s %6.0f %-2s %9.1f %9.1f %5zu  %s\n", qPrintable(row.name), row.target, qPrintable(row.unit),
            percentile(row.values, 0.5), p95, row.values.size(), verdict);
    }
}

bool BenchUi::writeJson(const QString& target) const
{
    QJsonArray rows;
    for (const Row& row : m_rows) {
        QJsonArray values;
        for (const double value : row.values)
            values.append(value);
        rows.append(QJsonObject{{QStringLiteral("name"), row.name}, {QStringLiteral("target"), row.target},
            {QStringLiteral("unit"), row.unit}, {QStringLiteral("median"), percentile(row.values, 0.5)},
            {QStringLiteral("p95"), percentile(row.values, 0.95)}, {QStringLiteral("values"), values}});
    }
    QFile file(target);
    const QByteArray text = QJsonDocument(
        QJsonObject{{QStringLiteral("items"), static_cast<qint64>(m_items)},
            {QStringLiteral("rows"),
                rows}}).toJson();
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

} // namespace assay::gui
