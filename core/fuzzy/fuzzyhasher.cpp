// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/fuzzyhasher.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <map>

namespace assay::fuzzy {
namespace {

constexpr uint32_t fewestWords = 32; // for shingles, whatever the rule says

bool isMarkedHtml(const MimePart& part, std::string_view extension)
{
    return part.type.subtype == "html" || part.type.subtype == "xhtml" || extension == "html";
}

// "1", "1.2" ...: below each container from 1.
std::vector<std::string> pathsOf(const PartTree& tree)
{
    std::vector<std::string> paths;
    std::map<const MimePart*, size_t> counts;
    for (const auto& part : tree.parts()) {
        const MimePart* parent = part->parent;
        const size_t place = ++counts[parent];
        const std::string above = parent && parent->number < paths.size() ? paths[parent->number] + "." : "";
        paths.push_back(above + std::to_string(place));
    }
    return paths;
}

bool globMatches(std::string_view mask, std::string_view text)
{
    size_t star = std::string_view::npos;
    size_t resume = 0;
    size_t m = 0;
    size_t t = 0;
    while (t < text.size()) {
        if (m < mask.size() && mask[m] == '*') {
            star = m++;
            resume = t;
        } else if (m < mask.size() && (mask[m] == '?' || asciiLower(mask[m]) == asciiLower(text[t]))) {
            ++m;
            ++t;
        } else if (star != std::string_view::npos) {
            m = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (m < mask.size() && mask[m] == '*')
        ++m;
    return m == mask.size();
}

bool isAttachment(const MimePart& part, bool isImage)
{
    if (!part.disposition)
        return false;
    return part.disposition->isAttachment || (!part.disposition->fileName.empty() && !isImage && !part.hasContentId());
}

} // namespace

std::string_view hashKindName(HashKind kind)
{
    switch (kind) {
    case HashKind::Text:
        return "text";
    case HashKind::Image:
        return "image";
    case HashKind::Attachment:
        break;
    }
    return "attachment";
}

FuzzyMessage FuzzyMessage::read(std::string_view bytes, WordBreakLocale locale, uint32_t wordsDecay)
{
    FuzzyMessage message;
    message.m_tree = PartTree::parse(bytes);
    std::vector<std::string> paths = pathsOf(message.m_tree);
    for (const auto& mime : message.m_tree.parts()) {
        // Messages inside are containers, and attachments as well.
        if (mime->isContainer && !mime->type.isMessage())
            continue;
        Part part;
        part.mime = mime.get();
        part.path = std::move(paths[mime->number]);
        const FileType type = mime->decoded.empty() ? FileType{} : detectFileType(*mime);
        part.detectedType = type.mimeType;
        part.isArchive = type.isPackedFile;
        // Documents, calendars and cards are read by the peer's own code for them and are then no text.
        const bool isClaimed = part.isArchive || type.extension == "pdf" || type.extension == "ics"
            || type.extension == "vcf" || type.isData;
        if (!isClaimed && type.kind == FileClass::Image)
            part.image = readImageSize(mime->decoded);
        if (!isClaimed && !part.image && (mime->type.isText || type.kind == FileClass::Text))
            part.text = readTextPart(*mime, isMarkedHtml(*mime, type.extension), locale, wordsDecay);
        part.isAttachment = isAttachment(*mime, part.image.has_value());
        message.m_parts.push_back(std::move(part));
    }
    return message;
}

FuzzyHasher::FuzzyHasher(HashOptions options)
    : m_options(std::move(options))
    , m_keys(deriveKeys(m_options.fuzzyKey, m_options.shinglesKey))
{
}

std::vector<PartHash> FuzzyHasher::hash(std::string_view message) const
{
    return hash(FuzzyMessage::read(message, m_options.wordBreakLocale, m_options.wordsDecay));
}

std::vector<PartHash> FuzzyHasher::hash(const FuzzyMessage& message) const
{
    std::vector<PartHash> hashes;
    for (const FuzzyMessage::Part& part : message.parts()) {
        auto hash = hashPart(part, message.subject());
        const bool isKnown = hash && std::any_of(hashes.begin(), hashes.end(), [&hash](const PartHash& earlier) {
            return earlier.digest == hash->digest;
        });
        if (!hash || isKnown)
            continue;
        hash->part = part.mime->number;
        hash->path = part.path;
        hashes.push_back(std::move(*hash));
    }
    return hashes;
}

bool FuzzyHasher::isLongEnough(const FuzzyMessage::Part& part, const std::string& subject) const
{
    if (part.mime->decoded.empty())
        return false;
    if (m_options.minBytes == 0)
        return true;
    if (!part.text)
        return part.mime->decoded.size() >= m_options.minBytes;
    const size_t bytes = part.text->stripped.size() + (m_options.noSubject ? 0 : subject.size());
    return static_cast<double>(bytes) * m_options.textMultiplier >= m_options.minBytes;
}

bool FuzzyHasher::matchesMimeTypes(const FuzzyMessage::Part& part) const
{
    const std::string declared = part.mime->type.type + "/" + part.mime->type.subtype;
    const std::string_view detected = part.detectedType.empty() ? std::string_view(declared) : part.detectedType;
    return std::any_of(m_options.mimeTypes.begin(), m_options.mimeTypes.end(),
        [&](const std::string& mask) { return globMatches(mask, declared) || globMatches(mask, detected); });
}

std::optional<PartHash> FuzzyHasher::hashText(const FuzzyMessage::Part& part, const std::string& subject) const
{
    PartHash hash;
    const std::vector<std::string_view> words = part.text->words.hashed();
    if (m_options.textShingles && words.size() >= std::max(m_options.minLength, fewestWords)) {
        hash.digest = textDigest(words, m_keys);
        hash.shingles = makeShingles(words, m_keys, m_options.algorithm);
        return hash;
    }
    if (m_options.textShingles && !m_options.shortTextDirectHash)
        return std::nullopt;
    if (!isLongEnough(part, subject))
        return std::nullopt;
    hash.digest = shortTextDigest(part.text->stripped, m_options.noSubject ? std::string() : subject, m_keys);
    return hash;
}

std::optional<PartHash> FuzzyHasher::hashPart(const FuzzyMessage::Part& part, const std::string& subject) const
{
    if (part.text)
        return hashText(part, subject);
    PartHash hash;
    hash.kind = part.image ? HashKind::Image : HashKind::Attachment;
    if (part.image) {
        const bool isTooSmall = part.image->height < m_options.minHeight || part.image->width < m_options.minWidth;
        if (m_options.skipImages || isTooSmall || !isLongEnough(part, subject))
            return std::nullopt;
    } else if (!part.isArchive || !m_options.scanArchives) {
        if (!part.isAttachment || !matchesMimeTypes(part) || !isLongEnough(part, subject))
            return std::nullopt;
    }
    hash.digest = dataDigest(part.mime->decoded);
    return hash;
}

} // namespace assay::fuzzy
