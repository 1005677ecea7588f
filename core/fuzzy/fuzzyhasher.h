// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/hash/shingles.h"
#include "core/fuzzy/hashoptions.h"
#include "core/fuzzy/mime/filetype.h"
#include "core/fuzzy/view/textpart.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fuzzy {

enum class HashKind : uint8_t { Text, Image, Attachment };
std::string_view hashKindName(HashKind kind); // "text", "image", "attachment"

// What one rule asks a storage about one part.
struct PartHash
{
    size_t part = 0; // number of the part, containers counted
    std::string path; // "1.2", counted from 1 below each container; "0" for what no container holds
    HashKind kind = HashKind::Text;
    Blake2b512 digest = {};
    std::optional<Shingles> shingles; // of long texts
};

// A message taken apart once, for any number of rules.
class FuzzyMessage
{
public:
    struct Part
    {
        const MimePart* mime = nullptr;
        std::string path;
        std::string_view detectedType; // "image/png"; empty: not known
        bool isArchive = false;
        std::optional<ImageSize> image;
        std::unique_ptr<TextPart> text;
        bool isAttachment = false;
    };

    // `bytes` must outlive it.
    static FuzzyMessage read(
        std::string_view bytes, WordBreakLocale locale = WordBreakLocale::Posix, uint32_t wordsDecay = 600);

    const std::vector<Part>& parts() const { return m_parts; }
    const std::string& subject() const { return m_tree.subject(); }

private:
    PartTree m_tree;
    std::vector<Part> m_parts;
};

// Computes what rspamd 3.4 sends under one rule. Immutable; any thread.
class FuzzyHasher
{
public:
    explicit FuzzyHasher(HashOptions options);

    const HashOptions& options() const { return m_options; }
    // In the order of the peer; a digest that came before is left out.
    std::vector<PartHash> hash(std::string_view message) const;
    std::vector<PartHash> hash(const FuzzyMessage& message) const;

private:
    std::optional<PartHash> hashPart(const FuzzyMessage::Part& part, const std::string& subject) const;
    std::optional<PartHash> hashText(const FuzzyMessage::Part& part, const std::string& subject) const;
    bool isLongEnough(const FuzzyMessage::Part& part, const std::string& subject) const;
    bool matchesMimeTypes(const FuzzyMessage::Part& part) const;

    HashOptions m_options;
    Keys m_keys;
};

} // namespace assay::fuzzy
