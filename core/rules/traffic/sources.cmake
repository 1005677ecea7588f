# SPDX-License-Identifier: GPL-3.0-or-later
set(SOURCES
    clientfamily.cpp
    fieldtexts.cpp
    requestfield.cpp
    setexpression.cpp
    setfacts.cpp
    trafficevidence.cpp
    trafficplan.cpp
    trafficreader.cpp
    trafficrun.cpp)
