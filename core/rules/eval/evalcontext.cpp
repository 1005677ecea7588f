// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/rules/eval/evals.h"

namespace assay::rules {
namespace {

// Of these queries functions take the first value.
bool isSingleValue(const HeaderSpec& spec)
{
    return !spec.extracts.empty() || spec.name == "EnvelopeFrom";
}

} // namespace

EvalContext::EvalContext(const RulesMessage& message, const ViewTables& view, const EvalTables& tables, int64_t now)
    : m_message(message)
    , m_view(view)
    , m_tables(tables)
    , m_now(now)
{
}

const EvalContext::Header& EvalContext::lookUp(std::string_view text)
{
    const auto found = m_headers.find(text);
    if (found != m_headers.end())
        return found->second;
    Header header;
    if (const auto spec = HeaderSpec::parse(text)) {
        header.values = m_message.headerValues(*spec);
        if (!isSingleValue(*spec)) {
            for (const std::string& value : header.values)
                header.value += value;
        } else if (!header.values.empty()) {
            header.value = header.values.front();
            if (!header.value.empty() && header.value.back() == '\n')
                header.value.pop_back();
        }
    }
    return m_headers.emplace(std::string(text), std::move(header)).first->second;
}

const std::vector<std::string>& EvalContext::headers(std::string_view spec)
{
    return lookUp(spec).values;
}

const std::string& EvalContext::header(std::string_view spec)
{
    return lookUp(spec).value;
}

void EvalContext::hint(EvalHint hint)
{
    static constexpr size_t hintLimit = 1000;
    if (m_hints && m_hints->size() < hintLimit)
        m_hints->push_back(std::move(hint));
}

void EvalContext::hintPart(size_t part)
{
    if (!m_hints || part >= m_message.parts().size())
        return;
    const RulesPart& place = m_message.parts()[part];
    hint({.input = EvalInput::Full, .offset = place.bodyOffset, .length = place.bodyLength});
}

void EvalContext::hintUri(std::string_view text)
{
    if (!m_hints)
        return;
    const auto& uris = m_message.uris();
    for (size_t i = 0; i < uris.size(); ++i) {
        if (uris[i].text == text)
            hint({.input = EvalInput::Uri, .piece = static_cast<uint32_t>(i)});
    }
}

} // namespace assay::rules
