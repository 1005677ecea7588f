// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/pcreprogram.h"

#include "core/rules/match/bytetables.h"
#include "core/rules/match/patterntext.h"
#include "core/rules/match/pcrelibrary.h"

#include <algorithm>
#include <array>

namespace assay::rules {

namespace {

uint32_t compileOptions(const PatternFlags& flags)
{
    // A pattern must not switch itself to characters with (*UTF), nor split a character with \C.
    uint32_t options = PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
    options |= flags.utf ? PCRE2_UTF : PCRE2_NEVER_UTF | PCRE2_NEVER_UCP;
    options |= flags.caseless ? PCRE2_CASELESS : 0;
    options |= flags.dotAll ? PCRE2_DOTALL : 0;
    options |= flags.multiline ? PCRE2_MULTILINE : 0;
    options |= flags.extended ? PCRE2_EXTENDED : 0;
    return options;
}

template <typename Library>
typename Library::Code* compileWith(
    const std::vector<typename Library::Unit>& text, const PatternFlags& flags, int& errorCode, size_t& errorOffset)
{
    const std::unique_ptr<typename Library::CompileContext, void (*)(typename Library::CompileContext*)> context(
        Library::compileContextCreate(nullptr), Library::compileContextFree);
    if (!context)
        return nullptr;
    Library::setNewline(context.get(), PCRE2_NEWLINE_LF);
    if (!flags.utf)
        Library::setCharacterTables(context.get(), byteTables());
    static constexpr typename Library::Unit none{};
    return Library::compile(text.empty() ? &none : text.data(), text.size(), compileOptions(flags), &errorCode,
        &errorOffset, context.get());
}

std::string messageOf(int errorCode)
{
    std::array<uint8_t, 256> buffer{};
    const int length = pcre2_get_error_message_8(errorCode, buffer.data(), buffer.size());
    return length < 0 ? "error " + std::to_string(errorCode)
                      : std::string(reinterpret_cast<const char*>(buffer.data()), static_cast<size_t>(length));
}

std::vector<uint32_t> widened(std::string_view text)
{
    std::vector<uint32_t> units(text.size());
    std::transform(text.begin(), text.end(), units.begin(), [](char c) { return static_cast<uint8_t>(c); });
    return units;
}

template <typename Library>
void readGroupsOf(
    const typename Library::Code* code, uint32_t& groups, std::vector<std::pair<std::string, uint32_t>>& names)
{
    uint32_t count = 0, entrySize = 0;
    const typename Library::Unit* table = nullptr;
    Library::patternInfo(code, PCRE2_INFO_CAPTURECOUNT, &groups);
    Library::patternInfo(code, PCRE2_INFO_NAMECOUNT, &count);
    Library::patternInfo(code, PCRE2_INFO_NAMEENTRYSIZE, &entrySize);
    Library::patternInfo(code, PCRE2_INFO_NAMETABLE, &table);
    // The group number takes two bytes in the 8-bit table, one unit in the 32-bit one.
    const size_t numberUnits = sizeof(typename Library::Unit) == 1 ? 2 : 1;
    for (uint32_t i = 0; i < count; ++i) {
        const auto* entry = table + size_t{i} * entrySize;
        const uint32_t number = numberUnits == 2 ? (uint32_t{entry[0]} << 8 | entry[1]) : entry[0];
        std::string name;
        for (const auto* unit = entry + numberUnits; *unit; ++unit)
            name += static_cast<char>(*unit);
        names.emplace_back(std::move(name), number);
    }
}

} // namespace

std::unique_ptr<PcreProgram> PcreProgram::compile(const Pattern& pattern, PcreError& error)
{
    const PatternText text = rewritePerlPattern(pattern.text, pattern.flags.extended);
    std::unique_ptr<PcreProgram> program(new PcreProgram);
    program->m_utf = pattern.flags.utf;
    program->m_wantJit = !pattern.flags.noJit;
    int code = 0;
    size_t offset = 0;
    const std::vector<uint8_t> bytes(text.text.begin(), text.text.end());
    program->m_code = compileWith<Pcre8>(bytes, pattern.flags, code, offset);
    // UTF-8 text would need transcoding for the 32-bit library; such patterns are never that large.
    if (!program->m_code && code == PCRE2_ERROR_PATTERN_TOO_LARGE && !pattern.flags.utf)
        program->m_wide = compileWith<Pcre32>(widened(text.text), pattern.flags, code, offset);
    if (!program->m_code && !program->m_wide) {
        error = {messageOf(code), std::min(text.originalOffset(offset), pattern.text.size())};
        return nullptr;
    }
    program->readGroups();
    return program;
}

PcreProgram::~PcreProgram()
{
    pcre2_code_free_8(m_code);
    pcre2_code_free_32(m_wide);
}

void PcreProgram::readGroups()
{
    if (m_code)
        readGroupsOf<Pcre8>(m_code, m_groupCount, m_groupNames);
    else
        readGroupsOf<Pcre32>(m_wide, m_groupCount, m_groupNames);
}

bool PcreProgram::hasJit() const
{
    if (!m_wantJit)
        return false;
    std::call_once(m_jitOnce, [this] {
        m_jit = (m_code ? pcre2_jit_compile_8(m_code, PCRE2_JIT_COMPLETE)
                        : pcre2_jit_compile_32(m_wide, PCRE2_JIT_COMPLETE))
            == 0;
    });
    return m_jit;
}

} // namespace assay::rules
