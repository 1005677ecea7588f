// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/kinds.h"

#include "core/models/autoencoder/autoencoderkind.h"
#include "core/models/isoforest/forestkinds.h"
#include "core/models/xgboost/boostedkind.h"
#include "core/neural/neuralkind.h"

#include <array>

namespace assay::train {

models::KindList modelKinds()
{
    static const std::array kinds = {&models::extendedForestKind(), &models::plainForestKind(),
        &models::autoencoderKind(), &models::boostedKind(), &neural::neuralKind()};
    return kinds;
}

const models::ModelKind* findKind(std::string_view id)
{
    return models::findKind(modelKinds(), id);
}

} // namespace assay::train
