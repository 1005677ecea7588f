// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/train/trainingrun.h"

#include <QString>

#include <vector>

namespace assay::gui {

// What a training has told so far, put together for the eye: curves, where it stands, log and gate.
class TrainingLog
{
public:
    void add(const train::TrainEvent& event);

    struct Point
    {
        uint64_t step = 0;
        double train = 0, holdOut = 0; // NaN: none
    };
    const std::vector<Point>& curve() const { return m_curve; }
    const QString& stage() const { return m_stage; } // English, as the trainer says it
    uint64_t step() const { return m_step; }
    uint64_t steps() const { return m_steps; }
    double rate() const { return m_rate; } // learning rate; NaN: none
    double perSecond() const { return m_perSecond; } // rows
    double seconds() const { return m_seconds; } // since the start
    // Seconds left in this stage, -1 when nobody knows.
    double secondsLeft() const;
    struct Line
    {
        double seconds = 0;
        QString text;
    };
    const std::vector<Line>& lines() const { return m_lines; }
    const std::vector<train::GateCheck>& gate() const { return m_gate; }
    bool hasEnded() const { return m_ended; }

private:
    void addStep(const train::TrainEvent& event);
    std::vector<Point> m_curve;
    std::vector<Line> m_lines;
    std::vector<train::GateCheck> m_gate;
    QString m_stage;
    uint64_t m_step = 0, m_steps = 0;
    double m_rate = 0, m_perSecond = 0, m_seconds = 0, m_stageStart = 0;
    bool m_ended = false;
};

} // namespace assay::gui
