// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/addresses.h"

#include "core/base/ascii.h"
#include "core/text/idn.h"

#include <algorithm>

namespace assay {
namespace {

constexpr int maxUnclosed = 16; // quotes or comments without an end; later ones are plain characters at once

// One word of a display name or of a bare address.
struct Word
{
    std::string raw; // as written
    std::string text; // without quoting
    std::string blanks; // before it
};

bool isSpecial(char c)
{
    return c == '"' || c == '(' || c == '<' || c == ',' || c == ';' || c == ':';
}

bool isGap(char c)
{
    return isAsciiSpace(c);
}

// Folds are one '\n' each, so that addresses can close up over them while names keep a blank.
std::string markFolds(std::string_view raw)
{
    std::string text;
    text.reserve(raw.size());
    for (size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\r')
            continue;
        text += raw[i];
        while (
            raw[i] == '\n' && i + 1 < raw.size() && (isBlank(raw[i + 1]) || raw[i + 1] == '\r' || raw[i + 1] == '\n'))
            ++i;
    }
    return text;
}

size_t colonsOutsideQuotes(std::string_view text)
{
    size_t count = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (text[i] == ':' && !quoted)
            ++count;
    }
    return count;
}

std::string withoutQuoting(std::string_view text)
{
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        plain += text[i] == '\n' ? ' ' : text[i];
    }
    return plain;
}

// Whether a name shows something like an address, and which.
std::string_view addressInside(std::string_view name)
{
    const auto isPart = [](char c) {
        return isAsciiAlnum(c) || c == '.' || c == '-' || c == '_' || c == '+' || (c & 0x80);
    };
    for (size_t at = name.find('@'); at != std::string_view::npos; at = name.find('@', at + 1)) {
        size_t start = at, end = at + 1;
        while (start > 0 && isPart(name[start - 1]))
            --start;
        while (end < name.size() && isPart(name[end]))
            ++end;
        while (end > at + 1 && name[end - 1] == '.')
            --end;
        const std::string_view domain = name.substr(at + 1, end - at - 1);
        if (start < at && domain.find('.') != std::string_view::npos)
            return name.substr(start, end - start);
    }
    return {};
}

class AddressReader
{
public:
    AddressReader(std::string text, const MailOptions& options, std::string_view bodyCharset, size_t limit)
        : m_text(std::move(text))
        , m_limit(std::min(limit, options.maxAddresses))
        , m_stopsEarly(limit < options.maxAddresses)
    {
        m_decode.maxWords = options.maxEncodedWords;
        m_decode.bodyCharset = bodyCharset;
    }

    AddressList run()
    {
        while (m_at < m_text.size() && m_list.addresses.size() < m_limit)
            readNext();
        if (m_list.addresses.size() < m_limit)
            finish();
        else if (!m_stopsEarly && m_at < m_text.size() && !trimmed(std::string_view(m_text).substr(m_at)).empty())
            m_list.defects.add(Defect::TooManyAddresses);
        return std::move(m_list);
    }

private:
    void readNext()
    {
        const char c = m_text[m_at];
        if (isGap(c)) {
            m_blanks += m_text[m_at++];
        } else if (c == ',' || c == ';') {
            finish();
            ++m_at;
        } else if (c == ':' && !m_hasAngle && !holdsAt()) {
            startGroup();
            ++m_at;
        } else if (c == '<') {
            readAngle();
        } else if (c == '(' && readComment(m_at, m_comments)) {
            m_blanks += ' ';
        } else if (c != '"' || !readQuoted()) {
            readAtom();
        }
    }

    bool holdsAt() const
    {
        return std::any_of(
            m_words.begin(), m_words.end(), [](const Word& word) { return word.raw.find('@') != std::string::npos; });
    }

    void startGroup()
    {
        m_words.clear();
        m_comments.clear();
        m_blanks.clear();
    }

