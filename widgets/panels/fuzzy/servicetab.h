// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/fuzzy/servicesettings.h"
#include "widgets/panels/fuzzy/storagefocus.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace assay::gui {

class FuzzyServices;
class KeyTable;

// Keys and access: the service that answers other programs from the chosen storage, who may ask and learn.
class ServiceTab : public QWidget
{
    Q_OBJECT
public:
    ServiceTab(const PanelContext& context, StorageFocus& focus, QWidget* parent);

private:
    QWidget* buildService();
    void load();
    void take(const ServiceSettings& settings);
    ServiceSettings settings() const;
    void store(std::function<void()> then);
    void toggle();
    void startService();
    void generateKey();
    void exportKey();
    void showState();
    QString cutOffText() const;

    PanelContext m_context;
    StorageFocus& m_focus;
    FuzzyServices& m_services;
    KeyFolder m_folder;
    QString m_storage;
    ServiceSettings m_stored;
    bool m_filling = false;
    QLineEdit* m_address;
    QSpinBox* m_port;
    QLineEdit* m_networks;
    QCheckBox* m_encryptedOnly;
    QCheckBox* m_readOnly;
    QLabel* m_cutOff;
    QLabel* m_state;
    QPushButton* m_toggle;
    QPushButton* m_save;
    KeyTable* m_keys;
};

} // namespace assay::gui
