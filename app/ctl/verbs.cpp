// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verb.h"

#include "app/ctl/caseverbs.h"
#include "app/ctl/feedbackverbs.h"
#include "app/ctl/fuzzyverbs.h"
#include "app/ctl/labelverbs.h"
#include "app/ctl/modelverbs.h"
#include "app/ctl/neuralverbs.h"
#include "app/ctl/registryverbs.h"
#include "app/ctl/ruleverbs.h"
#include "app/ctl/showverb.h"
#include "app/ctl/trafficverbs.h"

#include <vector>

namespace assay::ctl {

// Each verb file defines one or more of these; the list below is the only place that names them.

std::span<const Verb> verbs()
{
    static const std::vector<Verb> all = {
        scanVerb(),
        importVerb(),
        findVerb(),
        reportVerb(),
        showVerb(),
        caseNewVerb(),
        caseInfoVerb(),
        caseCheckVerb(),
        labelVerb(),
        undoVerb(),
        redoVerb(),
        auditShowVerb(),
        auditVerifyVerb(),
        listsShowVerb(),
        listsAddVerb(),
        listsRemoveVerb(),
        feedbackNewVerb(),
        feedbackAddVerb(),
        feedbackListVerb(),
        feedbackShowVerb(),
        feedbackReviewVerb(),
        feedbackSubmitVerb(),
        feedbackWithdrawVerb(),
        feedbackExportVerb(),
        feedbackImportVerb(),
        feedbackInboxVerb(),
        feedbackAssistVerb(),
        rulesListVerb(),
        rulesTestVerb(),
        rulesBenchVerb(),
        fuzzyHashVerb(),
        fuzzyClustersVerb(),
        fuzzyServeVerb(),
        fuzzyStatVerb(),
        fuzzyKeypairVerb(),
        fuzzySyncVerb(),
        fuzzyExpireVerb(),
        fuzzyImportVerb(),
        fuzzyExportVerb(),
        fuzzyCheckVerb(),
        fuzzyAddVerb(),
        fuzzyDelVerb(),
        fuzzyRulesVerb(),
        fuzzyConditionsVerb(),
        featuresVerb(),
        modelFitVerb(),
        modelScoreVerb(),
        modelCompareVerb(),
        modelDriftVerb(),
        modelCleanVerb(),
        registryListVerb(),
        registryPromoteVerb(),
        registryRollbackVerb(),
        registryGcVerb(),
        trainVerb(),
        promoteVerb(),
        rollbackVerb(),
        compareVerb(),
        fusionVerb(),
        neuralVectorsVerb(),
        neuralTrainVerb(),
        neuralScoreVerb(),
        neuralImportVerb(),
        neuralExportVerb(),
        trafficRebucketVerb(),
        trafficSynthVerb(),
        trafficSetsVerb(),
        trafficFlowsVerb(),
        trafficHttpVerb(),
        trafficSmtpVerb(),
        trafficTlsVerb(),
        trafficSshVerb(),
        demoVerb(),
        benchUiVerb(),
    };
    return all;
}

} // namespace assay::ctl
