// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evals.h"

namespace assay::rules {

EvalContext::EvalContext(const RulesMessage& message, const ViewTables& view, const EvalTables& tables, int64_t now)
    : m_message(message)
    , m_view(view)
    , m_tables(tables)
    , m_now(now)
{
}

const std::string& EvalContext::header(std::string_view spec)
{
    auto found = m_headers.find(spec);
    if (found == m_headers.end()) {
        std::optional<std::string> value;
        if (const auto parsed = HeaderSpec::parse(spec))
            value = m_message.header(*parsed);
        const bool exists = value.has_value();
        found = m_headers.emplace(std::string(spec), std::pair(exists, std::move(value).value_or(std::string()))).first;
    }
    return found->second.second;
}

bool EvalContext::hasHeader(std::string_view spec)
{
    header(spec);
    return m_headers.find(spec)->second.first;
}

void EvalContext::hint(EvalHint hint)
{
    static constexpr size_t hintLimit = 1000;
    if (m_hints && m_hints->size() < hintLimit)
        m_hints->push_back(std::move(hint));
}

} // namespace assay::rules
