# SPDX-License-Identifier: GPL-3.0-or-later
set(SOURCES
    bytetables.cpp
    matcher.cpp
    matcherbuilder.cpp
    matcherrun.cpp
    matchstats.cpp
    patterntext.cpp
    pcreprogram.cpp
    pcreworker.cpp
    singlepattern.cpp)
