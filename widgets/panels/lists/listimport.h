// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/query/iplistfile.h"
#include "widgets/panels/panel.h"

#include <QDialog>

#include <functional>
#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace assay::gui {

// "1,204 read · 3 invalid: lines 7, 19, 402 · 88 duplicates"
QString listSummary(const query::IpListFile& file);
// A name that a query can write behind "@", made of a file's name.
QString listNameFor(const QString& file);
// Where a list comes from: a file, or text from the clipboard.
struct ListOrigin
{
    QString file;
    QByteArray text; // when there is no file
};
Result<query::IpListFile> readListOrigin(
    const ListOrigin& origin, std::optional<size_t> column, const RunContext& context);

// What was read from a file or the clipboard, before it is kept: name, column, and the lines that are no addresses.
class ListImport : public QDialog
{
    Q_OBJECT
public:
    // `name`: of the list that is replaced, or empty.
    ListImport(const PanelContext& context, ListOrigin origin, const QString& name, QWidget* parent);
    QString summary() const; // of what was read

Q_SIGNALS:
    void saved(const QString& name);

private:
    void buildWidgets(const QString& name);
    void read(std::optional<size_t> column);
    void present(query::IpListFile file);
    void check();
    void save();
    PanelContext m_context;
    std::shared_ptr<const ListOrigin> m_origin;
    std::shared_ptr<const query::IpListFile> m_file;
    QLineEdit* m_name = nullptr;
    QComboBox* m_column = nullptr;
    QLabel* m_summary = nullptr;
    QTreeWidget* m_rejects = nullptr;
    QPushButton* m_ok = nullptr;
};

} // namespace assay::gui
