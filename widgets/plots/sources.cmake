# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND widgets_sources
    plots/plotdata.h
    plots/plotmarks.cpp
    plots/plotpainter.cpp plots/plotpainter.h
    plots/plotstyle.h
    plots/plottable.cpp plots/plottable.h
    plots/plotview.cpp plots/plotview.h
    plots/timelineplot.cpp plots/timelineplot.h)
