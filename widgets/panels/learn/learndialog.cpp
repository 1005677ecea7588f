// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/learn/learndialog.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/fuzzydesk.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/panels/items/itemspanel.h"
#include "widgets/panels/learn/flagchoice.h"
#include "widgets/panels/learn/learnpreview.h"
#include "widgets/settings/appsettings.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

enum Mode { LearnMode, ForgetMode };
enum Scope { SelectedScope, ListScope };
constexpr int fromRule = -1; // least bytes: those of the storage

} // namespace

LearnDialog::LearnDialog(const PanelContext& context, ItemsPanel& items, bool forget, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_items(items)
    , m_selected(items.selectedCount() > 0 ? items.selectedItems() : std::vector<ItemId>())
{
    setObjectName(QStringLiteral("learnDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    if (m_selected.empty() && context.focus.item())
        m_selected.push_back(*context.focus.item());
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(buildScope());
    layout->addLayout(buildTarget());
    layout->addLayout(buildParts());
    m_preview = new LearnPreview(this);
    layout->addWidget(m_preview, 1);
    layout->addWidget(buildButtons());
    m_mode->button(forget ? ForgetMode : LearnMode)->setChecked(true);
    fillStorages();
    connectWidgets();
    showForget();
    resize(fontMetrics().averageCharWidth() * 120, fontMetrics().height() * 36);
    ask();
}

LearnDialog::~LearnDialog() = default;

QLayout* LearnDialog::buildScope()
{
    m_mode = new QButtonGroup(this);
    m_scope = new QButtonGroup(this);
    auto* learn = new QRadioButton(tr("&Learn"), this);
    auto* forget = new QRadioButton(tr("&Forget"), this);
    forget->setObjectName(QStringLiteral("learnForget"));
    m_mode->addButton(learn, LearnMode);
    m_mode->addButton(forget, ForgetMode);
    const quint64 listed = m_items.order().size();
    auto* selected = new QRadioButton(tr("%n selected item(s)", nullptr, static_cast<int>(m_selected.size())), this);
    auto* list = new QRadioButton(tr("all %1 in the list").arg(formatCount(listed)), this);
    list->setObjectName(QStringLiteral("learnList"));
    list->setToolTip(m_context.query.text());
    m_scope->addButton(selected, SelectedScope);
    m_scope->addButton(list, ListScope);
    selected->setChecked(true);
    auto* row = new QHBoxLayout;
    row->addWidget(learn);
    row->addWidget(forget);
    row->addSpacing(fontMetrics().averageCharWidth() * 4);
    row->addWidget(new QLabel(tr("Items:"), this));
    row->addWidget(selected);
    row->addWidget(list);
    row->addStretch(1);
    return row;
}

QLayout* LearnDialog::buildTarget()
{
    m_storage = new QComboBox(this);
    m_storage->setObjectName(QStringLiteral("learnStorage"));
    m_flag = new QComboBox(this);
    m_flag->setObjectName(QStringLiteral("learnFlag"));
    m_weight = new QSpinBox(this);
    m_weight->setObjectName(QStringLiteral("learnWeight"));
    m_weight->setRange(-100'000, 100'000);
    m_weight->setValue(m_context.settings.lastLearn().weight);
    m_weight->setToolTip(tr("Added to the weight of a hash that has this flag already"));
    auto* row = new QHBoxLayout;
    const auto add = [&](const QString& title, QWidget* field, int stretch) {
        auto* label = new QLabel(title, this);
        label->setBuddy(field);
        row->addWidget(label);
        row->addWidget(field, stretch);
        return label;
    };
    add(tr("&Storage"), m_storage, 1);
    add(tr("Fla&g"), m_flag, 2);
    m_weightLabel = add(tr("&Weight"), m_weight, 0);
    return row;
}

QLayout* LearnDialog::buildParts()
{
    const auto check = [this](const char* name, const QString& text) {
        auto* box = new QCheckBox(text, this);
        box->setObjectName(QString::fromLatin1(name));
        box->setChecked(true);
        return box;
    };
    m_texts = check("learnTexts", tr("Te&xts"));
    m_images = check("learnImages", tr("&Images"));
    m_attachments = check("learnAttachments", tr("&Attachments"));
    m_conditions = check("learnByConditions", tr("&Conditions apply"));
    m_types = new QLineEdit(this);
    m_types->setObjectName(QStringLiteral("learnTypes"));
    m_types->setAccessibleName(tr("MIME types of attachments"));
    m_types->setToolTip(tr("Masks such as application/*, apart by blanks or commas; empty: those of the storage"));
    m_minBytes = new QSpinBox(this);
    m_minBytes->setObjectName(QStringLiteral("learnMinBytes"));
    m_minBytes->setAccessibleName(tr("Least size of a part"));
    m_minBytes->setRange(fromRule, 100'000'000);
    m_minBytes->setValue(fromRule);
    m_minBytes->setSpecialValueText(tr("as the storage has it"));
    m_minBytes->setSuffix(tr(" bytes"));
    auto* edit = new QPushButton(tr("E&dit…"), this);
    edit->setObjectName(QStringLiteral("learnEditConditions"));
    edit->setToolTip(tr("Which messages may be learned, and to which flag"));
    edit->setAutoDefault(false);
    connect(edit, &QPushButton::clicked, this, [this] { Q_EMIT conditionsRequested(m_storage->currentText()); });
    auto* row = new QHBoxLayout;
    for (QCheckBox* box : {m_texts, m_images, m_attachments})
        row->addWidget(box);
    row->addWidget(m_types, 1);
    row->addWidget(new QLabel(tr("At least"), this));
    row->addWidget(m_minBytes);
    row->addSpacing(fontMetrics().averageCharWidth() * 2);
    row->addWidget(m_conditions);
    row->addWidget(edit);
    return row;
}

QDialogButtonBox* LearnDialog::buildButtons()
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_learn = buttons->addButton(tr("Learn"), QDialogButtonBox::AcceptRole);
    m_learn->setObjectName(QStringLiteral("learnCommit"));
    m_learn->setDefault(true);
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false); // with the focus it would take Enter
    connect(buttons, &QDialogButtonBox::accepted, this, &LearnDialog::learn);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

void LearnDialog::connectWidgets()
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(250);
    connect(&m_soon, &QTimer::timeout, this, &LearnDialog::ask);
    connect(m_storage, &QComboBox::currentIndexChanged, this, [this] {
        fillFlags();
        askSoon();
    });
    connect(m_flag, &QComboBox::currentIndexChanged, this, &LearnDialog::askSoon);
    connect(m_flag, &QComboBox::editTextChanged, this, &LearnDialog::askSoon);
    connect(m_mode, &QButtonGroup::idToggled, this, [this](int, bool on) {
        if (!on)
            return;
        showForget();
        askSoon();
    });
    connect(m_scope, &QButtonGroup::idToggled, this, &LearnDialog::askSoon);
    for (QCheckBox* box : {m_texts, m_images, m_attachments, m_conditions})
        connect(box, &QCheckBox::toggled, this, &LearnDialog::askSoon);
    connect(m_types, &QLineEdit::textChanged, this, &LearnDialog::askSoon);
    for (QSpinBox* number : {m_weight, m_minBytes})
        connect(number, &QSpinBox::valueChanged, this, &LearnDialog::askSoon);
    FuzzyDesk& desk = m_context.live.fuzzy();
    connect(&desk, &FuzzyDesk::rulesChanged, this, [this] { // conditions were edited meanwhile
        fillStorages();
        askSoon();
    });
    connect(&m_context.live, &LiveCase::caseChanged, this, &QDialog::reject);
    connect(m_preview, &LearnPreview::itemChosen, this, [this](ItemId item) { m_items.selectItem(item); });
}

void LearnDialog::fillStorages()
{
    const QString before = m_storage->count() ? m_storage->currentText() : m_context.settings.lastLearn().storage;
    const QSignalBlocker quiet(m_storage);
    m_storage->clear();
    for (const fuzzy::FuzzyRule& known : *m_context.live.fuzzy().rules()) {
        if (!known.readOnly)
            m_storage->addItem(QString::fromStdString(known.name));
    }
    m_storage->setCurrentIndex(std::max(0, m_storage->findText(before)));
    fillFlags();
}

void LearnDialog::fillFlags()
{
    const int before = m_flag->count() ? chosenFlag(*m_flag) : m_context.settings.lastLearn().flag;
    fillFlagChoice(*m_flag, rule(), before);
    const fuzzy::FuzzyRule* known = rule();
    QStringList masks;
    for (const std::string& mask : known ? known->hashes.mimeTypes : std::vector<std::string>())
        masks << displayLine(mask, 60);
    m_types->setPlaceholderText(masks.join(QStringLiteral(", ")));
    const bool asks = known && (!known->conditions.empty() || !known->learnByDefault || !known->script.empty());
    m_conditions->setToolTip(asks ? QString() : tr("This storage has no conditions: every message may be learned"));
}

// Forgetting asks for digests alone: neither weights nor conditions matter.
void LearnDialog::showForget()
{
    const bool forget = m_mode->checkedId() == ForgetMode;
    setWindowTitle(forget ? tr("Forget fuzzy hashes") : tr("Learn fuzzy hashes"));
    m_weight->setEnabled(!forget);
    m_weightLabel->setEnabled(!forget);
    m_conditions->setEnabled(!forget);
}

const fuzzy::FuzzyRule* LearnDialog::rule() const
{
    return m_context.live.fuzzy().rule(m_storage->currentText());
}

std::vector<ItemId> LearnDialog::chosenItems() const
{
    if (m_scope->checkedId() == SelectedScope)
        return m_selected;
    std::vector<ItemId> items;
    const auto rows = m_items.rows();
    for (const uint32_t row : m_items.order())
        items.push_back(ItemId{rows->id(row)});
    return items;
}

LearnRequest LearnDialog::request() const
{
    LearnRequest request;
    request.storage = m_storage->currentText().toStdString();
    request.forget = m_mode->checkedId() == ForgetMode;
    request.flag = static_cast<uint8_t>(chosenFlag(*m_flag));
    request.weight = m_weight->value();
    request.texts = m_texts->isChecked();
    request.images = m_images->isChecked();
    request.attachments = m_attachments->isChecked();
    static const QRegularExpression separators(QStringLiteral("[\\s,;]+"));
    for (const QString& mask : m_types->text().split(separators, Qt::SkipEmptyParts))
        request.mimeTypes.push_back(mask.toStdString());
    if (m_minBytes->value() != fromRule)
        request.minBytes = static_cast<uint32_t>(m_minBytes->value());
    request.conditions = m_conditions->isChecked() && !request.forget;
    return request;
}

void LearnDialog::askSoon()
{
    m_question = 0; // whatever is still on its way is not what is asked now
    m_preview->setMessage(tr("Checking…"));
    updateButton();
    m_soon.start();
}

void LearnDialog::ask()
{
    m_soon.stop();
    updateButton();
    if (!rule()) {
        m_preview->setMessage(tr("No storage can be written to."));
        return;
    }
    if (!chosenFlag(*m_flag)) {
        m_preview->setMessage(tr("The storage has no flag that can be written."));
        return;
    }
    const quint64 question = m_question = ++m_asked;
    const std::vector<ItemId> items = chosenItems();
    m_preview->setMessage(tr("Checking %n item(s)…", nullptr, static_cast<int>(items.size())));
    m_context.live.fuzzy().plan(items, request(),
        [dialog = QPointer<LearnDialog>(this), question](const Result<std::shared_ptr<const LearnPlan>>& plan) {
            if (dialog && dialog->m_question == question)
                dialog->showPlan(plan);
        });
}

void LearnDialog::showPlan(const Result<std::shared_ptr<const LearnPlan>>& plan)
{
    if (plan)
        m_preview->setPlan(*plan, m_context.live.snapshot());
    else if (plan.error().code == ErrorCode::Cancelled)
        m_preview->setMessage(tr("Stopped. Change something to check again."));
    else
        m_preview->setMessage(errorText(plan.error(), Attempt::Other).full());
    updateButton();
}

void LearnDialog::updateButton()
{
    const auto& plan = m_preview->plan();
    const bool forget = m_mode->checkedId() == ForgetMode;
    const uint64_t count = !plan ? 0 : forget ? plan->totals.goneHashes : plan->totals.hashes;
    const int hashes = static_cast<int>(count);
    m_learn->setEnabled(count > 0);
    if (!count)
        m_learn->setText(forget ? tr("Forget") : tr("Learn"));
    else
        m_learn->setText(forget ? tr("Forget %n hash(es)", nullptr, hashes) : tr("Learn %n hash(es)", nullptr, hashes));
}

void LearnDialog::learn()
{
    const auto plan = m_preview->plan();
    if (!plan || !m_learn->isEnabled())
        return;
    m_context.settings.setLastLearn({m_storage->currentText(), chosenFlag(*m_flag), m_weight->value()});
    const bool several = plan->items.size() > 1;
    m_context.live.fuzzy().learn(plan, several ? m_context.query.text() : QString());
    accept();
}

} // namespace assay::gui
