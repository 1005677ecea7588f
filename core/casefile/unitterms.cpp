// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/unitterms.h"

#include "core/base/ascii.h"
#include "core/casefile/featurefiles.h"
#include "core/casefile/segmentanswer.h"
#include "core/casefile/segmentmaker.h"
#include "core/casefile/tableanswer.h"
#include "core/features/featureset.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay {
namespace {

using query::Cost;
using query::FieldType;
using query::RowSet;
using query::Term;

constexpr CaseField freeText{FieldPlace::FreeText, {}, {}};

// Marks of has: and is: that the index keeps.
std::optional<uint64_t> indexedMark(std::string_view name)
{
    constexpr std::pair<std::string_view, ItemMark> marks[] = {{"attachment", ItemMark::Attachment},
        {"html", ItemMark::Html}, {"remote-content", ItemMark::RemoteContent}, {"hidden-text", ItemMark::HiddenText},
        {"password-archive", ItemMark::PasswordArchive}, {"encrypted", ItemMark::Encrypted},
        {"signed", ItemMark::Signed}, {"bulk", ItemMark::Bulk}, {"broken", ItemMark::Broken},
        {"truncated", ItemMark::Truncated}};
    for (const auto& [known, mark] : marks) {
        if (known == name)
            return bitOf(mark);
    }
    return std::nullopt;
}

// What a term asks for: values of a field that pass, whether a field has any, or a mark.
struct Ask
{
    enum class Place : uint8_t {
        Nowhere,
        Table,
        Scan,
        Notes,
        Features,
        Duplicates,
        Index,
        Items
    } place = Place::Nowhere;
    const CaseField* field = nullptr; // null: a mark
    bool isPresence = false;
    std::string_view key; // of a family
    std::string_view mark;
};

Ask::Place placeOf(const CaseField& field, const Term* term)
{
    if (isOfTable(field.place))
        return Ask::Place::Table;
    if (isOfScan(field.place))
        return Ask::Place::Scan;
    if (field.place == FieldPlace::Note)
        return Ask::Place::Notes;
    if (field.place == FieldPlace::Feature)
        return Ask::Place::Features;
    if (field.place == FieldPlace::Text || field.place == FieldPlace::Address || field.place == FieldPlace::Status)
        return Ask::Place::Index;
    return term && isInIndex(*term, field) ? Ask::Place::Index : Ask::Place::Items;
}

Ask askOf(const Term& term)
{
    Ask ask;
    const auto* mark = term.tests.empty() ? nullptr : std::get_if<query::MarkTest>(&term.tests.front());
    if (!mark) {
        ask.field = term.field ? caseField(*term.field) : &freeText;
        ask.key = term.key;
        ask.place = ask.field ? placeOf(*ask.field, &term) : Ask::Place::Nowhere;
    } else if (mark->field) {
        ask.field = caseField(*mark->field);
        ask.key = mark->key;
        ask.isPresence = true;
        ask.place = ask.field ? placeOf(*ask.field, nullptr) : Ask::Place::Nowhere;
    } else {
        ask.mark = mark->name;
        ask.place = isTableMark(mark->name) ? Ask::Place::Table
            : mark->name == "duplicate"     ? Ask::Place::Duplicates
            : indexedMark(mark->name)       ? Ask::Place::Index
                                            : Ask::Place::Nowhere;
    }
    return ask;
}

void addFreeTexts(const ItemValues& values, std::vector<std::string>& texts)
{
    for (const TextColumn column : freeTextColumns) {
        const auto& more = values.texts[static_cast<size_t>(column)];
        texts.insert(texts.end(), more.begin(), more.end());
    }
}

// Texts of an item that are not in the index.
std::vector<std::string> textsOf(const Ask& ask, const ItemDetail& detail, std::string bytes)
{
    constexpr ItemValueLimits all{SIZE_MAX, SIZE_MAX, 0};
    std::vector<std::string> texts;
    if (detail.record.kind == ItemKind::RequestSet) {
        if (ask.field->place == FieldPlace::FreeText)
            addFreeTexts(readValues(detail, std::move(bytes), all), texts);
        return texts;
    }
    MailOptions options;
    options.defectsOnly = ask.field->place != FieldPlace::FreeText; // links are of no use then
    const Message message = Message::parse(std::move(bytes), options);
    if (ask.field->place == FieldPlace::Header) {
        for (const MailHeader& header : message.headers()) {
            if (equalsIgnoringCase(header.name, ask.key))
                texts.push_back(header.decoded);
        }
        return texts;
    }
    if (!message.text().empty())
        texts.push_back(message.text());
    if (ask.field->place == FieldPlace::FreeText) {
        addFreeTexts(valuesOf(message, KnownItem{{}, "-", detail.defects}, all), texts);
    }
    return texts;
}

// The number that people see: the shortest decimal that is this float.
double shortest(float value)
{
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    double number = 0;
    std::from_chars(text.data(), end, number);
    return number;
}

RowSet answerAsk(const Ask& ask, const Term& term, const Segment& segment, RegexCache& regexes)
{
    if (!ask.field)
        return segment.marked(*indexedMark(ask.mark));
    if (ask.isPresence && ask.field->place == FieldPlace::Address)
        return segment.withAnyAddress();
    if (ask.isPresence) {
        RowSet found = segment.withText(ask.field->text);
        if (ask.field->also != TextColumn::Count)
            found |= segment.withText(ask.field->also);
        return found;
    }
    return answerFromSegment(segment, term, *ask.field,
        [&](const query::RegexTest& test, std::string_view text) { return regexes.matches(test, text); });
}

} // namespace

