// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/itemcontent.h"
#include "widgets/bridge/requestrows.h"
#include "widgets/panels/panel.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTableView;

namespace assay::gui {

// Where the requests of an item stand in its source.
enum class SourcePlaces { Lines, Frames };
SourcePlaces placesOf(const ItemDetail& detail);

// The requests as the item stores them, with the lines of the log or the frames of the capture that they came from.
class RawLinesTab : public QWidget
{
    Q_OBJECT
public:
    RawLinesTab(const PanelContext& context, QWidget* parent);
    void setContent(const std::shared_ptr<const ItemContent>& content);
    void showRequest(uint32_t request);

private:
    void describe();
    void readSource();
    void copyPlace();

    PanelContext m_context;
    QTableView* m_view;
    SnapshotTable* m_model = nullptr; // made anew for each content: its columns hold it
    QLabel* m_place;
    QPushButton* m_copy;
    QPlainTextEdit* m_text;
    std::shared_ptr<const ItemContent> m_content;
    std::optional<uint32_t> m_request;
};

} // namespace assay::gui
