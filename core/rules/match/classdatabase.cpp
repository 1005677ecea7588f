// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/match/classdatabase.h"

#include <hs/hs.h>

namespace assay::rules {

std::unique_ptr<const ClassDatabase> ClassDatabase::create(
    const std::vector<PatternVerdict>& verdicts, std::string_view serialised)
{
    std::unique_ptr<ClassDatabase> result(new ClassDatabase);
    if (hs_deserialize_database(serialised.data(), serialised.size(), &result->m_database) != HS_SUCCESS)
        return nullptr;
    hs_database_size(result->m_database, &result->m_size);
    for (const PatternVerdict& verdict : verdicts) {
        if (!verdict.inDatabase && verdict.info.engine != Engine::None)
            result->m_others.push_back(static_cast<uint32_t>(result->m_members.size()));
        result->m_members.push_back({verdict.confirm, verdict.maxWidth});
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
    return hs_alloc_scratch(database.handle(), &m_scratch) == HS_SUCCESS;
}

} // namespace assay::rules
