// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/mimefacts.h"

#include "core/base/ascii.h"
#include "core/rules/eval/charsetlocales.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/view/contenttype.h"

#include <algorithm>
#include <optional>

namespace assay::rules {
namespace {

// The parts of a field's line that hold no more than the line says.
struct PartFields
{
    explicit PartFields(const RulesPart& part)
        : encoding(partField(part, "Content-Transfer-Encoding"))
        , disposition(partField(part, "Content-Disposition"))
    {
        std::string_view value;
        for (const auto& [name, text] : part.headers) {
            if (equalsIgnoringCase(name, "Content-Type"))
                value = text;
        }
        const ContentType read = parseContentType(value);
        type = read.type;
        if (read.charset)
            charset = toAsciiLower(*read.charset);
        else if (read.missing && value.empty())
            charset = "us-ascii";
    }

    bool isAttachment() const { return contains(disposition, "attachment"); }
    bool isBase64() const { return contains(encoding, "base64"); }

    std::string encoding, disposition, type;
    std::optional<std::string> charset;
};

bool isHex(char c)
{
    return isAsciiDigit(c) || (c >= 'A' && c <= 'F');
}

// A printable character that needed no encoding.
bool isNeedless(char high, char low)
{
    switch (high) {
    case '0':
        return low == '9';
    case '3':
        return isAsciiDigit(low) || (low >= 'A' && low <= 'C') || low == 'E' || low == 'F';
    case '2':
    case '4':
    case '5':
    case '6':
        return isHex(low);
    case '7':
        return isAsciiDigit(low) || (low >= 'A' && low <= 'E');
    default:
        return false;
    }
}

// "=09" and "=20" at the end of a line are needed: a bare blank there is lost.
size_t encodedBlanksAtEnd(std::string_view line)
{
    while (!line.empty() && isAsciiSpace(line.back()))
        line.remove_suffix(1);
    size_t count = 0;
    while (line.size() >= 3 && (line.substr(line.size() - 3) == "=09" || line.substr(line.size() - 3) == "=20")) {
        line.remove_suffix(3);
        ++count;
    }
    return count;
}

double needlessEncodings(std::string_view line)
{
    double count = 0;
    for (size_t at = line.find('='); at != std::string_view::npos && at + 2 < line.size();
         at = line.find('=', at + 1)) {
        if (isNeedless(line[at + 1], line[at + 2])) {
            ++count;
            at += 2;
        }
    }
    return count > 0 ? count - static_cast<double>(encodedBlanksAtEnd(line)) : 0;
}

bool isHexEntity(std::string_view text)
{
    return text.size() >= 8 && text.substr(0, 3) == "&#x" && isHex(text[3]) && isHex(text[4]) && isHex(text[5])
        && isHex(text[6]) && text[7] == ';';
}

// Walks the parts and adds up.
class MimeCounter
{
public:
    MimeCounter(EvalContext& context, MimeFacts& facts)
        : m_context(context)
        , m_facts(facts)
    {
    }

    void run()
    {
        const auto& parts = m_context.message().parts();
        for (size_t i = 0; i < parts.size(); ++i) {
            const PartFields fields(parts[i]);
            m_part = i;
            if (fields.type == "multipart/alternative")
                raise("mime_multipart_alternative");
            countFields(fields);
            if (parts[i].isLeaf)
                countLeaf(i, fields);
        }
        finish();
    }

private:
    struct Leaf
    {
        std::string type;
        double bytes = 0;
    };

    void raise(std::string_view name)
    {
        auto found = m_facts.values.find(name);
        if (found == m_facts.values.end()) {
            found = m_facts.values.emplace(name, 0).first;
            m_facts.firstPart.emplace(name, m_part);
        }
        ++found->second;
    }

    void countFields(const PartFields& fields)
    {
        const bool isText = fields.type.rfind("text", 0) == 0;
        if (fields.type == "text/html")
            raise("mime_body_html_count");
        else if (isText)
            raise("mime_body_text_count");
        if (fields.isBase64())
            raise("mime_base64_count");
        else if (contains(fields.encoding, "quoted-printable"))
            raise("mime_qp_count");
        if (fields.isAttachment())
            raise("mime_attachment");
        const bool placed =
            fields.disposition.rfind("attachment", 0) == 0 || fields.disposition.rfind("inline", 0) == 0;
        if (isText && fields.isBase64() && isAsciiName(fields.charset.value_or("")) && !placed)
            raise("mime_base64_encoded_text");
        if (fields.charset)
            countCharset(*fields.charset);
    }

