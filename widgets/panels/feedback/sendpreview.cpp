// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/feedback/sendpreview.h"

#include "widgets/bridge/format.h"
#include "widgets/panels/feedback/batchtext.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr size_t shownBytes = size_t{128} << 10; // more makes the window stop while it is laid out

} // namespace

SendPreview::SendPreview(std::vector<std::string> messages, size_t total, QWidget* parent)
    : QDialog(parent)
    , m_messages(std::move(messages))
    , m_parts(new QComboBox(this))
    , m_text(new QPlainTextEdit(this))
    , m_note(textLabel("sendNote", this))
{
    setObjectName(QStringLiteral("sendPreview"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("What will be sent"));
    m_parts->setObjectName(QStringLiteral("sendPart"));
    m_parts->setAccessibleName(tr("Message"));
    for (size_t i = 0; i < m_messages.size(); ++i)
        m_parts->addItem(tr("Message %1 of %2 · %3", "number, count, size")
                             .arg(i + 1)
                             .arg(std::max(total, m_messages.size()))
                             .arg(formatSize(m_messages[i].size())));
    m_text->setObjectName(QStringLiteral("sendText"));
    m_text->setAccessibleName(tr("Text of the message"));
    m_text->setReadOnly(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_parts, &QComboBox::currentIndexChanged, this, &SendPreview::showPart);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_parts);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 36);
    showPart(m_messages.empty() ? -1 : 0);
}

void SendPreview::showPart(int part)
{
    if (part < 0)
        return;
    const std::string& message = m_messages[static_cast<size_t>(part)];
    const size_t shown = std::min(message.size(), shownBytes);
    m_text->setPlainText(QString::fromUtf8(message.data(), static_cast<qsizetype>(shown)));
    setTextOf(m_note,
        shown == message.size()
            ? QString()
            : tr("The first %1 of %2 are shown.", "sizes").arg(formatSize(shown), formatSize(message.size())));
}

} // namespace assay::gui
