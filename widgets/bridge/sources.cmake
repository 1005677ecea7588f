# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND widgets_sources
    bridge/batchactions.cpp
    bridge/batchdesk.cpp bridge/batchdesk.h
    bridge/batchdraft.cpp
    bridge/batchscope.cpp bridge/batchscope.h
    bridge/clusters.cpp bridge/clusters.h
    bridge/columnwidths.h
    bridge/comparedcurves.cpp bridge/comparedcurves.h
    bridge/errortext.cpp bridge/errortext.h
    bridge/format.cpp bridge/format.h
    bridge/featurepopulation.cpp bridge/featurepopulation.h
    bridge/fuzzytext.cpp bridge/fuzzytext.h
    bridge/fuzzydesk.cpp bridge/fuzzydesk.h
    bridge/fuzzyservices.cpp bridge/fuzzyservices.h
    bridge/grouping.cpp bridge/grouping.h
    bridge/hashchange.cpp bridge/hashchange.h
    bridge/icons.cpp bridge/icons.h
    bridge/indexkeeper.cpp bridge/indexkeeper.h
    bridge/itemcontent.cpp bridge/itemcontent.h
    bridge/itemfocus.cpp bridge/itemfocus.h
    bridge/itemrows.cpp bridge/itemrows.h
    bridge/jobs.cpp bridge/jobs.h
    bridge/jobtext.cpp bridge/jobtext.h
    bridge/labelcolumns.cpp
    bridge/labeldesk.cpp bridge/labeldesk.h
    bridge/labeltext.cpp bridge/labeltext.h
    bridge/livecase.cpp bridge/livecase.h
    bridge/modeldesk.cpp bridge/modeldesk.h
    bridge/notice.h
    bridge/queriedrows.cpp bridge/queriedrows.h
    bridge/queryfocus.cpp bridge/queryfocus.h
    bridge/querytext.cpp bridge/querytext.h
    bridge/querymenu.cpp bridge/querymenu.h
    bridge/rangetext.cpp bridge/rangetext.h
    bridge/requestfacts.cpp bridge/requestfacts.h
    bridge/requestrows.cpp bridge/requestrows.h
    bridge/rowgroups.h
    bridge/rowselection.cpp bridge/rowselection.h
    bridge/safehtml.cpp bridge/safehtml.h
    bridge/samplefile.cpp bridge/samplefile.h
    bridge/savedviews.cpp bridge/savedviews.h
    bridge/snapshottable.cpp bridge/snapshottable.h
    bridge/sortrows.cpp
    bridge/textlocator.cpp bridge/textlocator.h
    bridge/themecolors.cpp bridge/themecolors.h
    bridge/trafficcolumns.cpp bridge/trafficcolumns.h
    bridge/traininglog.cpp bridge/traininglog.h
    bridge/trail.cpp bridge/trail.h
    bridge/treemodel.cpp bridge/treemodel.h)
