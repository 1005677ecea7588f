// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 0
#include <pcre2.h>

#include <cstdint>

namespace assay::rules {

// The functions of the 8-bit and the 32-bit library under the same names, so that one template serves both.
#define ASSAY_PCRE_LIBRARY(WIDTH)                                                                                      \
    struct Pcre##WIDTH                                                                                                 \
    {                                                                                                                  \
        using Unit = uint##WIDTH##_t;                                                                                  \
        using Code = pcre2_code_##WIDTH;                                                                               \
        using CompileContext = pcre2_compile_context_##WIDTH;                                                          \
        using MatchContext = pcre2_match_context_##WIDTH;                                                              \
        using MatchData = pcre2_match_data_##WIDTH;                                                                    \
        using JitStack = pcre2_jit_stack_##WIDTH;                                                                      \
        static constexpr auto compile = pcre2_compile_##WIDTH;                                                         \
        static constexpr auto codeFree = pcre2_code_free_##WIDTH;                                                      \
        static constexpr auto compileContextCreate = pcre2_compile_context_create_##WIDTH;                             \
        static constexpr auto compileContextFree = pcre2_compile_context_free_##WIDTH;                                 \
        static constexpr auto setCharacterTables = pcre2_set_character_tables_##WIDTH;                                 \
        static constexpr auto setNewline = pcre2_set_newline_##WIDTH;                                                  \
        static constexpr auto patternInfo = pcre2_pattern_info_##WIDTH;                                                \
        static constexpr auto jitCompile = pcre2_jit_compile_##WIDTH;                                                  \
        static constexpr auto jitMatch = pcre2_jit_match_##WIDTH;                                                      \
        static constexpr auto match = pcre2_match_##WIDTH;                                                             \
        static constexpr auto matchContextCreate = pcre2_match_context_create_##WIDTH;                                 \
        static constexpr auto matchContextFree = pcre2_match_context_free_##WIDTH;                                     \
        static constexpr auto setMatchLimit = pcre2_set_match_limit_##WIDTH;                                           \
        static constexpr auto setHeapLimit = pcre2_set_heap_limit_##WIDTH;                                             \
        static constexpr auto setOffsetLimit = pcre2_set_offset_limit_##WIDTH;                                         \
        static constexpr auto matchDataCreate = pcre2_match_data_create_##WIDTH;                                       \
        static constexpr auto matchDataFree = pcre2_match_data_free_##WIDTH;                                           \
        static constexpr auto ovector = pcre2_get_ovector_pointer_##WIDTH;                                             \
        static constexpr auto jitStackCreate = pcre2_jit_stack_create_##WIDTH;                                         \
        static constexpr auto jitStackAssign = pcre2_jit_stack_assign_##WIDTH;                                         \
        static constexpr auto jitStackFree = pcre2_jit_stack_free_##WIDTH;                                             \
    }

ASSAY_PCRE_LIBRARY(8);
ASSAY_PCRE_LIBRARY(32);
#undef ASSAY_PCRE_LIBRARY

} // namespace assay::rules
