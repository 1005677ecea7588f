// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/manifest.h"
#include "core/models/model.h"

#include <filesystem>

namespace assay::models {

inline constexpr std::string_view modelFileName = "model.bin";
inline constexpr std::string_view manifestFileName = "manifest.json";

// A model with what its directory says about it.
struct StoredModel
{
    ModelPtr model;
    Manifest manifest;
};

// Writes the model and its manifest (whose kind, features and files are filled in) into a directory beside `path` and
// moves that into place: readers see the old directory, the new one or none. An existing `path` is replaced when it is
// empty or holds a model, BadArgument otherwise. Gives the manifest as written.
Result<Manifest> saveModelDir(const std::filesystem::path& path, const Model& model, Manifest manifest);
// Verifies size and SHA-256 of every file that the manifest names, and that manifest and model agree.
Result<StoredModel> loadModelDir(const std::filesystem::path& path);

} // namespace assay::models
