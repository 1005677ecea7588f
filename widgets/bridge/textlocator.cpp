// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/textlocator.h"

namespace assay::gui {
namespace {

bool isBlank(QChar c)
{
    return c.isSpace() || c.unicode() == 0 || c.unicode() == 0x200b;
}

// Objects of a rich text (images) stand for no text.
bool isNothing(QChar c)
{
    return c == QChar::ObjectReplacementCharacter;
}

QString folded(const QString& text)
{
    QString result;
    for (const QChar c : text) {
        if (isNothing(c))
            continue;
        if (!isBlank(c))
            result += c;
        else if (!result.isEmpty() && result.back() != QChar(' '))
            result += QChar(' ');
    }
    if (result.endsWith(QChar(' ')))
        result.chop(1);
    return result;
}

} // namespace

TextLocator::TextLocator(const QString& shown)
    : m_shownLength(static_cast<int>(shown.size()))
{
    m_folded.reserve(shown.size());
    m_positions.reserve(static_cast<size_t>(shown.size()));
    for (int i = 0; i < m_shownLength; ++i) {
        const QChar c = shown[i];
        if (isNothing(c) || (isBlank(c) && (m_folded.isEmpty() || m_folded.back() == QChar(' '))))
            continue;
        m_folded += isBlank(c) ? QChar(' ') : c;
        m_positions.push_back(i);
    }
}

std::vector<TextRange> TextLocator::find(const QString& text, int limit) const
{
    std::vector<TextRange> ranges;
    const QString needle = folded(text);
    if (needle.isEmpty())
        return ranges;
    for (qsizetype at = m_folded.indexOf(needle); at >= 0; at = m_folded.indexOf(needle, at + needle.size())) {
        const int begin = m_positions[static_cast<size_t>(at)];
        const int last = m_positions[static_cast<size_t>(at + needle.size() - 1)];
        ranges.push_back({begin, last + 1 - begin});
        if (static_cast<int>(ranges.size()) >= limit)
            break;
    }
    return ranges;
}

} // namespace assay::gui
