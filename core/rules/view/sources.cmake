# SPDX-License-Identifier: GPL-3.0-or-later
set(SOURCES
    relayaddress.cpp
    relayauth.cpp
    relayfield.cpp
    relayformats.cpp
    relayparser.cpp
    relaypattern.cpp
    relays.cpp)
