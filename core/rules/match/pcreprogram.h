// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/matcher.h"

#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

struct pcre2_real_code_8;
struct pcre2_real_code_32;

namespace assay::rules {

// Why a pattern does not compile.
struct PcreError
{
    std::string text; // of the library
    size_t offset = 0; // into Pattern::text
};

// A pattern compiled by PCRE2: with the 8-bit library, or with the 32-bit one where the code grows too large for it.
// Const and shared by threads once compiled; machine code is made at the first use.
class PcreProgram
{
public:
    static std::unique_ptr<PcreProgram> compile(const Pattern& pattern, PcreError& error);
    ~PcreProgram();
    PcreProgram(const PcreProgram&) = delete;
    PcreProgram& operator=(const PcreProgram&) = delete;

    bool wide() const { return m_wide != nullptr; }
    bool utf() const { return m_utf; }
    uint32_t groupCount() const { return m_groupCount; }
    // Group numbers by name, in the order of the library's name table.
    const std::vector<std::pair<std::string, uint32_t>>& groupNames() const { return m_groupNames; }
    const pcre2_real_code_8* code() const { return m_code; }
    const pcre2_real_code_32* wideCode() const { return m_wide; }
    // Whether machine code is there; makes it at the first call. False: run the interpreter.
    bool hasJit() const;

private:
    PcreProgram() = default;
    void readGroups();

    pcre2_real_code_8* m_code = nullptr;
    pcre2_real_code_32* m_wide = nullptr;
    uint32_t m_groupCount = 0;
    std::vector<std::pair<std::string, uint32_t>> m_groupNames;
    bool m_utf = false;
    bool m_wantJit = true;
    mutable std::once_flag m_jitOnce;
    mutable bool m_jit = false;
};

} // namespace assay::rules
