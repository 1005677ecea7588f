// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/folderlabel.h"

#include <algorithm>
#include <string>

namespace assay::feedback {
namespace {

LabelId idOf(std::string_view name)
{
    const LabelKind* kind = findLabel(mailScheme(), name);
    return kind ? kind->id : noLabel;
}

// Runs of ASCII letters, in lower case.
std::vector<std::string> wordsOf(std::string_view name)
{
    std::vector<std::string> words(1);
    for (const char c : name) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (lower >= 'a' && lower <= 'z')
            words.back() += lower;
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

LabelId labelOfWord(const std::string& word, bool isDenied)
{
    if (word == "spam" || word == "junk")
        return idOf(isDenied ? "ham" : "spam");
    if (word == "ham" || word == "notspam" || word == "nonspam" || word == "notjunk")
        return idOf("ham");
    if (word.starts_with("phish"))
        return idOf("phish");
    return word == "bulk" ? idOf("bulk") : noLabel;
}

} // namespace

LabelId labelOfFolderName(std::string_view name)
{
    LabelId found = noLabel;
    bool isDenied = false;
    for (const std::string& word : wordsOf(name)) {
        const LabelId label = labelOfWord(word, isDenied);
        if (found != noLabel && label != noLabel && label != found)
            return noLabel;
        found = label != noLabel ? label : found;
        isDenied = word == "not" || word == "no" || word == "non";
    }
    return found;
}

LabelId labelOfFolderPath(std::string_view path)
{
    while (!path.empty()) {
        const size_t slash = path.rfind('/');
        const LabelId label = labelOfFolderName(path.substr(slash == std::string_view::npos ? 0 : slash + 1));
        if (label != noLabel || slash == std::string_view::npos)
            return label;
        path = path.substr(0, slash);
    }
    return noLabel;
}

} // namespace assay::feedback