    // Moves `at` behind the comment and appends its text; false when it does not end.
    bool readComment(size_t& at, std::vector<std::string>& comments)
    {
        if (m_unclosed >= maxUnclosed)
            return false;
        int depth = 0;
        for (size_t i = at; i < m_text.size(); ++i) {
            if (m_text[i] == '\\')
                ++i;
            else if (m_text[i] == '(')
                ++depth;
            else if (m_text[i] == ')' && --depth == 0) {
                comments.push_back(withoutQuoting(std::string_view(m_text).substr(at + 1, i - at - 1)));
                at = i + 1;
                return true;
            }
        }
        ++m_unclosed;
        return false;
    }

    bool readQuoted()
    {
        if (m_unclosed >= maxUnclosed)
            return false;
        for (size_t i = m_at + 1; i < m_text.size(); ++i) {
            if (m_text[i] == '\\') {
                ++i;
            } else if (m_text[i] == '"') {
                const std::string_view raw = std::string_view(m_text).substr(m_at, i + 1 - m_at);
                addWord(raw, withoutQuoting(raw.substr(1, raw.size() - 2)));
                m_at = i + 1;
                return true;
            }
        }
        ++m_unclosed;
        return false;
    }

    void readAtom()
    {
        const size_t start = m_at++;
        while (m_at < m_text.size() && !isGap(m_text[m_at]) && !isSpecial(m_text[m_at]))
            ++m_at;
        const std::string_view raw = std::string_view(m_text).substr(start, m_at - start);
        addWord(raw, std::string(raw));
    }

    void addWord(std::string_view raw, std::string text)
    {
        m_words.push_back({std::string(raw), std::move(text), std::move(m_blanks)});
        m_blanks.clear();
    }

    void readAngle()
    {
        if (m_hasAngle)
            finishForgotten();
        m_hasAngle = true;
        m_wordsBeforeAngle = m_words.size();
        size_t i = m_at + 1;
        bool quoted = false;
        while (i < m_text.size()) {
            const char c = m_text[i];
            if (c == '"')
                quoted = !quoted;
            if (c == '>' || ((c == ',' || c == ';' || c == '<') && !quoted && !isRoute(i)))
                break;
            if (c == '\\' && quoted && i + 1 < m_text.size())
                m_angle += m_text[i++];
            if (c == '(' && !quoted && readComment(i, m_comments))
                continue;
            if (m_text[i] != '\n')
                m_angle += m_text[i];
            ++i;
        }
        m_at = i < m_text.size() && m_text[i] == '>' ? i + 1 : i;
        m_blanks += ' ';
    }

    // A second '<' without a separator before it: the words behind the first address belong to the second.
    void finishForgotten()
    {
        std::vector<Word> kept(m_words.begin() + static_cast<std::ptrdiff_t>(m_wordsBeforeAngle), m_words.end());
        m_words.resize(m_wordsBeforeAngle);
        finish();
        m_words = std::move(kept);
    }

    // A comma between the hosts of a route ("<@a,@b:c@d>") is no separator.
    bool isRoute(size_t comma) const
    {
        return m_text[comma] == ',' && !m_angle.empty() && m_angle[0] == '@' && comma + 1 < m_text.size()
            && m_text[comma + 1] == '@';
    }

    std::string decoded(std::string_view raw) const { return decodeHeaderText(raw, m_decode).text; }

    std::string nameOf(const std::vector<Word>& words) const
    {
        std::string raw;
        for (const Word& word : words) {
            if (!raw.empty() && !word.blanks.empty())
                raw += ' ';
            raw += word.text;
        }
        return decoded(raw);
    }

    std::string commentText() const
    {
        std::string all;
        for (const std::string& comment : m_comments) {
            const std::string text = decoded(comment);
            if (!text.empty())
                all += (all.empty() ? "" : " ") + text;
        }
        return all;
    }

