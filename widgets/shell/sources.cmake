# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND widgets_sources
    shell/actions.cpp shell/actions.h
    shell/benchui.cpp shell/benchui.h
    shell/commandline.cpp shell/commandline.h
    shell/feedbackscene.cpp shell/feedbackscene.h
    shell/fuzzyscene.cpp shell/fuzzyscene.h
    shell/mainwindow.cpp shell/mainwindow.h
    shell/modelscene.cpp shell/modelscene.h
    shell/noticebar.cpp shell/noticebar.h
    shell/perspective.h
    shell/resources.cpp shell/resources.h
    shell/screenshot.cpp shell/screenshot.h
    shell/startpage.cpp shell/startpage.h
    shell/statusbar.cpp shell/statusbar.h
    shell/theme.cpp shell/theme.h
    shell/trafficscene.cpp shell/trafficscene.h
    shell/windowactions.cpp
    shell/windowexport.cpp
    shell/windowfeedback.cpp
    shell/windowfuzzy.cpp
    shell/windowlist.cpp
    shell/windowmodels.cpp
    shell/windowperspective.cpp
    shell/windowquery.cpp
    shell/windowsession.cpp
    shell/windowtriage.cpp)
