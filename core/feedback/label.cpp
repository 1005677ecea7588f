// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/label.h"

#include "core/base/mark.h"

#include <utility>

namespace assay::feedback {
namespace {

constexpr LabelKind unsure{5, "unsure", ASSAY_MARK("core", "Unsure"), "label-unsure", '0', -1};

constexpr LabelKind mailLabels[] = {
    {1, "spam", ASSAY_MARK("core", "Spam"), "label-spam", '1', 1},
    {2, "ham", ASSAY_MARK("core", "Ham"), "label-ham", '2', 0},
    {3, "phish", ASSAY_MARK("core", "Phish"), "label-phish", '3', 1},
    {4, "bulk", ASSAY_MARK("core", "Bulk"), "label-bulk", '4', -1},
    unsure,
};

constexpr LabelKind trafficLabels[] = {
    {6, "bot", ASSAY_MARK("core", "Bot"), "label-bot", '1', 1},
    {7, "notbot", ASSAY_MARK("core", "Not bot"), "label-notbot", '2', 0},
    {8, "attack", ASSAY_MARK("core", "Attack"), "label-attack", '3', 1},
    {9, "lowrate", ASSAY_MARK("core", "Low-rate bot"), "label-lowrate", '4', 1},
    unsure,
};

constexpr LabelScheme mail{"mail", mailLabels};
constexpr LabelScheme traffic{"traffic", trafficLabels};

// Other words that files use, as plainName() writes them.
constexpr std::pair<std::string_view, std::string_view> otherNames[] = {
    {"junk", "spam"},
    {"notspam", "ham"},
    {"notjunk", "ham"},
    {"nonspam", "ham"},
    {"phishing", "phish"},
    {"malicious", "bot"},
    {"benign", "notbot"},
    {"lowratebot", "lowrate"},
};

// "Not bot", "not_bot" and "not-bot" are "notbot".
std::string plainName(std::string_view name)
{
    std::string plain;
    for (const char c : name.substr(0, 64)) {
        if (c == ' ' || c == '-' || c == '_' || c == '\t')
            continue;
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return plain;
}

} // namespace

const LabelScheme& mailScheme()
{
    return mail;
}

const LabelScheme& trafficScheme()
{
    return traffic;
}

const LabelKind* findLabel(LabelId id)
{
    for (const LabelScheme* scheme : {&mail, &traffic}) {
        for (const LabelKind& kind : scheme->labels) {
            if (kind.id == id)
                return &kind;
        }
    }
    return nullptr;
}

const LabelKind* findLabel(const LabelScheme& scheme, std::string_view name)
{
    std::string plain = plainName(name);
    for (const auto& [other, official] : otherNames) {
        if (plain == other)
            plain = official;
    }
    for (const LabelKind& kind : scheme.labels) {
        if (kind.name == plain)
            return &kind;
    }
    return nullptr;
}

} // namespace assay::feedback
