// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/view/mimetree.h"
#include "core/rules/view/rulesmessage.h"
#include "core/rules/view/viewtables.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rules {

// One value of a header query with where it is from.
struct HeaderValue
{
    enum class Origin : uint8_t {
        Decoded, // decoded field value and a newline
        Raw, // raw field value
        Line, // "Name: " decoded value and a newline
        Bytes, // a stretch of the pristine message
        Extracted, // an address, name, host ... out of a field
        Made // no single field stands behind it
    };
    std::string text;
    Origin origin = Origin::Made;
    int field = -1; // of the root
    uint64_t offset = 0; // Bytes: where
};

// Answers header queries of rules (spec/regex B.5 "header").
class HeaderAccess
{
public:
    using RelaySource = std::function<const Relays&()>;
    HeaderAccess(const MimeTree& tree, const ViewTables& tables, RelaySource relays)
        : m_tree(tree)
        , m_tables(tables)
        , m_relays(std::move(relays))
    {
    }

    std::vector<HeaderValue> values(const HeaderSpec& spec) const;
    // What the pattern runs on; nullopt when there is no value.
    static std::optional<std::string> joined(const std::vector<HeaderValue>& values);
    RawRange map(const std::vector<HeaderValue>& values, uint64_t offset, uint64_t length) const;

    // Values of every field of the name in any case, in order.
    std::vector<HeaderValue> fieldValues(std::string_view name, bool raw) const;
    // All fields, one a line; cut at 64 KiB.
    std::vector<HeaderValue> allLines() const;
    // From the text of a value into the message's bytes.
    SourceMap valueMap(const HeaderValue& value) const;

private:
    std::vector<HeaderValue> lookUp(const HeaderSpec& spec) const;
    std::vector<HeaderValue> allRawLines() const;
    std::vector<HeaderValue> linesBetween(
        std::optional<int> firstReceived, std::optional<int> lastReceived, bool raw) const;
    std::optional<HeaderValue> special(const HeaderSpec& spec) const;
    std::vector<HeaderValue> metadata(std::string_view lowerName) const;
    std::optional<HeaderValue> envelopeFrom() const;
    std::optional<HeaderValue> senderField(std::string_view name, bool& stop) const;
    bool followsReceived(std::string_view name) const;

    const MimeTree& m_tree;
    const ViewTables& m_tables;
    RelaySource m_relays;
    mutable std::optional<std::optional<HeaderValue>> m_envelopeFrom;
};

} // namespace assay::rules