Cost UnitTerms::cost(const Term& term) const
{
    const Ask ask = askOf(term);
    switch (ask.place) {
    case Ask::Place::Items:
        return Cost::Items;
    case Ask::Place::Index:
    case Ask::Place::Duplicates:
        if (!m_unit.segment)
            return Cost::Items;
        return ask.field && ask.field->place == FieldPlace::Text ? Cost::Texts : Cost::Known;
    case Ask::Place::Notes:
    case Ask::Place::Features:
        return Cost::Texts;
    default:
        return Cost::Known;
    }
}

Result<RowSet> UnitTerms::match(const Term& term, const RowSet& within, const RunContext& context) const
{
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, "query", {}};
    if (within.isEmpty())
        return RowSet(m_unit.rows);
    if (askOf(term).place == Ask::Place::Items)
        return answerFromItems(term, within, context);
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_answers.find(&term);
        if (known != m_answers.end()) {
            RowSet found = known->second;
            found &= within;
            return found;
        }
    }
    auto found = answer(term, context);
    if (!found)
        return found;
    RowSet here = *found;
    here &= within;
    const std::lock_guard lock(m_mutex);
    m_answers.emplace(&term, std::move(*found));
    return here;
}

Result<RowSet> UnitTerms::answer(const Term& term, const RunContext& context) const
{
    const Ask ask = askOf(term);
    switch (ask.place) {
    case Ask::Place::Table:
        if (!ask.field)
            return markedInTable(m_question, m_unit, ask.mark);
        return ask.isPresence ? presentInTable(m_question, m_unit, *ask.field)
                              : answerFromTable(m_question, m_unit, term, *ask.field);
    case Ask::Place::Scan:
        return answerFromScan(term, context);
    case Ask::Place::Notes:
        return answerNotes(term);
    case Ask::Place::Features:
        return answerFeature(term, context);
    case Ask::Place::Duplicates:
        return answerDuplicates(context);
    case Ask::Place::Index:
        return answerFromIndex(term, context);
    default:
        return RowSet(m_unit.rows);
    }
}

Result<const Segment*> UnitTerms::segment(const RunContext& context) const
{
    if (m_unit.segment)
        return m_unit.segment.get();
    const std::lock_guard lock(m_mutex);
    if (!m_made) {
        auto made = m_question.makeSegment(m_unit, context);
        if (!made)
            return made.error();
        m_made = std::move(*made);
    }
    return m_made.get();
}

Result<RowSet> UnitTerms::answerFromIndex(const Term& term, const RunContext& context) const
{
    const auto index = segment(context);
    if (!index)
        return index.error();
    const Ask ask = askOf(term);
    RowSet found = answerAsk(ask, term, **index, m_question.regexes());
    if (!ask.field)
        return found;
    RowSet unsure = (*index)->marked(bitOf(ItemMark::Incomplete));
    unsure -= found;
    for (const uint32_t row : unsure.rows()) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "query", {}};
        const auto exact = m_question.makeExactSegment(m_unit.firstRow + row);
        if (!exact)
            return exact.error();
        if (answerAsk(ask, term, **exact, m_question.regexes()).contains(0))
            found.add(row);
    }
    return found;
}

