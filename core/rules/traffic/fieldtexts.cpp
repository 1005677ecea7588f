// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/fieldtexts.h"

#include <algorithm>

namespace assay::rules {

void FieldTexts::clear()
{
    m_texts.clear();
    m_ofRequest.clear();
    m_known.clear();
    m_made.clear();
    m_requestsWithout = 0;
}

void FieldTexts::read(std::span<const traffic::Request> requests, RequestField field)
{
    clear();
    m_ofRequest.reserve(requests.size());
    std::string made;
    for (const traffic::Request& request : requests) {
        std::optional<std::string_view> text = requestText(request, field, made);
        if (!text) {
            m_ofRequest.push_back(none);
            ++m_requestsWithout;
            continue;
        }
        const auto known = m_known.find(*text);
        if (known != m_known.end()) {
            m_ofRequest.push_back(known->second);
            continue;
        }
        if (!text->empty() && text->data() == made.data())
            text = m_made.emplace_back(*text);
        const auto number = static_cast<uint32_t>(m_texts.size());
        m_known.emplace(*text, number);
        m_texts.push_back(*text);
        m_ofRequest.push_back(number);
    }
}

size_t FieldTexts::mostOften() const
{
    std::vector<size_t> counts(m_texts.size(), 0);
    for (const uint32_t text : m_ofRequest) {
        if (text != none)
            ++counts[text];
    }
    return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

} // namespace assay::rules
