# SPDX-License-Identifier: GPL-3.0-or-later
set(SOURCES
    evalcall.cpp
    evalcontext.cpp
    evals.cpp
    evaltables.cpp
    globlist.cpp
    networkevals.cpp)