Result<RowSet> UnitTerms::answerFromScan(const Term& term, const RunContext& context) const
{
    const Ask ask = askOf(term);
    for (const bool fresh : {false, true}) {
        const auto scan = m_question.scanSegment(m_unit, context, fresh);
        if (!scan)
            return scan.error();
        if (!*scan)
            return RowSet(m_unit.rows); // nothing was scanned
        RowSet found = ask.isPresence ? presentInScan(**scan, *ask.field, ask.key)
                                      : answerFromScanSegment(**scan, term, *ask.field, m_question.regexes());
        if (!(*scan)->isDamaged())
            return found;
    }
    return Error{ErrorCode::Internal, "index of the scan", {}};
}

Result<RowSet> UnitTerms::answerNotes(const Term& term) const
{
    RowSet found(m_unit.rows);
    const bool isPresence = askOf(term).isPresence;
    const feedback::LabelColumns* labels = m_question.snapshot().labels.get();
    for (uint32_t row = 0; row < m_unit.rows; ++row) {
        const uint32_t all = m_unit.firstRow + row;
        if (!labels || all >= labels->marks.size() || !(labels->marks[all] & feedback::markNote))
            continue;
        const auto note = m_question.note(all);
        if (!note)
            return note.error();
        if (isPresence || passesText(term, *note, m_question.regexes()))
            found.add(row);
    }
    return found;
}

Result<RowSet> UnitTerms::answerFeature(const Term& term, const RunContext& context) const
{
    const Ask ask = askOf(term);
    const CaseSnapshot& snapshot = m_question.snapshot();
    RowSet found(m_unit.rows);
    const features::FeatureSet* set = features::findFeatureSet(ask.key);
    if (!set)
        return found;
    const auto column = static_cast<size_t>(set->find(ask.key));
    const ItemKind kind = set == &features::trafficFeatureSet() ? ItemKind::RequestSet : ItemKind::Message;
    const auto block = static_cast<uint32_t>(m_unit.firstRow / ItemTable::blockRows);
    const auto file = FeatureFiles(m_question.caseFolder() / "features").open(*snapshot.items, block);
    const auto items = m_question.reader();
    if (!items)
        return items.error();
    for (uint32_t row = 0; row < m_unit.rows; ++row) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "query", {}};
        const ItemRow& item = snapshot.items->row(m_unit.firstRow + row);
        if (item.kind != kind)
            continue;
        const auto inBlock = static_cast<uint32_t>((m_unit.firstRow + row) % ItemTable::blockRows);
        float value = std::numeric_limits<float>::quiet_NaN();
        if (file && inBlock < file->rows()) {
            value = file->row(inBlock)[column];
        } else { // not computed yet
            const auto detail = (**items).read(item.id);
            if (!detail)
                return detail.error();
            auto bytes = (**items).load(**detail);
            value = storedFeatures(ItemBytes{kind, bytes ? std::move(*bytes) : std::string()})[column];
        }
        if (!std::isnan(value) && (ask.isPresence || passesNumber(term, shortest(value))))
            found.add(row);
    }
    return found;
}

Result<RowSet> UnitTerms::answerDuplicates(const RunContext& context) const
{
    const auto duplicates = m_question.duplicates(context);
    if (!duplicates)
        return duplicates.error();
    RowSet found(m_unit.rows);
    for (uint32_t row = 0; row < m_unit.rows; ++row) {
        if ((*duplicates)->contains(m_unit.firstRow + row))
            found.add(row);
    }
    return found;
}

Result<RowSet> UnitTerms::answerFromItems(const Term& term, const RowSet& within, const RunContext& context) const
{
    const Ask ask = askOf(term);
    RowSet found(m_unit.rows);
    const auto items = m_question.reader();
    if (!items)
        return items.error();
    for (const uint32_t row : within.rows()) {
        if (context.stopRequested())
            return Error{ErrorCode::Cancelled, "query", {}};
        const auto detail = (**items).read(m_question.snapshot().items->row(m_unit.firstRow + row).id);
        if (!detail)
            return detail.error();
        auto bytes = (**items).load(**detail);
        if (!bytes)
            continue; // cannot be read: has no such text
        const auto texts = textsOf(ask, **detail, std::move(*bytes));
        const bool passes =
            ask.isPresence ? !texts.empty() : std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
                return passesText(term, text, m_question.regexes());
            });
        if (passes)
            found.add(row);
    }
    return found;
}

} // namespace assay
