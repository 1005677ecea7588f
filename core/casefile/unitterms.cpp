// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/unitterms.h"

#include "core/base/ascii.h"
#include "core/casefile/segmentanswer.h"
#include "core/casefile/segmentmaker.h"
#include "core/text/searchfold.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace assay {
namespace {

using query::Cost;
using query::FieldType;
using query::RowSet;
using query::Term;

constexpr CaseField freeText{FieldPlace::FreeText, {}, {}};

const CaseField* fieldOf(const Term& term)
{
    return term.field ? caseField(*term.field) : &freeText;
}

bool passesNumber(const Term& term, double value)
{
    return std::any_of(
        term.tests.begin(), term.tests.end(), [&](const auto& test) { return query::matchesNumber(test, value); });
}

bool passesText(const Term& term, std::string_view value, RegexCache& regexes)
{
    const std::string folded = foldedForSearch(value);
    const auto regex = [&](const query::RegexTest& test, std::string_view text) { return regexes.matches(test, text); };
    return std::any_of(term.tests.begin(), term.tests.end(),
        [&](const auto& test) { return query::matchesText(test, term.type(), value, folded, regex); });
}

bool isOfTable(FieldPlace place)
{
    switch (place) {
    case FieldPlace::Id:
    case FieldPlace::Date:
    case FieldPlace::Size:
    case FieldPlace::Kind:
    case FieldPlace::Source:
    case FieldPlace::Folder:
    case FieldPlace::Score:
    case FieldPlace::Action:
    case FieldPlace::HitCount:
        return true;
    default:
        return false;
    }
}

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

// The number of a row, or nothing.
std::optional<double> numberOf(const CaseSnapshot& snapshot, FieldPlace place, uint32_t row)
{
    const ItemRow& item = snapshot.items->row(row);
    const ScoreColumn* scores = snapshot.scores.get();
    const bool isScanned = scores && row < scores->scores.size() && !std::isnan(scores->scores[row]);
    switch (place) {
    case FieldPlace::Id:
        return item.id.value;
    case FieldPlace::Date:
        return item.date == ItemRow::noDate ? std::nullopt : std::optional(static_cast<double>(item.date));
    case FieldPlace::Size:
        return static_cast<double>(item.length);
    case FieldPlace::Score: // a float holds three digits behind the point; the rest is noise
        return isScanned ? std::optional(std::round(static_cast<double>(scores->scores[row]) * 1000) / 1000)
                         : std::nullopt;
    case FieldPlace::HitCount:
        return isScanned ? std::optional<double>(scores->hitCounts[row]) : std::nullopt;
    default:
        return std::nullopt;
    }
}

// Ids of sources or folders whose names pass.
std::set<uint32_t> passingSources(
    const Term& term, FieldPlace place, const std::vector<SourceInfo>& sources, RegexCache& regexes)
{
    std::set<uint32_t> passing;
    for (const SourceInfo& source : sources) {
        if (place == FieldPlace::Source) {
            if (passesText(term, source.title, regexes) || passesText(term, source.path.string(), regexes))
                passing.insert(source.id);
            continue;
        }
        for (const FolderInfo& folder : source.folders) {
            if (!folder.path.empty() && passesText(term, folder.path, regexes))
                passing.insert(folder.id);
        }
    }
    return passing;
}

// Texts of a message that a term looks through.
std::vector<std::string> textsOf(const Term& term, const CaseField& field, const ItemDetail& detail, std::string bytes)
{
    std::vector<std::string> texts;
    MailOptions options;
    options.defectsOnly = field.place != FieldPlace::FreeText; // links are of no use then
    const Message message = Message::parse(std::move(bytes), options);
    if (field.place == FieldPlace::Header) {
        for (const MailHeader& header : message.headers()) {
            if (equalsIgnoringCase(header.name, term.key))
                texts.push_back(header.decoded);
        }
        return texts;
    }
    if (!message.text().empty())
        texts.push_back(message.text());
    if (field.place == FieldPlace::FreeText) {
        const ItemValues values =
            valuesOf(message, KnownItem{{}, "-", detail.defects}, ItemValueLimits{SIZE_MAX, SIZE_MAX, 0});
        for (const TextColumn column : freeTextColumns) {
            const auto& more = values.texts[static_cast<size_t>(column)];
            texts.insert(texts.end(), more.begin(), more.end());
        }
    }
    return texts;
}

} // namespace

