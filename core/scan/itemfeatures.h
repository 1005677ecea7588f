// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message.h"

#include <optional>
#include <string_view>
#include <vector>

namespace assay {

// The features of the message that a worker of a scan is at, computed when the first detector asks. One thread.
class ItemFeatures
{
public:
    explicit ItemFeatures(const MailOptions& options)
        : m_options(options)
    {
        m_options.defectsOnly = false;
    }
    // Forgets what was computed; `bytes` stay until values() was called or the next item begins.
    void begin(std::string_view bytes);
    // Beside features::messageFeatures().
    const std::vector<double>& values();
    // What they were computed from; null while nobody asked for them.
    const Message* message() const { return m_message ? &*m_message : nullptr; }

private:
    MailOptions m_options;
    std::string_view m_bytes;
    std::optional<Message> m_message;
    std::vector<double> m_values;
};

} // namespace assay
