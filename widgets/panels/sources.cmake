# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND widgets_sources
    panels/panel.h
    panels/panels.cpp panels/panels.h
    panels/evidence/evidencepanel.cpp panels/evidence/evidencepanel.h
    panels/hits/hitsmodel.cpp panels/hits/hitsmodel.h
    panels/hits/hitspanel.cpp panels/hits/hitspanel.h
    panels/hits/scorebar.cpp panels/hits/scorebar.h
    panels/items/itemcolumns.cpp panels/items/itemcolumns.h
    panels/items/itemdelegate.cpp panels/items/itemdelegate.h
    panels/items/itemselection.cpp panels/items/itemselection.h
    panels/items/itemspanel.cpp panels/items/itemspanel.h
    panels/items/itemtableview.cpp panels/items/itemtableview.h
    panels/items/listasker.cpp panels/items/listasker.h
    panels/items/listquery.cpp panels/items/listquery.h
    panels/items/nomatchnote.cpp panels/items/nomatchnote.h
    panels/itemview/evidenceplace.cpp panels/itemview/evidenceplace.h
    panels/itemview/headerstab.cpp panels/itemview/headerstab.h
    panels/itemview/htmltab.cpp panels/itemview/htmltab.h
    panels/itemview/itemview.cpp panels/itemview/itemview.h
    panels/itemview/linkstab.cpp panels/itemview/linkstab.h
    panels/itemview/mimetab.cpp panels/itemview/mimetab.h
    panels/itemview/rawview.cpp panels/itemview/rawview.h
    panels/itemview/textmarks.h
    panels/jobs/jobspanel.cpp panels/jobs/jobspanel.h
    panels/sources/sourcespanel.cpp panels/sources/sourcespanel.h
    panels/views/viewdialog.cpp panels/views/viewdialog.h
    panels/views/viewspanel.cpp panels/views/viewspanel.h)
