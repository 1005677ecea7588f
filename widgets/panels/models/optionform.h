// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/params.h"

#include <QWidget>

#include <vector>

class QFormLayout;

namespace assay::gui {

// A form for the options of a kind of model, made from what the kind declares: defaults, ranges, units, meanings.
class OptionForm : public QWidget
{
    Q_OBJECT
public:
    explicit OptionForm(QWidget* parent);

    // Shows other options with their defaults; `options` outlive the form.
    void setOptions(std::span<const models::Option> options);
    // Those that are not the default.
    models::Params::Settings settings() const;
    void setSettings(const models::Params::Settings& settings);

Q_SIGNALS:
    void changed();

private:
    struct Field
    {
        const models::Option* option;
        QWidget* editor;
    };
    QWidget* makeEditor(const models::Option& option);
    double valueOf(const Field& field) const;
    QFormLayout* m_form;
    std::vector<Field> m_fields;
};

} // namespace assay::gui
