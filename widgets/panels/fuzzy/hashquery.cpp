// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/fuzzy/hashquery.h"

#include "core/query/evaluate.h"
#include "core/query/match.h"
#include "widgets/bridge/querytext.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>

namespace assay::gui {
namespace {

using query::Field;
using query::FieldType;
using query::RowSet;
using query::Term;
using query::Test;

constexpr uint32_t rowsBetweenLooks = 4096;

bool matchesRegex(const query::RegexTest& test, std::string_view value)
{
    const QRegularExpression expression(QString::fromStdString(test.pattern),
        test.ignoreCase ? QRegularExpression::CaseInsensitiveOption : QRegularExpression::NoPatternOption);
    return expression.match(QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()))).hasMatch();
}

// Terms about stored hashes, answered row by row.
class HashTerms : public query::TermSource
{
public:
    HashTerms(const HashRows& rows, int64_t now)
        : m_rows(rows)
        , m_now(now)
    {
    }

    uint32_t rows() const override { return m_rows.count(); }
    query::Cost cost(const Term& term) const override
    {
        return term.field && term.type() != FieldType::Keyword ? query::Cost::Known : query::Cost::Texts;
    }

    Result<RowSet> match(const Term& term, const RowSet& within, const RunContext& context) const override
    {
        RowSet found(rows());
        bool stopped = false;
        uint32_t looked = 0;
        within.forEach([&](uint32_t row) {
            if (++looked % rowsBetweenLooks == 0)
                stopped = stopped || context.stopRequested();
            if (!stopped && std::any_of(term.tests.begin(), term.tests.end(), [&](const Test& test) {
                    return matches(term, test, row);
                }))
                found.add(row);
        });
        if (stopped)
            return Error{ErrorCode::Cancelled, {}, {}};
        return found;
    }

private:
    bool matches(const Term& term, const Test& test, uint32_t row) const
    {
        if (!term.field || term.field->name == "hash")
            return matchesHash(test, row);
        if (term.type() == FieldType::Keyword) {
            const std::string value = word(term.field->name, row);
            std::string folded = value;
            std::transform(
                folded.begin(), folded.end(), folded.begin(), [](unsigned char c) { return std::tolower(c); });
            return query::matchesText(test, FieldType::Keyword, value, folded, matchesRegex);
        }
        const std::optional<double> value = number(term.field->name, row);
        return value && query::matchesNumber(test, *value);
    }

    // A plain text is how the hash begins.
    bool matchesHash(const Test& test, uint32_t row) const
    {
        const std::string hex = m_rows.hex(row);
        const auto* text = std::get_if<query::TextTest>(&test);
        if (text && text->pieces.empty() && text->mode == query::TextTest::Mode::Natural)
            return hex.compare(0, text->folded.size(), text->folded) == 0;
        return query::matchesText(test, FieldType::Keyword, hex, hex, matchesRegex);
    }

    std::string word(const std::string& field, uint32_t row) const
    {
        if (field == "kind")
            return m_rows.hash(row).hasShingles ? "text" : "exact";
        return m_rows.symbol(row);
    }

    std::optional<double> number(const std::string& field, uint32_t row) const
    {
        const HashRow& hash = m_rows.hash(row);
        if (field == "flag")
            return hash.flag;
        if (field == "weight")
            return hash.weight;
        if (field == "factor")
            return m_rows.factor(row);
        if (field == "age")
            return double(m_now - hash.time);
        if (field == "added")
            return double(hash.time);
        const int64_t expires = m_rows.expires(row);
        return expires ? std::optional<double>(double(expires)) : std::nullopt;
    }

    const HashRows& m_rows;
    int64_t m_now;
};

} // namespace

const query::FieldTable& hashFields()
{
    static const query::FieldTable table = [] {
        query::FieldTable made;
        const auto add = [&made](const char* name, FieldType type, std::vector<std::string> values = {}) {
            Field field;
            field.name = name;
            field.type = type;
            field.values = std::move(values);
            made.add(std::move(field));
        };
        add("hash", FieldType::Keyword);
        add("kind", FieldType::Keyword, {"text", "exact"});
        add("symbol", FieldType::Keyword);
        for (const char* name : {"flag", "weight", "factor"})
            add(name, FieldType::Number);
        add("age", FieldType::Duration);
        add("added", FieldType::Date);
        add("expires", FieldType::Date);
        return made;
    }();
    return table;
}

query::Parsed parseHashQuery(const QString& text, const QTimeZone& zone)
{
    query::ParseContext context;
    context.fields = &hashFields();
    context.now = QDateTime::currentSecsSinceEpoch();
    context.zoneOffset = zoneOffset(zone);
    context.checkRegex = [](const query::RegexTest& test) -> std::optional<query::ParseContext::RegexFault> {
        const QRegularExpression expression(QString::fromStdString(test.pattern));
        if (expression.isValid())
            return std::nullopt;
        return query::ParseContext::RegexFault{
            static_cast<uint32_t>(expression.patternErrorOffset()), expression.errorString().toStdString()};
    };
    return query::parse(text.toStdString(), context);
}

Result<std::vector<uint32_t>> findHashes(const HashRows& rows, const query::Query& query, const TableColumns& columns,
    const SortTerms& sort, int64_t now, const RunContext& context)
{
    const HashTerms terms(rows, now);
    auto found = query::evaluate(query, terms, RowSet(rows.count(), true), context);
    if (!found)
        return found.error();
    return sortRows(rows, columns, sort, found->rows(), context);
}

} // namespace assay::gui
