// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/servicesettings.h"

#include <QTableWidget>

namespace assay::gui {

// The keys of a service and what each is allowed; secrets are never here.
class KeyTable : public QTableWidget
{
    Q_OBJECT
public:
    explicit KeyTable(QWidget* parent);
    void setKeys(const std::vector<ServiceSettings::Key>& keys);
    std::vector<ServiceSettings::Key> keys() const;
    void addKey(const ServiceSettings::Key& key);
    void removeCurrent();
    std::optional<ServiceSettings::Key> currentKey() const;

Q_SIGNALS:
    void edited();

private:
    enum Column { Name, Id, ReadOnly, Allowed, Forbidden, Expires, Rate, columnCount };
    void fillRow(int row, const ServiceSettings::Key& key);
    ServiceSettings::Key keyAt(int row) const;
    bool m_filling = false;
};

} // namespace assay::gui
