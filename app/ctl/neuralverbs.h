// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/verb.h"
#include "core/neural/data/profile.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::ctl {

// Verbs about rspamd's mail neural net.
Verb neuralVectorsVerb();
Verb neuralTrainVerb();
Verb neuralScoreVerb();
Verb neuralImportVerb();
Verb neuralExportVerb();

// The bytes of a file, or of standard input for "-".
Result<std::string> readOperand(const std::string& operand, uint64_t limit);

// A vector of a file: lines of `neural vectors --jsonl`, or numbers parted by ';'.
struct VectorLine
{
    std::string item; // empty: not named
    std::vector<double> numbers;
};
// All lines have as many numbers as the first; BadData names the line that has not.
Result<std::vector<VectorLine>> readVectors(const std::string& operand);
Result<neural::Profile> readProfile(const std::string& file);

} // namespace assay::ctl
