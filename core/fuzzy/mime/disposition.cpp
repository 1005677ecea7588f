// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ascii.h"
#include "core/fuzzy/mime/contenttype.h"
#include "core/fuzzy/mime/parameters.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay::fuzzy {
namespace {

// Content-Disposition is read by its strict grammar. Where a value breaks it, the peer keeps what came before.
class DispositionReader
{
public:
    explicit DispositionReader(std::string_view value)
        : m_in(trimmed(value))
    {
    }

    std::optional<Disposition> read()
    {
        const std::string kind = toAsciiLower(takeKind());
        if (kind.empty() || (m_at < m_in.size() && m_in[m_at] != ';'))
            return std::nullopt;
        while (m_at < m_in.size() && m_in[m_at] == ';' && takeParameter()) { }
        const bool isInline = kind == "inline";
        if (!isInline && kind != "attachment" && m_set.isEmpty())
            return std::nullopt;
        Parameters parameters = m_set.take();
        // What is neither counts as an attachment, as in mail programs.
        return Disposition{!isInline, std::move(parameters["filename"])};
    }

private:
    std::string_view takeKind()
    {
        if (m_in.empty() || m_in[0] != '"')
            return takeToken();
        return takeQuoted().value_or(std::string_view());
    }

    // "; name=value": false when the grammar ends here.
    bool takeParameter()
    {
        ++m_at;
        skipBlanks();
        const std::string_view name = takeToken();
        skipBlanks();
        if (name.empty() || m_at >= m_in.size() || m_in[m_at] != '=')
            return false;
        m_at = std::min(m_in.find_first_not_of(" \t", m_at + 1), m_in.size());
        const bool isQuoted = m_at < m_in.size() && m_in[m_at] == '"';
        const auto value = isQuoted ? takeQuoted() : std::optional(takeToken());
        const bool isEnded = m_at >= m_in.size() || m_in[m_at] == ';' || (isQuoted && isBlank(m_in[m_at]));
        if (!value || !isEnded || (!isQuoted && value->empty()))
            return false;
        m_set.add(name, *value);
        skipBlanks();
        return true;
    }

    static bool isBlank(char c) { return c == ' ' || c == '\t'; }

    // Blanks and comments.
    void skipBlanks()
    {
        int depth = 0;
        for (; m_at < m_in.size() && (depth > 0 || isBlank(m_in[m_at]) || m_in[m_at] == '('); ++m_at)
            depth += m_in[m_at] == '(' ? 1 : depth > 0 && m_in[m_at] == ')' ? -1 : 0;
    }

    // Moves over one visible character; false at others, at broken UTF-8 and at the end.
    bool stepOver(std::string_view forbidden)
    {
        if (m_at >= m_in.size())
            return false;
        const char c = m_in[m_at];
        if ((static_cast<unsigned char>(c) & 0x80) == 0) {
            if (c < ' ' || c == 0x7F || forbidden.find(c) != std::string_view::npos)
                return false;
            ++m_at;
            return true;
        }
        size_t position = m_at;
        if (nextCodePoint(m_in, position) == replacementCharacter && position - m_at == 1)
            return false;
        m_at = position;
        return true;
    }

    std::string_view takeToken()
    {
        const size_t begin = m_at;
        while (stepOver(" ()<>@,;:\\\"/[]?="))
            continue;
        return m_in.substr(begin, m_at - begin);
    }

    // What stands between two quotes; nothing when there is no second one.
    std::optional<std::string_view> takeQuoted()
    {
        const size_t begin = ++m_at;
        while (m_at < m_in.size() && m_in[m_at] != '"') {
            m_at += m_in[m_at] == '\\' ? 1 : 0;
            if (!stepOver({}))
                return std::nullopt;
        }
        if (m_at >= m_in.size())
            return std::nullopt;
        return m_in.substr(begin, m_at++ - begin);
    }

    std::string_view m_in;
    size_t m_at = 0;
    ParameterSet m_set;
};

} // namespace

std::optional<Disposition> readDisposition(std::string_view value)
{
    return DispositionReader(value).read();
}

} // namespace assay::fuzzy
