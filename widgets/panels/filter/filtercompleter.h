// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/casefile/case.h"
#include "widgets/panels/filter/completioncontext.h"
#include "widgets/panels/panel.h"

#include <QObject>

#include <memory>
#include <vector>

namespace assay::gui {

class CompletionPopup;
class FilterEdit;

// Offers fields, operators, values with their counts, lists, saved views and earlier queries under the filter.
class FilterCompleter : public QObject
{
    Q_OBJECT
public:
    FilterCompleter(const PanelContext& context, FilterEdit* edit);

    void showHistory();
    void hide();

Q_SIGNALS:
    // A whole query was chosen, or Enter was pressed with nothing chosen.
    void applyRequested();

private:
    enum class Mode { Off, Terms, History };
    void typed();
    void suggest(bool asked);
    std::vector<Completion> suggestions() const;
    void addViews(std::vector<Completion>& lines) const;
    void askValues();
    void askLists();
    void filterHistory();
    void accept(bool byTab);
    void insert(const Completion& line);
    void show(std::vector<Completion> lines, const QString& heading);
    CompletionPopup& popup();

    PanelContext m_context;
    FilterEdit* m_edit;
    CompletionPopup* m_popup = nullptr; // made when it is first shown, as a child of the window
    Mode m_mode = Mode::Off;
    CompletionContext m_place;
    std::vector<Case::FieldValue> m_values; // of the field of m_place
    QStringList m_history;
};

} // namespace assay::gui
