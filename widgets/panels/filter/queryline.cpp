// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/queryline.h"

#include "core/casefile/case.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/themecolors.h"
#include "widgets/panels/filter/filtercompleter.h"
#include "widgets/panels/filter/querymarks.h"
#include "widgets/settings/appsettings.h"

#include <QLabel>
#include <QVBoxLayout>

namespace assay::gui {

QueryLine::QueryLine(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_edit(new FilterEdit(this))
    , m_fault(new QLabel(this))
{
    setFocusProxy(m_edit);
    auto* completer = new FilterCompleter(context, m_edit);
    m_fault->setTextFormat(Qt::PlainText);
    m_fault->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_edit);
    layout->addWidget(m_fault);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        check();
        Q_EMIT textChanged(text);
    });
    connect(m_edit, &FilterEdit::applyRequested, completer, &FilterCompleter::hide);
    check();
}

QString QueryLine::text() const
{
    return m_edit->text();
}

void QueryLine::setText(const QString& text)
{
    m_edit->setText(text);
}

void QueryLine::check()
{
    m_fault->clear();
    m_fault->hide();
    if (!m_context.live.isOpen())
        return;
    const query::Parsed parsed = parseQuery(*m_context.live.file(), m_edit->text(), m_context.settings.timeZone());
    m_edit->setMarks(queryMarks(m_edit->text(), parsed));
    const query::Fault* fault = queryFault(parsed);
    if (!fault)
        return;
    m_fault->setText(faultSentence(*fault));
    m_fault->show();
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, accent(fault->isWarning() ? Accent::Warning : Accent::Error, palette()));
    m_fault->setPalette(colors);
}

QString queryError(const PanelContext& context, const QString& text)
{
    if (!context.live.isOpen())
        return {};
    const query::Parsed parsed = parseQuery(*context.live.file(), text, context.settings.timeZone());
    if (parsed.ok())
        return {};
    const query::Fault* fault = queryFault(parsed);
    return fault ? faultSentence(*fault) : QString();
}

} // namespace assay::gui
