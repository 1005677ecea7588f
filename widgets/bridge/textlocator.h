// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace assay::gui {

struct TextRange
{
    int begin = 0;
    int length = 0;
    bool operator==(const TextRange&) const = default;
};

// Finds texts that a rule saw in a text as it is shown. The two differ in white space only (folded lines, joined
// paragraphs, no-break spaces), so runs of white space match any other run. Immutable; any thread.
class TextLocator
{
public:
    TextLocator() = default;
    explicit TextLocator(const QString& shown);
    // Ranges of the shown text, in order, not overlapping; `limit` at most.
    std::vector<TextRange> find(const QString& text, int limit = 1000) const;
    int textLength() const { return m_shownLength; }

private:
    QString m_folded; // the text with each run of white space as one blank
    std::vector<int> m_positions; // of each folded character in the shown text
    int m_shownLength = 0;
};

} // namespace assay::gui
