// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::feedback {

// A label by its number; 0 is "no label". Numbers are stored in cases: never change or reuse one.
using LabelId = uint8_t;
constexpr LabelId noLabel = 0;

struct LabelKind
{
    LabelId id = noLabel;
    std::string_view name; // as in queries and files: "spam"
    std::string_view title; // for people, English, marked for translation
    std::string_view icon;
    char key = 0; // triage key of its scheme: '1' ... '4', '0'
    int target = -1; // for training: 1 hostile, 0 not, -1 left out unless chosen
};

// The labels of one kind of items, in the order of their keys.
struct LabelScheme
{
    std::string_view name; // "mail", "traffic"
    std::span<const LabelKind> labels;
};
const LabelScheme& mailScheme(); // spam 1, ham 2, phish 3, bulk 4, unsure 5
const LabelScheme& trafficScheme(); // bot 6, notbot 7, attack 8, lowrate 9, unsure 5
// By number over all schemes; null for noLabel and numbers unknown here.
const LabelKind* findLabel(LabelId id);
// By name in any case, also "not bot", "Low-Rate", "junk", "phishing"; null when the scheme has none such.
const LabelKind* findLabel(const LabelScheme& scheme, std::string_view name);

} // namespace assay::feedback