Cost UnitTerms::cost(const Term& term) const
{
    const CaseField* field = fieldOf(term);
    if (!field || isOfTable(field->place))
        return Cost::Known;
    if (field->place == FieldPlace::Is || field->place == FieldPlace::Has) {
        const auto* mark = std::get_if<query::MarkTest>(&term.tests.front());
        if (mark && mark->field) {
            const CaseField* wanted = caseField(*mark->field);
            const bool isRead = wanted
                && (wanted->place == FieldPlace::Header || wanted->place == FieldPlace::Words
                    || wanted->place == FieldPlace::FreeText);
            return isRead                                                ? Cost::Items
                : m_unit.segment || (wanted && isOfTable(wanted->place)) ? Cost::Known
                                                                         : Cost::Items;
        }
        const bool isIndexed = mark && (indexedMark(mark->name) || mark->name == "duplicate");
        return isIndexed && !m_unit.segment ? Cost::Items : Cost::Known;
    }
    if (!m_unit.segment || !isInIndex(term, *field))
        return Cost::Items;
    return field->place == FieldPlace::Text ? Cost::Texts : Cost::Known;
}

Result<RowSet> UnitTerms::match(const Term& term, const RowSet& within, const RunContext& context) const
{
    if (context.stopRequested())
        return Error{ErrorCode::Cancelled, "query", {}};
    const CaseField* field = fieldOf(term);
    if (!field || within.isEmpty())
        return RowSet(m_unit.rows);
    const auto* mark = std::get_if<query::MarkTest>(&term.tests.front());
    const CaseField* wanted = mark && mark->field ? caseField(*mark->field) : field;
    const bool isRead = !isInIndex(term, *field)
        || (mark && mark->field && wanted
            && (wanted->place == FieldPlace::Header || wanted->place == FieldPlace::Words
                || wanted->place == FieldPlace::FreeText));
    if (isRead)
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
    const CaseField& field = *fieldOf(term);
    if (isOfTable(field.place))
        return answerFromTable(term, field);
    if (field.place == FieldPlace::Is || field.place == FieldPlace::Has)
        return answerMark(term, context);
    return answerFromIndex(term, context);
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

Result<RowSet> UnitTerms::answerFromTable(const Term& term, const CaseField& field) const
{
    RowSet found(m_unit.rows);
    const CaseSnapshot& snapshot = m_question.snapshot();
    const auto collect = [&](auto&& passes) {
        for (uint32_t row = 0; row < m_unit.rows; ++row) {
            if (passes(m_unit.firstRow + row))
                found.add(row);
        }
    };
    if (field.place == FieldPlace::Source || field.place == FieldPlace::Folder) {
        const std::set<uint32_t> passing = passingSources(term, field.place, *snapshot.sources, m_question.regexes());
        collect([&](uint32_t row) {
            const ItemRow& item = snapshot.items->row(row);
            return passing.count(field.place == FieldPlace::Source ? item.source : item.folder) > 0;
        });
    } else if (field.place == FieldPlace::Kind) {
        const bool message = passesText(term, "message", m_question.regexes());
        const bool requests = passesText(term, "request_set", m_question.regexes());
        collect([&](uint32_t row) { return snapshot.items->row(row).kind == ItemKind::Message ? message : requests; });
    } else if (field.place == FieldPlace::Action) {
        std::array<bool, 3> passing{};
        for (size_t i = 0; i < passing.size(); ++i)
            passing[i] = passesText(term, actionName(static_cast<Action>(i)), m_question.regexes());
        collect([&](uint32_t row) {
            return numberOf(snapshot, FieldPlace::Score, row)
                && passing[static_cast<size_t>(snapshot.scores->actions[row])];
        });
    } else {
        collect([&](uint32_t row) {
            const auto value = numberOf(snapshot, field.place, row);
            return value && passesNumber(term, *value);
        });
    }
    return found;
}

Result<RowSet> UnitTerms::answerFromIndex(const Term& term, const RunContext& context) const
{
    const auto index = segment(context);
    if (!index)
        return index.error();
    const CaseField& field = *fieldOf(term);
    const auto regex = [this](const query::RegexTest& test, std::string_view text) {
        return m_question.regexes().matches(test, text);
    };
    RowSet found = answerFromSegment(**index, term, field, regex);
    RowSet unsure = (*index)->marked(bitOf(ItemMark::Incomplete));
    unsure -= found;
    for (const uint32_t row : unsure.rows()) {
        const auto exact = m_question.makeExactSegment(m_unit.firstRow + row);
        if (!exact)
            return exact.error();
        if (answerFromSegment(**exact, term, field, regex).contains(0))
            found.add(row);
    }
    return found;
}

Result<RowSet> UnitTerms::answerMark(const Term& term, const RunContext& context) const
{
    const auto& mark = std::get<query::MarkTest>(term.tests.front());
    const CaseSnapshot& snapshot = m_question.snapshot();
    RowSet found(m_unit.rows);
    const auto collect = [&](auto&& passes) {
        for (uint32_t row = 0; row < m_unit.rows; ++row) {
            if (passes(m_unit.firstRow + row))
                found.add(row);
        }
    };
    if (mark.name == "new-since-scan" && !mark.field) {
        collect([&](uint32_t row) { return snapshot.scores && !numberOf(snapshot, FieldPlace::Score, row); });
        return found;
    }
    if (mark.name == "duplicate" && !mark.field) {
        const auto duplicates = m_question.duplicates(context);
        if (!duplicates)
            return duplicates.error();
        collect([&](uint32_t row) { return (*duplicates)->contains(row); });
        return found;
    }
    const CaseField* wanted = mark.field ? caseField(*mark.field) : nullptr;
    if (wanted && isOfTable(wanted->place)) {
        collect([&](uint32_t row) {
            const ItemRow& item = snapshot.items->row(row);
            switch (wanted->place) {
            case FieldPlace::Kind:
            case FieldPlace::Source:
                return true;
            case FieldPlace::Folder:
                return std::any_of(snapshot.sources->begin(), snapshot.sources->end(), [&](const SourceInfo& source) {
                    return std::any_of(source.folders.begin(), source.folders.end(),
                        [&](const FolderInfo& folder) { return folder.id == item.folder && !folder.path.empty(); });
                });
            case FieldPlace::Action:
                return numberOf(snapshot, FieldPlace::Score, row).has_value();
            default:
                return numberOf(snapshot, wanted->place, row).has_value();
            }
        });
        return found;
    }
    const auto index = segment(context);
    if (!index)
        return index.error();
    if (wanted && wanted->place == FieldPlace::Text)
        return (*index)->withText(wanted->text);
    if (wanted && wanted->place == FieldPlace::Address)
        return (*index)->withAnyAddress();
    if (const auto bits = indexedMark(mark.name))
        return (*index)->marked(*bits);
    return found;
}

Result<RowSet> UnitTerms::answerFromItems(const Term& term, const RowSet& within, const RunContext& context) const
{
    const auto* mark = std::get_if<query::MarkTest>(&term.tests.front());
    const bool isPresence = mark && mark->field;
    const CaseField& field = isPresence ? *caseField(*mark->field) : *fieldOf(term);
    Term keyed; // for has:header.NAME
    keyed.key = isPresence ? mark->key : term.key;
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
        const auto texts = textsOf(keyed, field, **detail, std::move(*bytes));
        const bool passes =
            isPresence ? !texts.empty() : std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
                return passesText(term, text, m_question.regexes());
            });
        if (passes)
            found.add(row);
    }
    return found;
}

} // namespace assay
