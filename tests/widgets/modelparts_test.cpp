// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of the window that show models, without a case.
#include "core/train/kinds.h"
#include "tests/support/madecomparison.h"
#include "tests/support/waiting.h"
#include "widgets/bridge/traininglog.h"
#include "widgets/panels/evidence/explanationview.h"
#include "widgets/panels/models/comparefocus.h"
#include "widgets/panels/models/compareplots.h"
#include "widgets/panels/models/drifttab.h"
#include "widgets/panels/models/modelwords.h"
#include "widgets/panels/models/optionform.h"
#include "widgets/panels/models/thresholdpanel.h"
#include "widgets/plots/plotview.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QTreeView>

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace assay;
using namespace assay::gui;
using train::TrainEvent;

namespace {

TrainEvent event(TrainEvent::Kind kind, double seconds, const char* text = "")
{
    TrainEvent made;
    made.kind = kind;
    made.seconds = seconds;
    made.text = text;
    return made;
}

TrainEvent step(uint64_t number, uint64_t of, double seconds, double loss, double heldOut)
{
    TrainEvent made = event(TrainEvent::Kind::Step, seconds);
    made.step = number;
    made.steps = of;
    made.trainLoss = loss;
    made.holdOutLoss = heldOut;
    return made;
}

double number(const QString& text)
{
    QString plain = text;
    return plain.replace(QChar(0x2212), QChar('-')).toDouble();
}

} // namespace

TEST(ModelWords, ChecksOfATrainingHaveTitles)
{
    EXPECT_EQ(checkTitle("constant_features"), QStringLiteral("Inputs that do not vary"));
    EXPECT_EQ(checkTitle("least_positives"), QStringLiteral("Hostile rows"));
    EXPECT_EQ(checkTitle("batch 3"), QStringLiteral("batch 3")) << "a batch is called by its name";
}

TEST(TrainingLog, PutsCurveStageAndGateTogether)
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    TrainingLog log;
    EXPECT_LT(log.secondsLeft(), 0);
    log.add(event(TrainEvent::Kind::Stage, 1, "fit"));
    log.add(step(1, 4, 2, 0.6, 0.7));
    log.add(step(2, 4, 3, none, none));
    log.add(step(3, 4, 4, 0.4, none));
    EXPECT_EQ(log.stage(), QStringLiteral("fit"));
    ASSERT_EQ(log.curve().size(), 2u) << "a round without a loss is no point";
    EXPECT_EQ(log.curve()[1].step, 3u);
    EXPECT_DOUBLE_EQ(log.secondsLeft(), 1) << "three rounds took three seconds";
    TrainEvent check = event(TrainEvent::Kind::Gate, 5, "recall");
    check.passed = false;
    check.value = 0.5;
    check.limit = 0.9;
    log.add(check);
    ASSERT_EQ(log.gate().size(), 1u);
    EXPECT_EQ(log.gate()[0].outcome, models::GateCheck::Outcome::Failed);
    log.add(event(TrainEvent::Kind::Finished, 6, "done"));
    EXPECT_TRUE(log.hasEnded());
    EXPECT_LT(log.secondsLeft(), 0);
}

TEST(Explanation, LinesAddUpToTheSum)
{
    ModelExplanation explanation;
    explanation.base = -1.25;
    explanation.remainder = 0.125;
    double sum = explanation.base + explanation.remainder;
    for (int i = 0; i < 40; ++i) {
        FeatureContribution part;
        part.feature = "input " + std::to_string(i);
        part.contribution = (i % 2 ? -1 : 1) * (2.0 - i * 0.05);
        part.value = i == 3 ? std::nan("") : i;
        part.isDefault = i == 3;
        sum += part.contribution;
        explanation.contributions.push_back(part);
    }
    explanation.total = sum;
    for (const size_t shown : {0u, 10u, 40u, 100u}) {
        const std::vector<TreeNode> nodes = explanationNodes(explanation, shown);
        double lines = 0;
        for (size_t i = 0; i + 1 < nodes.size(); ++i)
            lines += nodes[i].number.toDouble();
        EXPECT_NEAR(lines, sum, 1e-9);
        EXPECT_NEAR(number(nodes.back().texts[2]), sum, 1e-4);
        EXPECT_EQ(nodes.size(), std::min<size_t>(shown, 40) + (shown < 40 ? 4 : 3));
    }
    const std::vector<TreeNode> nodes = explanationNodes(explanation, 10);
    EXPECT_TRUE(nodes[4].texts[3].contains(QStringLiteral("default"))) << nodes[4].texts[3].toStdString();
}

TEST(Explanation, NamesMethodAndInputsThatTheModelDoesNotKnow)
{
    ModelExplanation explanation;
    explanation.output.model = "mail<b>";
    explanation.method = "Change in output when this input is zeroed";
    explanation.unknownInputs = {"symbol.NEW_RULE"};
    ExplanationView view("test", nullptr);
    view.setExplanation(explanation);
    const QString head = view.findChild<QLabel*>(QStringLiteral("testHead"))->text();
    EXPECT_TRUE(head.contains(QStringLiteral("Change in output when this input is zeroed")));
    EXPECT_TRUE(head.contains(QStringLiteral("mail&lt;b&gt;"))) << head.toStdString();
    EXPECT_TRUE(
        view.findChild<QLabel*>(QStringLiteral("testUnknown"))->text().contains(QStringLiteral("symbol.NEW_RULE")));
}

