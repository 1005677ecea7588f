// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models/optionform.h"

#include "widgets/panels/models/modelwords.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>
#include <climits>
#include <cmath>

namespace assay::gui {
namespace {

// As the engine reads it back.
std::string settingText(double value)
{
    return QString::number(value, 'g', 15).toStdString();
}

int decimalsFor(const models::Option& option)
{
    const double small = std::min(std::abs(option.fallback), std::abs(option.high));
    return small > 0 && small < 0.001 ? 8 : 4;
}

} // namespace

OptionForm::OptionForm(QWidget* parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
}

void OptionForm::setOptions(std::span<const models::Option> options)
{
    m_fields.clear();
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    for (const models::Option& option : options) {
        QWidget* editor = makeEditor(option);
        const QString key = QString::fromLatin1(option.key.data(), static_cast<qsizetype>(option.key.size()));
        editor->setObjectName(QStringLiteral("option.") + key);
        const QString title = coreText(option.title);
        editor->setAccessibleName(title);
        editor->setAccessibleDescription(coreText(option.meaning));
        QString range;
        if (option.type != models::Option::Type::Choice)
            range = QChar('\n') + tr("From %1 to %2, usually %3").arg(option.low).arg(option.high).arg(option.fallback);
        editor->setToolTip(coreText(option.meaning) + range);
        m_form->addRow(title + QChar(':'), editor);
        m_fields.push_back({&option, editor});
    }
}

QWidget* OptionForm::makeEditor(const models::Option& option)
{
    const QString unit = option.unit.empty() ? QString() : QChar(' ') + coreText(option.unit);
    if (option.type == models::Option::Type::Choice) {
        auto* box = new QComboBox(this);
        for (const std::string_view choice : option.choices)
            box->addItem(coreText(choice));
        box->setCurrentIndex(static_cast<int>(option.fallback));
        connect(box, &QComboBox::currentIndexChanged, this, &OptionForm::changed);
        return box;
    }
    if (option.type == models::Option::Type::Integer) {
        auto* box = new QSpinBox(this);
        box->setRange(static_cast<int>(std::max(option.low, double(INT_MIN))),
            static_cast<int>(std::min(option.high, double(INT_MAX))));
        box->setSuffix(unit);
        box->setValue(static_cast<int>(option.fallback));
        connect(box, &QSpinBox::valueChanged, this, &OptionForm::changed);
        return box;
    }
    auto* box = new QDoubleSpinBox(this);
    box->setDecimals(decimalsFor(option));
    box->setRange(option.low, option.high);
    box->setSingleStep((option.high - option.low) / 100);
    box->setSuffix(unit);
    box->setValue(option.fallback);
    connect(box, &QDoubleSpinBox::valueChanged, this, &OptionForm::changed);
    return box;
}

double OptionForm::valueOf(const Field& field) const
{
    if (const auto* choice = qobject_cast<const QComboBox*>(field.editor))
        return choice->currentIndex();
    if (const auto* whole = qobject_cast<const QSpinBox*>(field.editor))
        return whole->value();
    return static_cast<const QDoubleSpinBox*>(field.editor)->value();
}

models::Params::Settings OptionForm::settings() const
{
    models::Params::Settings settings;
    for (const Field& field : m_fields) {
        const double value = valueOf(field);
        if (std::abs(value - field.option->fallback) < 1e-12)
            continue;
        const bool choice = field.option->type == models::Option::Type::Choice;
        const std::string text =
            choice ? std::string(field.option->choices[static_cast<size_t>(value)]) : settingText(value);
        settings.emplace_back(std::string(field.option->key), text);
    }
    return settings;
}

void OptionForm::setSettings(const models::Params::Settings& settings)
{
    for (const auto& [key, text] : settings) {
        const auto field = std::find_if(
            m_fields.begin(), m_fields.end(), [&key = key](const Field& known) { return known.option->key == key; });
        if (field == m_fields.end())
            continue;
        if (auto* choice = qobject_cast<QComboBox*>(field->editor)) {
            const auto& choices = field->option->choices;
            choice->setCurrentIndex(
                static_cast<int>(std::find(choices.begin(), choices.end(), text) - choices.begin()));
        } else if (auto* whole = qobject_cast<QSpinBox*>(field->editor)) {
            whole->setValue(QString::fromStdString(text).toInt());
        } else {
            static_cast<QDoubleSpinBox*>(field->editor)->setValue(QString::fromStdString(text).toDouble());
        }
    }
}

} // namespace assay::gui
