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
    // Steps: a filled outline; y holds from its x to the next one. Guide: thin, without a legend, to compare with.
    enum class Style { Line, Dashed, Bars, Steps, Guide };
    QString title = {}; // also the heading of its column in the table
    Style style = Style::Line;
    std::vector<double> x = {}, y = {}; // equally long, x ascending
    std::vector<double> cut = {}; // of Bars: how much of each y goes; drawn apart
    std::vector<double> low = {}, high = {}; // a band around y, drawn faintly; as long as y, or empty
    int color = -1; // number in the set of colours (dash and marker go with it); -1: by position
    bool hasMarkers = false; // at each point, else at a few places of the line
    std::function<QString(size_t)> hint = {}; // words on a point under the mouse; empty: the row of the table
};

// A straight line across the plot with words on it; with `y` a ring around a point.
struct PlotMark
{
    double at = 0; // NaN: nowhere
    QString text;
    bool isVertical = true;
    std::optional<double> y = {};
    int color = -1; // as that of a series; -1: colour of the text
    bool isMovable = false; // by dragging, see PlotView::markMoved
};

// How numbers of an axis read; empty: plain numbers.
using PlotText = std::function<QString(double)>;

struct PlotAxis
{
    QString title = {};
    PlotText text = {};
    std::optional<double> low = {}, high = {}; // empty: from the data
    bool isPlaces = false; // x counts places 0, 1, 2 ... that `text` names
    bool isLog = false; // values of 0 and below are drawn at `low`, which must be set
};

// Everything that a plot shows; replaced as a whole.
struct PlotData
{
    QString title; // of what; name of exports and for screen readers
    QString summary; // one sentence with what is to be seen
    PlotAxis x, y;
    std::vector<PlotSeries> series;
    std::vector<PlotMark> marks;
    bool legendOnTop = false; // else below
    bool namesLines = false; // titles stand at the lines instead of in a legend
};

} // namespace assay::gui
