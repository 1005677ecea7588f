// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/traininglog.h"

#include "widgets/bridge/format.h"

#include <cmath>

namespace assay::gui {
namespace {

constexpr size_t mostLines = 5000;
constexpr size_t mostPoints = 100'000;

} // namespace

void TrainingLog::add(const train::TrainEvent& event)
{
    using Kind = train::TrainEvent::Kind;
    m_seconds = event.seconds;
    const QString text = displayLine(event.text);
    switch (event.kind) {
    case Kind::Stage:
        m_stage = text;
        m_stageStart = event.seconds;
        m_step = m_steps = 0;
        break;
    case Kind::Step:
        addStep(event);
        return;
    case Kind::Gate: {
        using Outcome = models::GateCheck::Outcome;
        m_gate.push_back(
            {event.text, event.passed ? Outcome::Passed : Outcome::Failed, event.value, event.limit, event.detail});
        return;
    }
    case Kind::Finished:
    case Kind::Failed:
        m_ended = true;
        break;
    case Kind::Log:
        break;
    }
    const QString detail = displayLine(event.detail);
    const QString line = detail.isEmpty() || text.isEmpty() ? text + detail : text + QStringLiteral(": ") + detail;
    if (!line.isEmpty() && m_lines.size() < mostLines)
        m_lines.push_back({event.seconds, line});
}

void TrainingLog::addStep(const train::TrainEvent& event)
{
    m_step = event.step;
    m_steps = event.steps;
    m_rate = event.rate;
    m_perSecond = event.perSecond;
    const bool hasLoss = std::isfinite(event.trainLoss) || std::isfinite(event.holdOutLoss);
    const bool goesOn = m_curve.empty() || m_curve.back().step < event.step; // a stage that starts anew has no loss
    if (hasLoss && goesOn && m_curve.size() < mostPoints)
        m_curve.push_back({event.step, event.trainLoss, event.holdOutLoss});
}

double TrainingLog::secondsLeft() const
{
    if (m_ended || m_step == 0 || m_steps < m_step)
        return -1;
    return (m_seconds - m_stageStart) / double(m_step) * double(m_steps - m_step);
}

} // namespace assay::gui
