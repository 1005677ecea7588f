// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/manifest.h"
#include "core/models/model.h"

#include <filesystem>
#include <span>

namespace assay::models {

inline constexpr std::string_view modelFileName = "model.bin";
inline constexpr std::string_view manifestFileName = "manifest.json";

// A model with what its directory says about it.
struct StoredModel
{
    ModelPtr model;
    Manifest manifest;
};

// A file that lies beside the model: "scores.csv".
struct ExtraFile
{
    std::string name; // letters, digits, '.', '-', '_'
    std::string content;
};

// Writes the model, the other files and the manifest (whose kind, features and files are filled in) into a directory
// beside `path` and moves that into place: readers see the old directory, the new one or none. An existing `path` is
// replaced when it is empty or holds a model, BadArgument otherwise. Gives the manifest as written.
Result<Manifest> saveModelDir(
    const std::filesystem::path& path, const Model& model, Manifest manifest, std::span<const ExtraFile> extras = {});
// What the directory says about its model, without reading that.
Result<Manifest> loadManifest(const std::filesystem::path& path);
// Verifies size and SHA-256 of every file that the manifest names, and that manifest and model agree. Unsupported: the
// kind is not in the list.
Result<StoredModel> loadModelDir(const std::filesystem::path& path, KindList kinds);
// The content of a file that the manifest names, verified. NotFound when it names none.
Result<std::string> readModelFile(const std::filesystem::path& path, const Manifest& manifest, std::string_view name);

} // namespace assay::models
