# SPDX-License-Identifier: GPL-3.0-or-later
set(SOURCES
    arithmetic.cpp
    cfreader.cpp
    conditional.cpp
    metarule.cpp
    peertable.cpp
    regexliteral.cpp
    replacetags.cpp
    rulecollector.cpp
    rulefinish.cpp
    ruleset.cpp
    rulesetfiles.cpp
    rulesetload.cpp
    settings.cpp
    settingtables.cpp)
