// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/kinds.h"

#include "core/models/isoforest/forestkinds.h"
#include "core/models/xgboost/boostedkind.h"

#include <algorithm>
#include <array>

namespace assay::models {

std::span<const ModelKind* const> modelKinds()
{
    static const std::array kinds = {&extendedForestKind(), &plainForestKind(), &boostedKind()};
    return kinds;
}

const ModelKind* findKind(std::string_view id)
{
    const auto kinds = modelKinds();
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const ModelKind* kind) { return kind->id() == id; });
    return found == kinds.end() ? nullptr : *found;
}

} // namespace assay::models
