// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace assay::gui {

// One line or one set of bars of a plot.
struct PlotSeries
{
    enum class Style { Line, Dashed, Bars };
    QString title = {}; // also the heading of its column in the table
    Style style = Style::Line;
    std::vector<double> x = {}, y = {}; // equally long, x ascending
    std::vector<double> cut = {}; // of Bars: how much of each y goes; drawn apart
};

// A straight line across the plot with words on it.
struct PlotMark
{
    double at = 0;
    QString text;
    bool isVertical = true;
};

// How numbers of an axis read; empty: plain numbers.
using PlotText = std::function<QString(double)>;

struct PlotAxis
{
    QString title = {};
    PlotText text = {};
    std::optional<double> low = {}, high = {}; // empty: from the data
    bool isPlaces = false; // x counts places 0, 1, 2 ... that `text` names
};

// Everything that a plot shows; replaced as a whole.
struct PlotData
{
    QString title; // of what; name of exports and for screen readers
    QString summary; // one sentence with what is to be seen
    PlotAxis x, y;
    std::vector<PlotSeries> series;
    std::vector<PlotMark> marks;
};

} // namespace assay::gui
