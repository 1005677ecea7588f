// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/match/shapefilter.h"
#include "core/rules/match/verdict.h"

#include <memory>
#include <vector>

struct hs_database;
struct hs_scratch;

namespace assay::rules {

// What scans one class at once: its Hyperscan database, and a filter for patterns that are not in it but have a shape
// to look for. Const and shared by threads; each brings its own scratch.
class ClassDatabase
{
public:
    // `serialised` is empty when no pattern is in a database. Null when the bytes are no database of this library and
    // machine.
    static std::unique_ptr<const ClassDatabase> create(const std::vector<const Pattern*>& patterns,
        const std::vector<PatternVerdict>& verdicts, std::string_view serialised);
    ~ClassDatabase();
    ClassDatabase(const ClassDatabase&) = delete;
    ClassDatabase& operator=(const ClassDatabase&) = delete;

    struct Member
    {
        bool confirm = true;
        uint32_t maxWidth = PatternVerdict::unbounded;
    };
    // By position in the class.
    const std::vector<Member>& members() const { return m_members; }
    // Patterns found by shape, always to be confirmed.
    const ShapeFilter& shapes() const { return m_shapes; }
    // Positions of the patterns that are neither in the database nor in the filter.
    const std::vector<uint32_t>& others() const { return m_others; }
    const hs_database* handle() const { return m_database; } // may be null
    size_t size() const { return m_size; } // in bytes

private:
    ClassDatabase() = default;
    hs_database* m_database = nullptr;
    size_t m_size = 0;
    std::vector<Member> m_members;
    ShapeFilter m_shapes;
    std::vector<uint32_t> m_others;
};

// Scratch memory of one thread; never used by two scans at once.
class Scratch
{
public:
    Scratch() = default;
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    // Makes it large enough for `database`; false when memory is short.
    bool prepareFor(const ClassDatabase& database);
    hs_scratch* handle() const { return m_scratch; }

private:
    hs_scratch* m_scratch = nullptr;
};

} // namespace assay::rules