    void finish()
    {
        if (m_hasAngle)
            add(nameOf(m_words), std::string(trimmed(m_angle)));
        else if (!m_words.empty())
            finishBare();
        m_words.clear();
        m_comments.clear();
        m_angle.clear();
        m_hasAngle = false;
        m_blanks.clear();
    }

    // Without angle brackets: runs of words that hold an '@' are addresses, the others their name.
    void finishBare()
    {
        std::vector<std::string> addresses;
        std::vector<Word> name;
        for (size_t i = 0; i < m_words.size();) {
            size_t end = i + 1;
            while (end < m_words.size() && continues(m_words[end - 1], m_words[end]))
                ++end;
            std::string run;
            for (size_t k = i; k < end; ++k)
                run += m_words[k].raw;
            const bool quotedAlone = end == i + 1 && m_words[i].raw[0] == '"';
            if (run.find('@') != std::string::npos && !quotedAlone)
                addresses.push_back(writtenRun(i, end));
            else
                name.insert(name.end(), m_words.begin() + static_cast<std::ptrdiff_t>(i),
                    m_words.begin() + static_cast<std::ptrdiff_t>(end));
            i = end;
        }
        if (addresses.empty() && name.size() == 1 && name[0].raw[0] != '"')
            add({}, name[0].raw);
        else if (addresses.empty())
            add(nameOf(name), {});
        for (size_t i = 0; i < addresses.size() && m_list.addresses.size() < m_limit; ++i)
            add(i == 0 ? nameOf(name) : std::string(), addresses[i]);
    }

    static bool continues(const Word& before, const Word& word)
    {
        const char last = before.raw.back(), first = word.raw.front();
        return word.blanks.empty() || last == '.' || last == '@' || first == '.' || first == '@';
    }

    std::string writtenRun(size_t from, size_t to) const
    {
        std::string run;
        for (size_t i = from; i < to; ++i) {
            if (i > from)
                run += m_words[i].blanks;
            run += m_words[i].raw;
        }
        std::erase(run, '\n'); // a fold inside an address
        return run;
    }

    void add(std::string name, std::string address)
    {
        const std::string comments = commentText();
        m_comments.clear();
        if (name.empty())
            name = comments;
        else if (!comments.empty())
            name += " (" + comments + ")";
        if (name.empty() && address.empty())
            return;
        MailAddress entry;
        entry.name = std::move(name);
        entry.address = std::move(address);
        m_list.addresses.push_back(std::move(entry));
    }

    std::string m_text;
    size_t m_limit;
    bool m_stopsEarly;
    HeaderTextOptions m_decode;
    AddressList m_list;
    size_t m_at = 0;
    std::vector<Word> m_words;
    std::vector<std::string> m_comments;
    std::string m_angle;
    bool m_hasAngle = false;
    std::string m_blanks; // since the last word
    size_t m_wordsBeforeAngle = 0;
    int m_unclosed = 0;
};

} // namespace

AddressList parseAddresses(std::string_view raw, const MailOptions& options, std::string_view bodyCharset, size_t limit)
{
    if (colonsOutsideQuotes(raw) > options.maxAddressColons) {
        AddressList refused;
        refused.defects.add(Defect::BadAddress);
        return refused;
    }
    return AddressReader(markFolds(raw), options, bodyCharset, limit).run();
}

std::string_view domainOf(std::string_view address)
{
    const size_t at = address.rfind('@');
    if (at == std::string_view::npos)
        return {};
    std::string_view domain = trimmed(address.substr(at + 1));
    while (!domain.empty() && domain.back() == '>')
        domain.remove_suffix(1);
    return domain;
}

void judgeAddress(MailAddress& address)
{
    const std::string_view domain = domainOf(address.address);
    address.domainUnicode = domainToUnicode(domain);
    const std::string_view shown = addressInside(address.name);
    address.nameHoldsAddress = !shown.empty() && !equalsIgnoringCase(shown, address.address);
    address.mixedScripts = mixesScripts(address.domainUnicode) || mixesScripts(address.name);
}

} // namespace assay
