# SPDX-License-Identifier: GPL-3.0-or-later
set(SOURCES
    compositeatom.cpp
    expression.cpp
    expressionparser.cpp
    regexpatom.cpp)
