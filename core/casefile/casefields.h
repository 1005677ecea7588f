// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/index/itemvalues.h"
#include "core/query/field.h"

namespace assay {

// Where the values of a field are.
enum class FieldPlace : uint8_t {
    Id,
    Date,
    Size,
    Kind,
    Source, // title and path of the source
    Folder,
    Text, // a TextColumn
    Words, // a WordColumnId
    FreeText, // all columns of words
    Address,
    Header,
    Score,
    Action,
    HitCount,
    Symbol, // names of hits, all detectors
    SymbolScore,
    Rule, // names of hits of rules
    Option,
    Group,
    Detector,
    ScanTime, // processor time
    FuzzyDigest, // of fuzzy matches, as the four below
    FuzzyFlag,
    FuzzySimilarity,
    FuzzyWeight,
    FuzzyStorage,
    NeuralOutput, // of models in the newest scan, as the five below
    ModelOutput, // of one by its name
    FusedRisk,
    AnomalyRisk,
    BoostedRisk,
    Disagree,
    Cluster, // of near-duplicates
    Batch,
    Suspect,
    RuleSet,
    Label,
    LabelAuthor,
    LabelTime,
    LabelConfidence,
    Note,
    Tag,
    Is,
    Has,
    Status, // of answers; the numbers in a TextColumn
    PairStart, // of request sets, as all below
    PairStop,
    Requests,
    RequestRate,
    AnswerBytes,
    LowRate,
    Prediction,
    Feature // of one by its name, of any item
};

struct CaseField
{
    FieldPlace place = FieldPlace::Id;
    TextColumn text = TextColumn::Subject; // of FieldPlace::Text
    WordColumnId words = WordColumnId::Body; // of FieldPlace::Words
    TextColumn also = TextColumn::Count; // of FieldPlace::Text: a second column; Count: none
};
// Where the values of one of Case::fields() are; null for fields that are not ours.
const CaseField* caseField(const query::Field& field);

} // namespace assay
