// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/learn/scriptedit.h"

#include "core/fuzzy/learn/learnscript.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/jobs.h"
#include "widgets/bridge/themecolors.h"

#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

// "learn_condition:3: unexpected symbol" as people read it.
QString faultText(const std::string& detail)
{
    static const QRegularExpression place(QStringLiteral("^learn_condition:(\\d+): "));
    QString text = displayLine(detail, 400);
    const QRegularExpressionMatch match = place.match(text);
    if (!match.hasMatch())
        return text;
    return ScriptEdit::tr("line %1: %2", "number, what is wrong")
        .arg(match.captured(1), text.mid(match.capturedLength()));
}

} // namespace

ScriptEdit::ScriptEdit(Jobs& jobs, QWidget* parent)
    : QWidget(parent)
    , m_jobs(jobs)
    , m_edit(new QPlainTextEdit(this))
    , m_state(new QLabel(this))
{
    auto* contract = new QLabel(
        tr("A Lua chunk that returns function(task), as rspamd's learn_condition: true or false, or a boolean and "
           "another flag. It is asked after the conditions."),
        this);
    contract->setWordWrap(true);
    m_edit->setObjectName(QStringLiteral("conditionScript"));
    m_edit->setAccessibleName(tr("Script"));
    m_edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_edit->setTabChangesFocus(true);
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setPlaceholderText(QStringLiteral("return function(task)\n  return true\nend"));
    m_state->setObjectName(QStringLiteral("conditionScriptState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(contract);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_state);
    m_soon.setSingleShot(true);
    m_soon.setInterval(300);
    connect(&m_soon, &QTimer::timeout, this, &ScriptEdit::check);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &ScriptEdit::edited);
}

void ScriptEdit::setText(const QString& text)
{
    m_edit->setPlainText(text);
    m_soon.stop();
    check();
}

QString ScriptEdit::text() const
{
    return m_edit->toPlainText().trimmed().isEmpty() ? QString() : m_edit->toPlainText();
}

void ScriptEdit::edited()
{
    m_sound = text().isEmpty();
    m_state->clear();
    m_soon.start();
    Q_EMIT changed();
}

// In a job: the chunk runs once, and may take its time until it is stopped.
void ScriptEdit::check()
{
    if (text().isEmpty()) {
        m_sound = true;
        m_state->clear();
        return;
    }
    const JobTitle title{tr("Check script"), {}, JobUnit::None, JobShow::Quiet};
    const auto work = [script = text().toStdString()](const RunContext&) -> Result<std::string> {
        const auto compiled = fuzzy::LearnScript::compile(script);
        return compiled ? std::string() : compiled.error().detail;
    };
    m_jobs.start<std::string>(this, QStringLiteral("script"), title, work, [this](const Result<std::string>& fault) {
        showFault(fault && !fault->empty() ? faultText(*fault) : QString());
    });
}

void ScriptEdit::showFault(const QString& fault)
{
    m_sound = fault.isEmpty();
    m_state->setText(m_sound ? tr("checked: it can be used") : tr("checked: %1", "what is wrong").arg(fault));
    QPalette colors = palette();
    if (!m_sound)
        colors.setColor(QPalette::WindowText, accent(Accent::Error, palette()));
    m_state->setPalette(colors);
    Q_EMIT checked();
}

} // namespace assay::gui
