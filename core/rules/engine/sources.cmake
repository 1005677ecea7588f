# SPDX-License-Identifier: GPL-3.0-or-later
set(SOURCES
    evidence.cpp
    messageinputs.cpp
    metaschedule.cpp
    planbuilder.cpp
    rulesengine.cpp
    rulesrun.cpp
    templates.cpp)
