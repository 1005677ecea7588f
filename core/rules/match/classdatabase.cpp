// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/classdatabase.h"

#include <hs/hs.h>

namespace assay::rules {

namespace {

std::optional<ShapeSet> findShapes(const Pattern& pattern)
{
    if (pattern.flags.pcreOnly)
        return {};
    const std::optional<PatternTree> tree = parsePatternTree(pattern);
    return tree ? shapesOf(*tree) : std::nullopt;
}

} // namespace

std::unique_ptr<const ClassDatabase> ClassDatabase::create(const std::vector<const Pattern*>& patterns,
    const std::vector<PatternVerdict>& verdicts, std::string_view serialised)
{
    std::unique_ptr<ClassDatabase> result(new ClassDatabase);
    if (!serialised.empty()) {
        if (hs_deserialize_database(serialised.data(), serialised.size(), &result->m_database) != HS_SUCCESS)
            return nullptr;
        hs_database_size(result->m_database, &result->m_size);
    }
    for (uint32_t position = 0; position < verdicts.size(); ++position) {
        const PatternVerdict& verdict = verdicts[position];
        result->m_members.push_back({verdict.confirm, verdict.maxWidth});
        if (verdict.inDatabase || verdict.info.engine == Engine::None)
            continue;
        const std::optional<ShapeSet> shapes = findShapes(*patterns[position]);
        if (shapes)
            result->m_shapes.add(position, *shapes);
        else
            result->m_others.push_back(position);
    }
    return result;
}

ClassDatabase::~ClassDatabase()
{
    hs_free_database(m_database);
}

Scratch::~Scratch()
{
    hs_free_scratch(m_scratch);
}

bool Scratch::prepareFor(const ClassDatabase& database)
{
    return !database.handle() || hs_alloc_scratch(database.handle(), &m_scratch) == HS_SUCCESS;
}

} // namespace assay::rules
