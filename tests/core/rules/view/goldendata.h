// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/viewtables.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace assay::test {

std::string readFile(const std::filesystem::path& path);

// Registry tables and redirectors of the installed rule files; without any when they are not installed.
rules::ViewTables stockTables();

// One JSON code point as one byte. Code points above U+00FF become UTF-8.
std::string toBytes(const nlohmann::json& text);
std::vector<std::string> toByteList(const nlohmann::json& list);

// Code points, for texts that may be bytes or characters.
std::u32string toCodePoints(const nlohmann::json& text);

// A folder of messages ("<id>.eml") with a folder of what the peer made of them ("<id>.json").
struct RenderCase
{
    std::string id;
    std::string message;
    nlohmann::json expected;
};
void forEachCase(const std::filesystem::path& messages, const std::filesystem::path& expected,
    const std::function<void(const RenderCase&)>& visit);

} // namespace assay::test
