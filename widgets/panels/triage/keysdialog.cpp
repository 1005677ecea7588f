// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/triage/keysdialog.h"

#include "widgets/panels/triage/triage.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace assay::gui {

KeysDialog::KeysDialog(AppSettings& settings, QWidget* parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_edited(settings.triage())
{
    setObjectName(QStringLiteral("keysDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Triage keys"));
    auto* hint = new QLabel(tr("Choose an action and press its new key."), this);
    m_table = new QTableWidget(static_cast<int>(triageKeys().size()), 2, this);
    m_table->setObjectName(QStringLiteral("keysTable"));
    m_table->setAccessibleName(tr("Actions and their keys"));
    m_table->setHorizontalHeaderLabels({tr("Action"), tr("Key")});
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->installEventFilter(this);
    m_conflict = new QLabel(this);
    m_conflict->setObjectName(QStringLiteral("keysConflict"));
    m_conflict->setWordWrap(true);
    m_advance = new QCheckBox(tr("Go to the next unlabelled item after a label"), this);
    m_advance->setObjectName(QStringLiteral("autoAdvance"));
    m_advance->setChecked(m_edited.autoAdvance);
    m_alt = new QCheckBox(tr("Require Alt with every key (for screen readers and speech input)"), this);
    m_alt->setObjectName(QStringLiteral("requireAlt"));
    m_alt->setChecked(m_edited.requireAlt);
    auto* buttons =
        new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    connect(buttons, &QDialogButtonBox::accepted, this, &KeysDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this, &KeysDialog::reset);
    auto* layout = new QVBoxLayout(this);
    for (QWidget* widget : std::initializer_list<QWidget*>{hint, m_table, m_conflict, m_advance, m_alt, buttons})
        layout->addWidget(widget);
    layout->setStretchFactor(m_table, 1);
    resize(fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 34);
    fill();
    m_table->setCurrentCell(0, 0);
    m_table->setFocus();
}

void KeysDialog::fill()
{
    const TriageKeyMap map(m_edited);
    QStringList clashes;
    for (const TriageKey& key : triageKeys()) {
        const int row = static_cast<int>(key.action);
        const QList<TriageAction> others = map.conflicts(key.action);
        m_table->setItem(row, 0, new QTableWidgetItem(triageTitle(key.action)));
        const QString text = map.key(key.action);
        m_table->setItem(row, 1, new QTableWidgetItem(others.isEmpty() ? text : tr("%1 — taken").arg(text)));
        if (!others.isEmpty() && others.first() > key.action)
            clashes << tr("%1 is the key of both %2 and %3.")
                           .arg(text, triageTitle(key.action), triageTitle(others.first()));
    }
    m_conflict->setText(clashes.join(QChar('\n')));
    m_conflict->setVisible(!clashes.isEmpty());
    m_ok->setEnabled(clashes.isEmpty());
}

bool KeysDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const QString key = TriageKeyMap::keyOf(*static_cast<QKeyEvent*>(event));
        if (!key.isEmpty()) {
            take(key);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void KeysDialog::take(const QString& key)
{
    const int row = m_table->currentRow();
    if (row < 0)
        return;
    const TriageKey& action = triageKeys()[static_cast<size_t>(row)];
    if (key == QString::fromLatin1(action.key))
        m_edited.keys.remove(QString::fromLatin1(action.name));
    else
        m_edited.keys[QString::fromLatin1(action.name)] = key;
    fill();
}

void KeysDialog::reset()
{
    m_edited = {};
    m_advance->setChecked(m_edited.autoAdvance);
    m_alt->setChecked(m_edited.requireAlt);
    fill();
}

void KeysDialog::apply()
{
    m_edited.autoAdvance = m_advance->isChecked();
    m_edited.requireAlt = m_alt->isChecked();
    m_settings.setTriage(m_edited);
    accept();
}

KeyOverlay::KeyOverlay(const Triage& triage, QWidget* window)
    : QFrame(window)
    , m_before(QApplication::focusWidget())
{
    setObjectName(QStringLiteral("keyOverlay"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setFrameShape(QFrame::StyledPanel);
    setFocusPolicy(Qt::StrongFocus);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(24, 18, 24, 18);
    grid->setHorizontalSpacing(18);
    QStringList spoken;
    const int perColumn = static_cast<int>(triageKeys().size() + 1) / 2;
    for (const TriageKey& key : triageKeys()) {
        const int at = static_cast<int>(key.action);
        auto* name = new QLabel(QStringLiteral("<b>%1</b>").arg(triage.hint(key.action).toHtmlEscaped()), this);
        auto* title = new QLabel(triageTitle(key.action), this);
        for (QLabel* label : {name, title})
            label->setForegroundRole(QPalette::ToolTipText);
        name->setAlignment(Qt::AlignRight);
        grid->addWidget(name, at % perColumn, at / perColumn * 2);
        grid->addWidget(title, at % perColumn, at / perColumn * 2 + 1);
        spoken << tr("%1: %2", "key: action").arg(triage.hint(key.action), triageTitle(key.action));
    }
    auto* more = new QLabel(tr("Shift: label without going on. Any key closes this."), this);
    more->setForegroundRole(QPalette::ToolTipText);
    grid->addWidget(more, perColumn, 0, 1, 4);
    setAccessibleName(tr("Triage keys"));
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    adjustSize();
    move(window->rect().center() - rect().center());
    show();
    raise();
    setFocus();
}

void KeyOverlay::leave()
{
    if (m_before)
        m_before->setFocus();
    close();
}

void KeyOverlay::keyPressEvent(QKeyEvent*)
{
    leave();
}

void KeyOverlay::mousePressEvent(QMouseEvent*)
{
    leave();
}

void KeyOverlay::focusOutEvent(QFocusEvent*)
{
    close();
}

} // namespace assay::gui
