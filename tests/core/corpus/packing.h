// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace assay::test {

std::string gzipped(const std::string& bytes);
std::string bzipped(const std::string& bytes);
std::string xzipped(const std::string& bytes);
std::string zstandard(const std::string& bytes, int windowLog = 0);

struct PackedFile
{
    std::string name;
    std::string content;
};
std::string zipOf(const std::vector<PackedFile>& files); // deflated
std::string tarOf(const std::vector<PackedFile>& files);

} // namespace assay::test
