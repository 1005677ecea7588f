// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/views/viewdialog.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/savedviews.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QSettings>

namespace assay::gui {
namespace {

constexpr int keys = 9;
constexpr int longestName = 80;

QString colorName(const QString& key)
{
    if (key == QStringLiteral("orange"))
        return ViewDialog::tr("Orange");
    if (key == QStringLiteral("sky"))
        return ViewDialog::tr("Sky blue");
    if (key == QStringLiteral("green"))
        return ViewDialog::tr("Green");
    if (key == QStringLiteral("yellow"))
        return ViewDialog::tr("Yellow");
    if (key == QStringLiteral("blue"))
        return ViewDialog::tr("Blue");
    if (key == QStringLiteral("red"))
        return ViewDialog::tr("Red");
    return ViewDialog::tr("Purple");
}

} // namespace

QIcon viewColorIcon(const std::string& color)
{
    const QColor fill(QString::fromStdString(color));
    if (!fill.isValid())
        return {};
    QPixmap pixmap(32, 32);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setBrush(fill);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(4, 4, 24, 24, 5, 5);
    return QIcon(pixmap);
}

ViewDialog::ViewDialog(const SavedViews& views, const SavedView& view, int edited, QWidget* parent)
    : QDialog(parent)
    , m_views(views)
    , m_view(view)
    , m_edited(edited)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("viewDialog"));
    setWindowTitle(edited < 0 ? tr("Save view") : tr("Change view"));
    m_name = new QLineEdit(QString::fromStdString(view.name), this);
    m_name->setObjectName(QStringLiteral("viewName"));
    m_name->setMaxLength(longestName);
    m_key = new QComboBox(this);
    m_key->setObjectName(QStringLiteral("viewKey"));
    m_color = new QComboBox(this);
    m_color->setObjectName(QStringLiteral("viewColor"));
    m_takeColumns = new QCheckBox(tr("Keep the &columns and the order of the list"), this);
    m_takeColumns->setObjectName(QStringLiteral("viewColumns"));
    m_takeColumns->setChecked(!view.columns.empty());
    m_note = new QLabel(this);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto* query = new QLabel(this);
    query->setTextFormat(Qt::PlainText);
    query->setWordWrap(true);
    query->setText(view.query.empty() ? tr("everything") : displayLine(view.query));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Save);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &ViewDialog::check);
    auto* form = new QFormLayout(this);
    form->addRow(tr("Query:"), query);
    form->addRow(tr("&Name:"), m_name);
    form->addRow(tr("&Key:"), m_key);
    form->addRow(tr("C&olour:"), m_color);
    form->addRow(QString(), m_takeColumns);
    form->addRow(QString(), m_note);
    form->addRow(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    fillKeys();
    fillColors();
    check();
    m_name->selectAll();
    m_name->setFocus();
}

void ViewDialog::setListState(const std::string& columns, const std::string& order)
{
    m_columns = columns;
    m_order = order;
}

void ViewDialog::fillKeys()
{
    m_key->addItem(tr("None"), 0);
    for (int key = 1; key <= keys; ++key) {
        const std::optional<size_t> other = m_views.withKey(key);
        const QString name = QStringLiteral("Alt+%1").arg(key);
        if (other && static_cast<int>(*other) != m_edited)
            m_key->addItem(tr("%1 (now %2)", "key, view that has it")
                               .arg(name, displayLine(m_views.views()[*other].name, longestName)),
                key);
        else
            m_key->addItem(name, key);
    }
    m_key->setCurrentIndex(std::max(0, m_key->findData(m_view.key)));
}

void ViewDialog::fillColors()
{
    m_color->addItem(tr("None"), QString());
    QSettings file(QStringLiteral(":/themes/marks.ini"), QSettings::IniFormat);
    file.beginGroup(QStringLiteral("marks"));
    for (const QString& key : file.childKeys()) {
        const QString color = file.value(key).toString();
        m_color->addItem(viewColorIcon(color.toStdString()), colorName(key), color);
    }
    m_color->setCurrentIndex(std::max(0, m_color->findData(QString::fromStdString(m_view.color))));
}

void ViewDialog::check()
{
    const std::optional<size_t> same = m_views.named(m_name->text());
    const bool other = same && static_cast<int>(*same) != m_edited;
    m_ok->setEnabled(!m_name->text().trimmed().isEmpty() && !(other && m_edited >= 0));
    m_note->setText(!other  ? QString()
            : m_edited >= 0 ? tr("Another view has this name.")
                            : tr("A view of this name exists; it will be replaced."));
    m_note->setVisible(other);
}

SavedView ViewDialog::view() const
{
    SavedView view = m_view;
    view.name = m_name->text().trimmed().toStdString();
    view.key = m_key->currentData().toInt();
    view.color = m_color->currentData().toString().toStdString();
    const bool fresh = m_edited < 0 || m_view.columns.empty();
    if (!m_takeColumns->isChecked()) {
        view.columns.clear();
        view.order.clear();
    } else if (fresh) {
        view.columns = m_columns;
        view.order = m_order;
    }
    return view;
}

} // namespace assay::gui
