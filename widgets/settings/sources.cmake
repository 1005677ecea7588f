# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND widgets_sources
    settings/appsettings.cpp settings/appsettings.h
    settings/key.h
    settings/paths.cpp settings/paths.h)
