// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/panels.h"

#include "widgets/panels/audit/auditpanel.h"
#include "widgets/panels/evidence/evidencepanel.h"
#include "widgets/panels/feedback/batchespanel.h"
#include "widgets/panels/feedback/composerpanel.h"
#include "widgets/panels/feedback/messagespanel.h"
#include "widgets/panels/feedback/suspectspanel.h"
#include "widgets/panels/hits/hitspanel.h"
#include "widgets/panels/jobs/jobspanel.h"
#include "widgets/panels/notes/notespanel.h"
#include "widgets/panels/sources/sourcespanel.h"
#include "widgets/panels/traffic/timelinepanel.h"
#include "widgets/panels/traffic/toppanel.h"
#include "widgets/panels/views/viewspanel.h"

namespace assay::gui {

std::vector<Panel*> createPanels(const PanelContext& context, QWidget* parent)
{
    return {
        new SourcesPanel(context, parent),
        new HitsPanel(context, parent),
        new EvidencePanel(context, parent),
        new NotesPanel(context, parent),
        new JobsPanel(context, parent),
        new ViewsPanel(context, parent),
        new AuditPanel(context, parent),
        new ComposerPanel(context, parent),
        new SuspectsPanel(context, parent),
        new BatchesPanel(context, parent),
        new MessagesPanel(context, parent),
        new TimelinePanel(context, parent),
        new TopPanel(context, parent),
    };
}

} // namespace assay::gui