    void countCharset(const std::string& charset)
    {
        static const FixedPattern iso("iso-\\S+-\\S+\\b"), knownIso("iso-(?:8859-\\d{1,2}|2022-(?:jp|kr))\\b");
        if (iso.matches(charset) && !knownIso.matches(charset))
            raise("mime_bad_iso_charset");
        if (std::none_of(charset.begin(), charset.end(), isAsciiLetter))
            return;
        m_facts.charsets.push_back(charset);
        if (!isCharsetOk(charset, m_context.tables().okLocales))
            raise("mime_faraway_charset");
    }

    static bool isAsciiName(const std::string& charset)
    {
        if (charset.empty())
            return true;
        for (std::string_view name : {"ascii", "ansi_x3.4-1968", "iso-ir-6", "ansi_x3.4-1986", "iso_646.irv:1991",
                 "iso646-us", "us", "ibm367", "cp367"}) {
            if (contains(charset, name))
                return true;
        }
        return false;
    }

    void countLeaf(size_t part, const PartFields& fields)
    {
        const bool isPlain = fields.type == "text/plain";
        const bool weighs = m_facts.value("mime_multipart_alternative") != 0 && !fields.isAttachment()
            && (isPlain || fields.type == "text/html");
        const bool isQuoted = fields.encoding == "quoted-printable";
        const bool isAscii = isPlain && (!fields.charset || *fields.charset == "us-ascii");
        const bool isUnencoded =
            isPlain && (fields.encoding.empty() || fields.encoding == "7bit" || fields.encoding == "8bit");
        Leaf leaf{fields.type, 0};
        if (weighs || isQuoted || isAscii || isUnencoded) {
            const std::string& text = m_context.message().encoded(part);
            leaf.bytes = weighs ? static_cast<double>(text.size()) : 0;
            for (size_t at = 0; at < text.size();) {
                const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
                const std::string_view line = std::string_view(text).substr(at, end - at);
                if (isQuoted)
                    countQuoted(line);
                if (isAscii && std::any_of(line.begin(), line.end(), [](char c) {
                        return c == '\0' || c == '\r' || static_cast<unsigned char>(c) >= 0x80;
                    }))
                    raise("mime_ascii_text_illegal");
                if (isUnencoded)
                    countEntities(line);
                at = end;
            }
        }
        if (!fields.isAttachment())
            m_leaves.push_back(std::move(leaf));
    }

    void countQuoted(std::string_view line)
    {
        constexpr size_t longestLine = 78 + 1; // with its line end
        if (line.rfind("SPAM: ", 0) == 0)
            return;
        if (line.size() > longestLine)
            raise("mime_qp_long_line");
        m_quotedBytes += static_cast<double>(line.size());
        m_quotedCount += needlessEncodings(line);
    }

    void countEntities(std::string_view line)
    {
        size_t entities = 0;
        for (size_t at = line.find("&#x"); at != std::string_view::npos; at = line.find("&#x", at + 1))
            entities += isHexEntity(line.substr(at));
        m_entities += static_cast<double>(entities);
        m_normalBytes += static_cast<double>(line.size() - entities * 8);
    }

    void finish()
    {
        auto& values = m_facts.values;
        if (m_quotedBytes > 0) {
            values["mime_qp_ratio"] = m_quotedCount / m_quotedBytes;
            // The peer's count of parts gives way to that of characters.
            values["mime_qp_count"] = m_quotedCount;
        }
        if (m_normalBytes > 0)
            values["mime_text_unicode_ratio"] = m_entities / m_normalBytes;
        values["mime_multipart_ratio"] = 1;
        if (m_facts.value("mime_multipart_alternative") == 0)
            return;
        // The last text and the last HTML count.
        const auto last = [this](std::string_view type) {
            return std::find_if(
                m_leaves.rbegin(), m_leaves.rend(), [type](const Leaf& leaf) { return leaf.type == type; });
        };
        const auto text = last("text/plain"), html = last("text/html");
        if (text != m_leaves.rend() && html != m_leaves.rend() && html->bytes > 0)
            values["mime_multipart_ratio"] = text->bytes / html->bytes;
    }

    EvalContext& m_context;
    MimeFacts& m_facts;
    size_t m_part = 0;
    std::vector<Leaf> m_leaves;
    double m_quotedBytes = 0, m_quotedCount = 0, m_normalBytes = 0, m_entities = 0;
};

} // namespace

MimeFacts::MimeFacts(EvalContext& context)
{
    MimeCounter(context, *this).run();
}

std::string partField(const RulesPart& part, std::string_view name)
{
    std::string value;
    for (const auto& [field, text] : part.headers) {
        if (equalsIgnoringCase(field, name))
            value = toAsciiLower(trimmed(text));
    }
    return value;
}

} // namespace assay::rules
