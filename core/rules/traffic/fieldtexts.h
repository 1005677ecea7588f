// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/traffic/requestfield.h"

#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay::rules {

// The different texts of one field over the requests of a set. Views stay until the next call of read() or clear().
class FieldTexts
{
public:
    static constexpr uint32_t none = UINT32_MAX;

    void clear();
    void read(std::span<const traffic::Request> requests, RequestField field);
    const std::vector<std::string_view>& texts() const { return m_texts; }
    uint32_t ofRequest(size_t request) const { return m_ofRequest[request]; } // none: it does not have the field
    bool isUniform() const { return m_texts.size() == 1 && m_requestsWithout == 0; }
    size_t mostOften() const; // requests with the commonest text

private:
    std::vector<std::string_view> m_texts;
    std::vector<uint32_t> m_ofRequest;
    std::deque<std::string> m_made;
    std::unordered_map<std::string_view, uint32_t> m_known;
    size_t m_requestsWithout = 0;
};

} // namespace assay::rules
