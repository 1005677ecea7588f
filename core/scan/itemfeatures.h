// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/corpus/source.h"
#include "core/features/featureset.h"
#include "core/mail/message.h"
#include "core/traffic/requestset.h"

#include <optional>
#include <string_view>
#include <vector>

namespace assay {

const features::FeatureSet& featureSetOf(ItemKind kind);

// What detectors share of the item that a worker of a scan is at: its reading and its features, each made when the
// first of them asks. One thread.
class ItemFeatures
{
public:
    explicit ItemFeatures(const MailOptions& options)
        : m_options(options)
    {
        m_options.defectsOnly = false;
    }
    // Forgets the item before; `bytes` stay until the next one begins.
    void begin(ItemKind kind, std::string_view bytes);
    // Beside featureSetOf(kind).features(); NaN throughout for a request set that cannot be read.
    const std::vector<double>& values();
    // What the features of a message were computed from; null while nobody asked for them.
    const Message* message() const { return m_message ? &*m_message : nullptr; }
    // Null when the item is none, or cannot be read.
    const traffic::RequestSet* requestSet();

private:
    MailOptions m_options;
    ItemKind m_kind = ItemKind::Message;
    std::string_view m_bytes;
    std::optional<Message> m_message;
    std::optional<traffic::RequestSet> m_requests;
    bool m_isRead = false; // m_requests, as far as it can be
    std::vector<double> m_values;
};

} // namespace assay
