// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/casefields.h"
#include "core/casefile/regexcache.h"
#include "core/index/scansegment.h"
#include "core/index/segment.h"
#include "core/query/match.h"

namespace assay {

// Whether a term can be answered from the index alone.
bool isInIndex(const query::Term& term, const CaseField& field);

// Rows of a segment whose texts, words or addresses (FieldPlace Text, Words, FreeText, Address) pass a term that is in
// the index.
query::RowSet answerFromSegment(
    const Segment& segment, const query::Term& term, const CaseField& field, const query::RegexMatcher& regex);

// Fields of what the newest scan found.
bool isOfScan(FieldPlace place);
bool isScanText(FieldPlace place); // of them, those that are texts
ScanColumn scanColumnOf(FieldPlace place); // of a text
query::RowSet answerFromScanSegment(
    const ScanSegment& scan, const query::Term& term, const CaseField& field, RegexCache& regexes);
query::RowSet presentInScan(const ScanSegment& scan, const CaseField& field, std::string_view key);

// The columns that free text looks through where words do not do.
inline constexpr std::array freeTextColumns = {TextColumn::Subject, TextColumn::From, TextColumn::To, TextColumn::Cc,
    TextColumn::ReplyTo, TextColumn::Attachment, TextColumn::Host, TextColumn::UrlPath, TextColumn::UrlQuery,
    TextColumn::UserAgent};

} // namespace assay
