// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace assay::test {

// The project's own folders.
std::filesystem::path sourceDir();
std::filesystem::path testDataDir(); // tests/data
std::filesystem::path programsDir(); // where the built programs are

// The folder of shared reference data beside the project, if it is there.
std::optional<std::filesystem::path> sharedDir();

// An empty folder of its own, removed at the end of its life.
class TemporaryDir
{
public:
    TemporaryDir();
    ~TemporaryDir();
    TemporaryDir(const TemporaryDir&) = delete;
    TemporaryDir& operator=(const TemporaryDir&) = delete;
    const std::filesystem::path& path() const { return m_path; }
    // Writes a file below the folder (making its parents) and returns its path.
    std::filesystem::path write(const std::string& name, const std::string& content) const;

private:
    std::filesystem::path m_path;
};

} // namespace assay::test

// Skips a test that needs the shared reference data where it is absent; defines `shared`.
#define ASSAY_REQUIRE_SHARED(shared)                                                                                   \
    const auto shared##Optional = assay::test::sharedDir();                                                            \
    if (!shared##Optional)                                                                                             \
        GTEST_SKIP() << "the shared reference data is not beside the project";                                         \
    const std::filesystem::path& shared = *shared##Optional