TEST(OptionForm, OffersEveryOptionOfEveryKindAndGivesBackWhatTheEngineTakes)
{
    OptionForm form(nullptr);
    for (const models::ModelKind* kind : train::modelKinds()) {
        form.setOptions(kind->options());
        EXPECT_TRUE(form.settings().empty()) << "all at their defaults";
        models::Params::Settings wanted;
        for (const models::Option& option : kind->options()) {
            const QString key = QString::fromLatin1(option.key.data(), qsizetype(option.key.size()));
            auto* editor = form.findChild<QWidget*>(QStringLiteral("option.") + key);
            ASSERT_TRUE(editor) << option.key;
            EXPECT_FALSE(editor->accessibleName().isEmpty()) << option.key;
            if (auto* whole = qobject_cast<QSpinBox*>(editor))
                whole->setValue(whole->value() == whole->maximum() ? whole->value() - 1 : whole->value() + 1);
            else if (auto* choice = qobject_cast<QComboBox*>(editor))
                choice->setCurrentIndex(choice->count() - 1);
        }
        const models::Params::Settings settings = form.settings();
        EXPECT_FALSE(settings.empty());
        const auto params = models::Params::make(kind->options(), settings);
        ASSERT_TRUE(params) << params.error().detail;
        OptionForm other(nullptr);
        other.setOptions(kind->options());
        other.setSettings(params->settings());
        EXPECT_EQ(other.settings(), settings);
    }
}

TEST(CompareFocus, ArrowsGoItemByItemAndSnapsKeepTheirPromise)
{
    const auto curves = test::madeCurves(5000, 2, 7);
    ASSERT_TRUE(curves);
    CompareFocus focus;
    focus.setCurves(curves);
    ASSERT_EQ(focus.count(), 2u);
    EXPECT_EQ(focus.model(), 1u) << "the challenger is what people move";
    const auto above = [&](size_t model) {
        const train::Confusion at = focus.confusion(model);
        return at.tp + at.fp;
    };
    focus.setThreshold(1, 0.5);
    focus.step(1, 1);
    const uint64_t before = above(1);
    focus.step(1, 1);
    EXPECT_EQ(above(1), before - 1) << "one item less";
    focus.step(1, -1);
    EXPECT_EQ(above(1), before);
    focus.snap(1, ThresholdSnap::FalsePositives);
    EXPECT_LE(focus.confusion(1).falsePositiveRate(), 0.001);
    focus.step(1, -100);
    EXPECT_GT(focus.confusion(1).falsePositiveRate(), 0.001);
    focus.snap(1, ThresholdSnap::RecallOfReference);
    EXPECT_GE(focus.confusion(1).recall(), focus.confusion(0).recall());
}

TEST(CompareFocus, LinkedThresholdsKeepTheSameFalsePositiveRate)
{
    CompareFocus focus;
    focus.setCurves(test::madeCurves(5000, 3, 8));
    focus.setLinked(true);
    focus.setThreshold(1, 0.7);
    const double rate = focus.confusion(1).falsePositiveRate();
    for (const size_t model : {0u, 2u}) {
        EXPECT_LE(focus.confusion(model).falsePositiveRate(), rate);
        EXPECT_NEAR(focus.confusion(model).falsePositiveRate(), rate, 0.001);
    }
}

TEST(ThresholdPanel, KeysTypingAndCellsAgreeWithTheIndex)
{
    const auto curves = test::madeCurves(2000, 2, 9);
    CompareFocus focus;
    ThresholdPanel panel(focus, nullptr);
    ComparePlots plots(focus, nullptr);
    focus.setCurves(curves);
    panel.show();
    plots.resize(900, 500);
    plots.show();
    auto* slider = panel.findChild<QSlider*>(QStringLiteral("thresholdSlider"));
    ASSERT_TRUE(slider);
    const double before = focus.threshold(1);
    QTest::keyClick(slider, Qt::Key_Right);
    EXPECT_EQ(focus.threshold(1), curves->model(1).index->next(before, 1));
    QTest::keyClick(slider, Qt::Key_PageDown);
    EXPECT_LT(focus.threshold(1), before);
    auto* value = panel.findChild<QDoubleSpinBox*>(QStringLiteral("thresholdValue"));
    value->selectAll();
    QTest::keyClicks(value, QLocale().toString(0.625));
    QTest::keyClick(value, Qt::Key_Return);
    EXPECT_DOUBLE_EQ(focus.threshold(1), 0.625);
    const train::Confusion at = curves->model(1).index->at(0.625);
    std::vector<ItemId> opened;
    QObject::connect(&panel, &ThresholdPanel::itemsRequested, &panel,
        [&opened](const std::vector<ItemId>& items) { opened = items; });
    QTest::mouseClick(panel.findChild<QPushButton*>(QStringLiteral("compareFp")), Qt::LeftButton);
    EXPECT_EQ(opened.size(), at.fp);
    for (const ItemId item : opened) {
        EXPECT_EQ((*curves->result().labels)[item.value], 0);
        EXPECT_GE((*curves->model(1).scores)[item.value], 0.625);
    }
    auto* roc = plots.findChild<PlotView*>(QStringLiteral("comparePlot"));
    ASSERT_EQ(roc->data().marks.size(), 2u);
    EXPECT_DOUBLE_EQ(roc->data().marks[1].at, at.falsePositiveRate()) << "the mark follows the threshold";
}

TEST(DriftPlot, ShowsSharesOfBothSidesAndTheRangeOfTraining)
{
    DriftRow row;
    row.feature = "links";
    row.bounds = {0, 1, 2, 4};
    row.before = {10, 10, 0};
    row.now = {0, 5, 15};
    row.low = 0;
    row.high = 2;
    const PlotData data = driftPlot(row);
    ASSERT_EQ(data.series.size(), 2u);
    EXPECT_EQ(data.series[0].y, (std::vector<double>{0.5, 0.5, 0, 0}));
    EXPECT_EQ(data.series[1].y, (std::vector<double>{0, 0.25, 0.75, 0}));
    EXPECT_EQ(data.marks.size(), 2u);
}
