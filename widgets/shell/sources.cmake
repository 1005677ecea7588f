# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND widgets_sources
    shell/actions.cpp shell/actions.h
    shell/commandline.cpp shell/commandline.h
    shell/filter/chipbar.cpp shell/filter/chipbar.h
    shell/filter/completioncontext.cpp shell/filter/completioncontext.h
    shell/filter/completionpopup.cpp shell/filter/completionpopup.h
    shell/filter/explainpopup.cpp shell/filter/explainpopup.h
    shell/filter/filterbar.cpp shell/filter/filterbar.h
    shell/filter/filtercompleter.cpp shell/filter/filtercompleter.h
    shell/filter/filteredit.cpp shell/filter/filteredit.h
    shell/filter/flowlayout.cpp shell/filter/flowlayout.h
    shell/filter/queryhelp.cpp shell/filter/queryhelp.h
    shell/lists/listsdialog.cpp shell/lists/listsdialog.h
    shell/lists/listimport.cpp shell/lists/listimport.h
    shell/mainwindow.cpp shell/mainwindow.h
    shell/noticebar.cpp shell/noticebar.h
    shell/resources.cpp shell/resources.h
    shell/screenshot.cpp shell/screenshot.h
    shell/startpage.cpp shell/startpage.h
    shell/statusbar.cpp shell/statusbar.h
    shell/theme.cpp shell/theme.h
    shell/windowactions.cpp
    shell/windowquery.cpp
    shell/windowsession.cpp)
