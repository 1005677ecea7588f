// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/submitpage.h"

#include "widgets/bridge/errortext.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/labeltext.h"
#include "widgets/bridge/livecase.h"
#include "widgets/bridge/themecolors.h"
#include "widgets/panels/feedback/batchtext.h"
#include "widgets/panels/feedback/sendpreview.h"
#include "widgets/settings/appsettings.h"

#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

// In two halves: a whole one is wider than the dock.
QStringList hashLines(const std::string& sha256)
{
    const QString hash = QString::fromStdString(sha256);
    return {SubmitPage::tr("SHA-256:"), hash.left(32), hash.mid(32)};
}

} // namespace

SubmitPage::SubmitPage(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_desk(context.live.batches())
    , m_state(textLabel("submitState", this))
{
    m_receipt = textLabel("submitReceipt", this);
    m_receipt->setFrameShape(QFrame::StyledPanel);
    m_receipt->setMargin(8);
    m_receipt->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_export = pushButton(
        "submitExport", "save", tr("&Export bundle…"), tr("One file with all of it, for another case"), this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(headingLabel(tr("Save"), this));
    layout->addWidget(m_state);
    layout->addWidget(m_export, 0, Qt::AlignLeft);
    layout->addWidget(buildSubmit());
    layout->addWidget(m_receipt);
    layout->addWidget(buildWithdraw());
    layout->addStretch(1);
    setFocusProxy(m_submit);
    connect(m_export, &QPushButton::clicked, this, &SubmitPage::chooseExport);
    for (auto signal : {&BatchDesk::activeChanged, &BatchDesk::reviewChanged, &BatchDesk::listChanged,
             &BatchDesk::savedChanged, &BatchDesk::submissionChanged})
        connect(&m_desk, signal, this, &SubmitPage::present);
    present();
}

QWidget* SubmitPage::buildSubmit()
{
    auto* box = new QWidget(this);
    m_withheld = new QLineEdit(box);
    m_withheld->setObjectName(QStringLiteral("submitWithheld"));
    m_withheld->setAccessibleName(tr("Features that are not sent"));
    m_withheld->setPlaceholderText(tr("names, separated by commas"));
    m_preview = pushButton("submitPreview", "evidence", tr("Show exactly &what will be sent…"),
        tr("The messages as they are written"), box);
    m_submit = pushButton("submitButton", "submit", tr("&Submit"),
        tr("Freeze the labelled items, keep them for trainings, and write the messages to the outbox"), box);
    m_hint = textLabel("submitHint", box);
    m_error = textLabel("submitError", box);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, accent(Accent::Error, palette()));
    m_error->setPalette(colors);
    auto* form = new QFormLayout;
    form->addRow(tr("&Not sent:"), m_withheld);
    auto* row = new QHBoxLayout;
    row->addWidget(m_submit);
    row->addWidget(m_preview);
    row->addStretch(1);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(headingLabel(tr("Submit"), box));
    QLabel* what = textLabel("submitWhat", box);
    setTextOf(what,
        tr("Sent are numbers of items, times, predictions, scores, labels and features. Addresses, subjects "
           "and texts stay here."));
    layout->addWidget(what);
    layout->addLayout(form);
    layout->addLayout(row);
    layout->addWidget(m_hint);
    layout->addWidget(m_error);
    connect(m_preview, &QPushButton::clicked, this, &SubmitPage::preview);
    connect(m_submit, &QPushButton::clicked, this, [this] { m_desk.submit(options()); });
    return box;
}

QWidget* SubmitPage::buildWithdraw()
{
    m_withdrawBox = new QWidget(this);
    m_reason = new QLineEdit(m_withdrawBox);
    m_reason->setObjectName(QStringLiteral("withdrawReason"));
    m_reason->setAccessibleName(tr("Why it is withdrawn"));
    m_reason->setPlaceholderText(tr("why"));
    m_reason->setMaxLength(1000);
    m_withdraw = pushButton(
        "withdrawButton", "blocked", tr("With&draw"), tr("Later trainings leave the batch out"), m_withdrawBox);
    auto* row = new QHBoxLayout;
    row->addWidget(m_reason, 1);
    row->addWidget(m_withdraw);
    auto* layout = new QVBoxLayout(m_withdrawBox);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(headingLabel(tr("Withdraw"), m_withdrawBox));
    layout->addLayout(row);
    connect(m_reason, &QLineEdit::textChanged, this, &SubmitPage::present);
    connect(m_reason, &QLineEdit::returnPressed, m_withdraw, &QPushButton::click);
    connect(m_withdraw, &QPushButton::clicked, this, [this] {
        m_desk.withdraw(m_reason->text().trimmed());
        m_reason->clear();
    });
    return m_withdrawBox;
}

void SubmitPage::present()
{
    const std::optional<Batch>& batch = m_desk.active();
    if (!batch)
        return;
    const bool writable = m_desk.isEditable();
    const feedback::BatchInfo& info = batch->info;
    setTextOf(m_state, tr("%1. The draft is always kept: closing the window loses nothing.").arg(stateText(info)));
    const QString reason = whyNot();
    m_withheld->setEnabled(writable);
    m_preview->setEnabled(reason.isEmpty());
    m_submit->setEnabled(writable && reason.isEmpty() && !m_desk.isSubmitting());
    m_submit->setText(info.submittedAt ? tr("&Submit again") : tr("&Submit"));
    setTextOf(m_hint, m_desk.isSubmitting() ? tr("Submitting…") : reason);
    setTextOf(m_error, m_desk.submitError());
    setTextOf(m_receipt, receiptText());
    m_withdrawBox->setVisible(info.submittedAt != 0 && !info.isWithdrawn);
    m_withdraw->setEnabled(!m_context.live.isReadOnly() && !m_reason->text().trimmed().isEmpty());
}

// What stands against submitting; empty: nothing.
QString SubmitPage::whyNot() const
{
    const auto review = m_desk.review();
    if (m_context.live.isReadOnly())
        return tr("The case is open for reading only.");
    if (!m_desk.isEditable())
        return tr("The batch came from another case.");
    if (!review)
        return m_desk.reviewError().isEmpty() ? tr("Reviewing…") : m_desk.reviewError();
    QStringList lines;
    for (const std::string& problem : review->problems)
        lines << QString::fromStdString(problem);
    return lines.join(QChar('\n'));
}

// Only what was confirmed: of this session with all there is to say, of earlier ones what the case keeps.
QString SubmitPage::receiptText() const
{
    const feedback::BatchInfo& info = m_desk.active()->info;
    const QTimeZone zone = m_context.settings.timeZone();
    QStringList lines;
    if (const auto& receipt = m_desk.receipt()) {
        lines << tr("Receipt of batch %1, %2", "number, time")
                     .arg(receipt->batch.value)
                     .arg(formatTimeExact(receipt->at, zone));
        lines << tr("%1 records: %2", "count, by label")
                     .arg(formatCount(receipt->records), countsByLabel(receipt->byLabel));
        lines << hashLines(receipt->sha256);
        for (const std::filesystem::path& file : receipt->files)
            lines << displayLine(file.filename().string(), 200);
    } else if (info.submittedAt) {
        lines << tr("Batch %1 was submitted %2", "number, time")
                     .arg(info.id.value)
                     .arg(formatTimeExact(info.submittedAt, zone));
        lines << tr("%1 records").arg(formatCount(info.records));
        lines << hashLines(info.sha256);
    }
    if (info.processedAt)
        lines << tr("Answered %1", "time").arg(formatTimeExact(info.processedAt, zone));
    if (!info.reply.empty())
        lines << tr("Answer: %1").arg(displayLine(info.reply, 500));
    if (info.isWithdrawn)
        lines << tr("Withdrawn: %1", "reason").arg(displayLine(info.withdrawnBecause, 500));
    return lines.join(QChar('\n'));
}

SubmitOptions SubmitPage::options() const
{
    SubmitOptions options;
    for (const QString& name : m_withheld->text().split(QChar(','), Qt::SkipEmptyParts)) {
        if (!name.trimmed().isEmpty())
            options.withheld.push_back(name.trimmed().toStdString());
    }
    return options;
}

void SubmitPage::preview()
{
    m_preview->setEnabled(false);
    const auto review = m_desk.review();
    const size_t labelled = review ? review->items.size() - review->unlabelled.size() : 0;
    const size_t parts = (labelled + options().recordsPerPart - 1) / options().recordsPerPart;
    m_desk.preview(options(), [this, parts](const Result<std::vector<std::string>>& messages) {
        present();
        if (messages)
            (new SendPreview(*messages, parts, this))->open();
        else
            m_context.live.report(messages.error(), Attempt::Other);
    });
}

void SubmitPage::chooseExport()
{
    auto* dialog = new QFileDialog(this, tr("Export bundle"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Feedback bundles (*.json)")});
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::fileSelected, &m_desk, &BatchDesk::exportTo);
    dialog->open();
}

} // namespace assay::gui
