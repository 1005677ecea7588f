# SPDX-License-Identifier: GPL-3.0-or-later
set(SOURCES
    compositeatom.cpp
    composites.cpp
    expression.cpp
    expressionparser.cpp
    regexpatom.cpp
    rspamdfunctions.cpp
    rspamdinputs.cpp
    rspamdplan.cpp
    rspamdreader.cpp)
