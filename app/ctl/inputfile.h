// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace assay::ctl {

// A PATH operand as a file that can be opened and read at any place: the path itself, or for "-" standard input held in
// memory (at most 2 GiB, LimitExceeded beyond).
class InputOperand
{
public:
    static Result<InputOperand> open(const std::string& operand);
    InputOperand(InputOperand&& other) noexcept;
    InputOperand& operator=(InputOperand&&) = delete;
    ~InputOperand();
    const std::string& title() const { return m_title; } // as the user named it
    const std::filesystem::path& path() const { return m_path; }
    bool isStandardInput() const { return m_descriptor >= 0; }

private:
    InputOperand(std::string title, std::filesystem::path path, int descriptor)
        : m_title(std::move(title))
        , m_path(std::move(path))
        , m_descriptor(descriptor)
    {
    }
    std::string m_title;
    std::filesystem::path m_path;
    int m_descriptor = -1; // of the memory file
};

} // namespace assay::ctl
