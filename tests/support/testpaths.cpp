// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testpaths.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace assay::test {

std::filesystem::path sourceDir()
{
    return ASSAY_SOURCE_DIR;
}

std::filesystem::path testDataDir()
{
    return sourceDir() / "tests" / "data";
}

std::filesystem::path programsDir()
{
    return std::filesystem::path(ASSAY_BINARY_DIR) / "bin";
}

std::optional<std::filesystem::path> sharedDir()
{
    const char* chosen = std::getenv("ASSAY_SHARED");
    std::filesystem::path folder = chosen ? std::filesystem::path(chosen) : sourceDir().parent_path() / "shared";
    if (std::filesystem::is_directory(folder / "golden"))
        return folder;
    return std::nullopt;
}

TemporaryDir::TemporaryDir()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-test-XXXXXX").string();
    if (!mkdtemp(pattern.data()))
        throw std::runtime_error("cannot make a temporary folder");
    m_path = pattern;
}

TemporaryDir::~TemporaryDir()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::filesystem::path TemporaryDir::write(const std::string& name, const std::string& content) const
{
    const std::filesystem::path file = m_path / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file;
}

} // namespace assay::test
