// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/itemfeatures.h"

#include "core/features/messagefeatures.h"
#include "core/features/requestsetfeatures.h"
#include "core/fuzzy/view/metatokeninput.h"

namespace assay {

const features::FeatureSet& featureSetOf(ItemKind kind)
{
    return kind == ItemKind::RequestSet ? features::trafficFeatureSet() : features::mailFeatureSet();
}

void ItemFeatures::begin(ItemKind kind, std::string_view bytes)
{
    m_kind = kind;
    m_bytes = bytes;
    m_message.reset();
    m_requests.reset();
    m_isRead = false;
    m_values.clear();
}

const traffic::RequestSet* ItemFeatures::requestSet()
{
    if (!m_isRead && m_kind == ItemKind::RequestSet) {
        if (auto read = traffic::RequestSet::parse(std::string(m_bytes)))
            m_requests = *std::move(read);
        m_isRead = true;
    }
    return m_requests ? &*m_requests : nullptr;
}

const std::vector<double>& ItemFeatures::values()
{
    if (!m_values.empty())
        return m_values;
    if (m_kind == ItemKind::Message) {
        m_message = Message::parse(std::string(m_bytes), m_options);
        m_values = features::computeMessageFeatures(*m_message, fuzzy::metatokenInput(m_bytes));
    } else if (const traffic::RequestSet* set = requestSet()) {
        m_values = features::computeRequestSetFeatures(*set);
    } else {
        m_values.assign(featureSetOf(m_kind).size(), features::missing);
    }
    return m_values;
}

} // namespace assay
