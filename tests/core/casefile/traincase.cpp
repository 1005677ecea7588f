// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/traincase.h"

#include "tests/core/casefile/samplebox.h"

#include <fstream>

namespace assay::test {

Result<std::unique_ptr<Case>> labelledCase(const std::filesystem::path& folder, unsigned items)
{
    const auto box = folder / "in.mbox";
    std::ofstream(box) << sampleBox(items);
    auto made = Case::create(folder / "t.assay");
    if (!made)
        return made;
    (*made)->setUser("ann");
    if (const auto added = (*made)->add(box, {}, plainContext()); !added)
        return added.error();
    std::vector<ItemId> sides[2];
    for (uint32_t i = 0; i < items; ++i)
        sides[i % 3 == 0].push_back(ItemId{i});
    for (const bool isSpam : {false, true}) {
        feedback::LabelRequest request;
        request.label = isSpam ? feedback::LabelId{1} : feedback::LabelId{2};
        if (const auto labelled = (*made)->label(sides[isSpam], request); !labelled)
            return labelled.error();
    }
    return made;
}

TrainRequest smallTraining()
{
    TrainRequest request;
    request.model = "forest";
    request.kind = "isoforest-plain";
    request.settings = {{"eif.ntrees", "20"}, {"eif.sample_size", "64"}};
    request.data.from = TrainingSelection::From::Query;
    return request;
}

} // namespace assay::test
