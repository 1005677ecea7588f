// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/itemfeatures.h"

#include "core/features/messagefeatures.h"
#include "core/fuzzy/view/metatokeninput.h"

namespace assay {

void ItemFeatures::begin(std::string_view bytes)
{
    m_bytes = bytes;
    m_message.reset();
    m_values.clear();
}

const std::vector<double>& ItemFeatures::values()
{
    if (!m_message) {
        m_message = Message::parse(std::string(m_bytes), m_options);
        m_values = features::computeMessageFeatures(*m_message, fuzzy::metatokenInput(m_bytes));
    }
    return m_values;
}

} // namespace assay
