// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/filtercompleter.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/savedviews.h"
#include "widgets/panels/filter/completionpopup.h"
#include "widgets/panels/filter/filteredit.h"

namespace assay::gui {
namespace {

constexpr int mostLines = 40;
constexpr int longestLine = 160; // characters

JobTitle quietJob(const QString& name)
{
    return {name, {}, JobUnit::None, JobShow::Quiet};
}

} // namespace

FilterCompleter::FilterCompleter(const PanelContext& context, FilterEdit* edit)
    : QObject(edit)
    , m_context(context)
    , m_edit(edit)
{
    connect(edit, &QLineEdit::textEdited, this, &FilterCompleter::typed);
    connect(edit, &FilterEdit::completionRequested, this, [this] { suggest(true); });
    connect(edit, &FilterEdit::historyRequested, this, &FilterCompleter::showHistory);
    connect(edit, &FilterEdit::listStepped, this, [this](int step) { popup().step(step); });
    connect(edit, &FilterEdit::listAccepted, this, &FilterCompleter::accept);
    connect(edit, &FilterEdit::listDismissed, this, &FilterCompleter::hide);
    connect(&context.live, &LiveCase::caseChanged, this, &FilterCompleter::hide);
}

CompletionPopup& FilterCompleter::popup()
{
    if (!m_popup) {
        m_popup = new CompletionPopup(m_edit);
        connect(m_popup, &CompletionPopup::clicked, this, &FilterCompleter::insert);
        connect(m_popup, &CompletionPopup::shownChanged, m_edit, &FilterEdit::setListShown);
    }
    return *m_popup;
}

void FilterCompleter::show(std::vector<Completion> lines, const QString& heading)
{
    if (!lines.empty() || m_popup)
        popup().showLines(std::move(lines), heading); // values may still come for an empty list
}

void FilterCompleter::hide()
{
    m_mode = Mode::Off;
    if (m_popup)
        m_popup->hide();
}

void FilterCompleter::typed()
{
    if (m_mode == Mode::History && !m_edit->text().isEmpty())
        filterHistory();
    else
        suggest(false);
}

// Nothing is offered for an empty word until it is asked for.
void FilterCompleter::suggest(bool asked)
{
    if (!m_context.live.isOpen())
        return;
    const CompletionContext before = m_place;
    m_place = completionContext(m_edit->text(), m_edit->cursorPosition());
    const bool isField = m_place.kind == CompletionContext::Kind::Field;
    if (m_place.kind == CompletionContext::Kind::None || (isField && m_place.prefix.isEmpty() && !asked)) {
        hide();
        return;
    }
    if (m_place.field != before.field)
        m_values.clear();
    m_mode = Mode::Terms;
    show(suggestions(), {});
    if (m_place.kind == CompletionContext::Kind::Value)
        askValues();
    else if (m_place.kind == CompletionContext::Kind::List)
        askLists();
}

std::vector<Completion> FilterCompleter::suggestions() const
{
    const query::FieldTable& fields = Case::fields();
    if (m_place.kind == CompletionContext::Kind::Field) {
        std::vector<Completion> lines = fieldCompletions(fields, m_place.prefix, mostLines);
        addViews(lines);
        return lines;
    }
    std::vector<Completion> lines;
    if (m_place.kind == CompletionContext::Kind::Value)
        lines = knownValues(fields, m_place);
    for (const Case::FieldValue& value : m_values) {
        const QString text = QString::fromStdString(value.value);
        if (!text.startsWith(m_place.prefix, Qt::CaseInsensitive) && m_place.kind == CompletionContext::Kind::List)
            continue;
        const QString count = formatCount(value.items);
        const auto known =
            std::find_if(lines.begin(), lines.end(), [&text](const Completion& line) { return line.title == text; });
        if (known != lines.end())
            known->detail = count;
        else if (m_place.kind == CompletionContext::Kind::List)
            lines.push_back({QChar('@') + text, QChar('@') + text, count, false, false});
        else
            lines.push_back({valueText(text), displayLine(text, longestLine), count, false, false});
    }
    return lines;
}

void FilterCompleter::addViews(std::vector<Completion>& lines) const
{
    const QString typed = m_edit->text().trimmed();
    if (typed.isEmpty())
        return;
    for (const SavedView& view : m_context.views.views()) {
        const QString name = QString::fromStdString(view.name);
        if (name.startsWith(typed, Qt::CaseInsensitive))
            lines.push_back(
                {QString::fromStdString(view.query), displayLine(name, longestLine), tr("Saved view"), false, true});
    }
}

void FilterCompleter::askValues()
{
    const auto work = [file = m_context.live.file(), snapshot = m_context.live.snapshot(),
                          field = m_place.field.toStdString(),
                          prefix = m_place.prefix.toStdString()](const RunContext& context) {
        return file->fieldValues(*snapshot, field, prefix, static_cast<size_t>(mostLines), context);
    };
    const CompletionContext place = m_place;
    m_context.jobs.start<std::vector<Case::FieldValue>>(this, QStringLiteral("values"), quietJob(tr("Read values")),
        work, [this, place](Result<std::vector<Case::FieldValue>> values) {
            if (!values || m_mode != Mode::Terms || place.field != m_place.field || place.prefix != m_place.prefix)
                return;
            m_values = std::move(*values);
            show(suggestions(), {});
        });
}

void FilterCompleter::askLists()
{
    const auto work = [file = m_context.live.file()](const RunContext&) { return file->lists(); };
    m_context.jobs.start<std::vector<Case::ListInfo>>(this, QStringLiteral("values"), quietJob(tr("Read lists")), work,
        [this](Result<std::vector<Case::ListInfo>> lists) {
            if (!lists || m_mode != Mode::Terms || m_place.kind != CompletionContext::Kind::List)
                return;
            m_values.clear();
            for (const Case::ListInfo& list : *lists)
                m_values.push_back({list.name, list.entries});
            show(suggestions(), {});
        });
}

void FilterCompleter::showHistory()
{
    if (!m_context.live.isOpen())
        return;
    m_mode = Mode::History;
    const auto work = [file = m_context.live.file()](const RunContext&) { return file->queryHistory(); };
    m_context.jobs.start<std::vector<std::string>>(this, QStringLiteral("history"), quietJob(tr("Read history")), work,
        [this](Result<std::vector<std::string>> history) {
            if (!history || m_mode != Mode::History)
                return;
            m_history.clear();
            for (const std::string& query : *history)
                m_history << QString::fromStdString(query);
            filterHistory();
        });
}

void FilterCompleter::filterHistory()
{
    const QString wanted = m_edit->text().trimmed();
    std::vector<Completion> lines;
    for (const QString& query : m_history) {
        if (query != wanted && query.contains(wanted, Qt::CaseInsensitive))
            lines.push_back({query, displayLine(query, longestLine), {}, false, true});
    }
    if (lines.empty())
        hide(); // go on with terms
    else
        show(std::move(lines), tr("Earlier queries — type to search"));
}

void FilterCompleter::accept(bool byTab)
{
    const Completion* line = popup().chosen(byTab);
    if (line) {
        insert(Completion(*line));
    } else {
        hide();
        Q_EMIT applyRequested();
    }
}

void FilterCompleter::insert(const Completion& line)
{
    if (line.wholeQuery) {
        hide();
        m_edit->setText(line.text);
        Q_EMIT applyRequested();
        return;
    }
    m_edit->setSelection(static_cast<int>(m_place.replaced.begin), static_cast<int>(m_place.replaced.length));
    m_edit->insert(line.text);
    hide();
    if (line.goesOn)
        suggest(true);
}

} // namespace assay::gui
