// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/itemview/itemview.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/itemfocus.h"
#include "widgets/bridge/queryfocus.h"
#include "widgets/bridge/querymenu.h"
#include "widgets/panels/itemview/headerstab.h"
#include "widgets/panels/itemview/htmltab.h"
#include "widgets/panels/itemview/labelstrip.h"
#include "widgets/panels/itemview/linkstab.h"
#include "widgets/panels/itemview/mimetab.h"
#include "widgets/panels/itemview/partbar.h"
#include "widgets/panels/itemview/rawview.h"
#include "widgets/panels/itemview/textmarks.h"
#include "widgets/panels/traffic/trafficview.h"
#include "widgets/settings/appsettings.h"

#include <QFontDatabase>
#include <QInputDialog>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace assay::gui {
namespace {

constexpr const char* tabNames[] = {"html", "text", "headers", "mime", "raw", "links"};

QString addressList(const std::vector<MailAddress>& addresses)
{
    QStringList list;
    for (const MailAddress& address : addresses) {
        if (list.size() == 20) {
            list << QStringLiteral("…");
            break;
        }
        const QString name = displayLine(address.name, 100);
        const QString mail = displayLine(address.address, 150);
        list << (name.isEmpty() ? mail : QStringLiteral("%1 <%2>").arg(name, mail));
    }
    return list.join(QStringLiteral(", "));
}

QString row(const QString& title, const QString& value)
{
    if (value.isEmpty())
        return {};
    return QStringLiteral("<tr><td style='padding-right:10px'>%1</td><td>%2</td></tr>")
        .arg(title.toHtmlEscaped(), value.toHtmlEscaped());
}

// The encoded body of a part; empty when it has no bytes of its own in the message.
ByteRange bytesOf(const ItemContent& content, int part)
{
    if (part < 0)
        return {};
    const MailPart& info = content.message->parts()[static_cast<size_t>(part)];
    return info.insideEncodedMessage || info.isEncodedBlock ? ByteRange{} : ByteRange{info.bodyOffset, info.bodyBytes};
}

} // namespace

ItemView::ItemView(const PanelContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
{
    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("itemView.summary"));
    m_summary->setTextFormat(Qt::RichText);
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_summary->setContentsMargins(10, 6, 10, 6);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("itemView.message"));
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setMargin(24);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    buildTabs();
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_message);
    m_stack->addWidget(m_tabs);
    m_traffic = new TrafficView(context, m_stack);
    m_stack->addWidget(m_traffic);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_summary);
    layout->addWidget(new LabelStrip(context, this));
    layout->addWidget(m_stack, 1);
    showNothing(tr("Select an item to see it here."));

    ItemFocus& focus = context.focus;
    connect(&focus, &ItemFocus::itemChanged, this, [this] {
        if (!m_context.focus.item())
            showNothing(tr("Select an item to see it here."));
    });
    connect(&focus, &ItemFocus::contentChanged, this, &ItemView::showContent);
    connect(&focus, &ItemFocus::failed, this, &ItemView::showFailure);
    connect(&focus, &ItemFocus::evidenceChanged, this, &ItemView::showEvidence);
    connect(&context.settings, &AppSettings::viewChanged, this, [this] {
        if (m_context.focus.content())
            showContent();
    });
    connect(m_html, &HtmlTab::wholeRequested, &focus, &ItemFocus::loadWholeHtml);
    connect(m_mime, &MimeTab::saveFailed, this, [this](const Error& error) {
        const ErrorText text = errorText(error, Attempt::SaveFile);
        Q_EMIT problem(text.full(), text.details);
    });
}

void ItemView::buildTabs()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("itemView.tabs"));
    m_tabs->setAccessibleName(tr("Item view"));
    m_tabs->setDocumentMode(true);
    m_html = new HtmlTab(m_tabs);
    m_text = new QPlainTextEdit(m_tabs);
    m_text->setObjectName(QStringLiteral("itemView.text"));
    m_text->setAccessibleName(tr("Message as text"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_textBar = new PartBar(m_text);
    m_headers = new HeadersTab(m_tabs);
    m_mime = new MimeTab(m_context.jobs, m_tabs);
    m_raw = new RawView(m_tabs);
    m_links = new LinksTab(m_tabs);
    connect(m_links, &LinksTab::hostChosen, this,
        [this](const std::string& host) { m_context.query.replace(termOf(QStringLiteral("host"), host)); });
    connect(m_mime, &MimeTab::digestChosen, this,
        [this](const std::string& digest) { m_context.query.replace(termOf(QStringLiteral("sha256"), digest)); });
    m_tabs->addTab(m_html, tr("Safe HTML"));
    m_tabs->addTab(m_text, tr("Text"));
    m_tabs->addTab(m_headers, tr("Headers"));
    m_tabs->addTab(m_mime, tr("MIME"));
    m_tabs->addTab(m_raw, tr("Raw"));
    m_tabs->addTab(m_links, tr("Links"));
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int index) {
        if (!m_choosing)
            m_preferred = static_cast<ItemTab>(index);
    });
}

ItemTab ItemView::currentTab() const
{
    return static_cast<ItemTab>(m_tabs->currentIndex());
}

void ItemView::setCurrentTab(ItemTab tab)
{
    if (m_stack->currentWidget() == m_traffic) {
        if (tab == ItemTab::Raw) // the only one that both have
            m_traffic->showRaw();
        return;
    }
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

// "text", or "text requests" where a tab of request sets was chosen too.
QString ItemView::currentTabName() const
{
    const QString tab = m_preferred ? QString::fromLatin1(tabNames[static_cast<int>(*m_preferred)]) : QString();
    const QString traffic = m_traffic->currentTabName();
    return traffic.isEmpty() ? tab : tab + QChar(' ') + traffic;
}

void ItemView::setCurrentTabName(const QString& names)
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (names.section(QChar(' '), 0, 0) == QString::fromLatin1(tabNames[i]))
            setCurrentTab(static_cast<ItemTab>(i));
    }
    m_traffic->setCurrentTabName(names.section(QChar(' '), 1));
}

void ItemView::showNothing(const QString& text)
{
    m_summary->hide();
    m_message->setText(text);
    m_stack->setCurrentWidget(m_message);
    m_traffic->setContent(nullptr);
    clearMessage();
}

void ItemView::clearMessage()
{
    m_html->setContent(nullptr);
    m_headers->setContent(nullptr, m_context.settings.timeZone());
    m_mime->setContent(nullptr);
    m_links->setContent(nullptr);
    m_raw->setBytes(nullptr);
    m_text->clear();
}

void ItemView::showFailure(const ErrorText& text)
{
    showNothing(text.full());
}

void ItemView::showContent()
{
    const std::shared_ptr<const ItemContent> content = m_context.focus.content();
    if (!content)
        return;
    if (content->requestSet) {
        clearMessage();
        showRequestSet(content);
        return;
    }
    m_traffic->setContent(nullptr);
    showSummary();
    m_html->setContent(content);
    m_text->setPlainText(content->text.text);
    m_headers->setContent(content, m_context.settings.timeZone());
    m_mime->setContent(content);
    m_raw->setBytes(memoryBytes(content->message->bytes(), content->message));
    m_links->setContent(content);
    m_tabs->setTabEnabled(static_cast<int>(ItemTab::Html), content->html.document != nullptr);
    m_tabs->setTabText(
        static_cast<int>(ItemTab::Links), m_links->count() ? tr("Links %1").arg(m_links->count()) : tr("Links"));
    m_stack->setCurrentWidget(m_tabs);
    if (content->htmlGivenUp)
        Q_EMIT problem(tr("Rendering the HTML of this message took too long; its text is shown instead."), {});
    chooseTab();
}

void ItemView::showRequestSet(const std::shared_ptr<const ItemContent>& content)
{
    m_summary->setText(requestSetSummary(*content, m_context.settings.timeZone()));
    m_summary->setToolTip({});
    m_summary->show();
    m_traffic->setContent(content);
    m_stack->setCurrentWidget(m_traffic);
}

// The tab that the user looked at last, as far as this item has it; HTML before Text otherwise.
void ItemView::chooseTab()
{
    const bool hasHtml = m_context.focus.content()->html.document != nullptr;
    ItemTab tab = m_preferred.value_or(hasHtml ? ItemTab::Html : ItemTab::Text);
    if (tab == ItemTab::Html && !hasHtml)
        tab = ItemTab::Text;
    m_choosing = true;
    setCurrentTab(tab);
    m_choosing = false;
}

void ItemView::showSummary()
{
    const ItemContent& content = *m_context.focus.content();
    const Message& message = *content.message;
    const MessageSummary& summary = message.summary();
    QString subject = displayLine(summary.subject, 400);
    if (subject.isEmpty())
        subject = tr("(no subject)");
    QString html = QStringLiteral("<b>%1</b><table cellspacing=0 cellpadding=0>").arg(subject.toHtmlEscaped());
    html += row(tr("From"), message.from().empty() ? displayLine(summary.from, 300) : addressList(message.from()));
    html += row(tr("To"), addressList(message.to()));
    html += row(tr("Cc"), addressList(message.cc()));
    if (summary.date)
        html += row(tr("Date"), formatTimeExact(summary.date->seconds, m_context.settings.timeZone()));
    QStringList oddities;
    for (const Defect defect : content.detail.defects.list())
        oddities << defectSentence(defect);
    html += row(tr("Oddities"),
        oddities.mid(0, 4).join(QStringLiteral(" · "))
            + (oddities.size() > 4 ? tr(" · %n more", nullptr, static_cast<int>(oddities.size()) - 4) : QString()));
    html += QStringLiteral("</table>");
    m_summary->setText(html);
    m_summary->setToolTip(oddities.join(QChar('\n')));
    m_summary->show();
}

void ItemView::showEvidence()
{
    const std::shared_ptr<const ItemContent> content = m_context.focus.content();
    if (!content)
        return;
    if (content->requestSet) {
        m_traffic->showEvidence();
        return;
    }
    clearMarks();
    if (m_context.focus.currentMatch())
        showMatch();
    if (!m_context.focus.currentEvidence())
        return;
    const auto hit = static_cast<size_t>(m_context.focus.hit());
    const auto index = static_cast<size_t>(m_context.focus.evidence());
    const EvidencePlace place = placeEvidence(*content, hit, index);
    const auto in = [&place](ItemTab tab) { return place.found && place.tab == tab ? place : EvidencePlace{}; };
    m_html->setPlace(in(ItemTab::Html));
    showMatches(m_text, in(ItemTab::Text));
    m_headers->setPlace(in(ItemTab::Headers));
    showRawMarks(place, hit, index);
    m_choosing = true;
    // Someone who reads Raw stays there: it shows every match that has bytes.
    const bool staysRaw = currentTab() == ItemTab::Raw && m_raw->currentMark().length > 0;
    if (place.found && !staysRaw)
        setCurrentTab(place.tab);
    m_choosing = false;
    m_context.focus.setEvidenceShown(place.note);
}

void ItemView::clearMarks()
{
    const EvidencePlace nothing;
    m_html->setPlace(nothing);
    m_html->markPart({});
    showMatches(m_text, nothing);
    m_textBar->mark({});
    m_headers->setPlace(nothing);
    m_raw->setMarks({}, {});
}

// A fuzzy hash is about a whole part: a bar at its left in the tab that shows it, else the part in the MIME tree.
void ItemView::showMatch()
{
    const ItemContent& content = *m_context.focus.content();
    const StoredHit& hit = content.hits.hits[static_cast<size_t>(m_context.focus.hit())];
    const PartPlace place = placePart(content, m_context.focus.currentMatch()->part);
    const QString text = tr("%1 matched this part", "symbol").arg(displayLine(hit.symbol.name, 100));
    if (place.tab == ItemTab::Html)
        m_html->markPart(text);
    else if (place.tab == ItemTab::Text)
        m_textBar->mark(text);
    if (place.part >= 0)
        m_mime->choosePart(place.part);
    const ByteRange bytes = bytesOf(content, place.part);
    if (bytes.length)
        m_raw->setMarks({bytes}, bytes);
    m_choosing = true;
    const bool stays =
        (currentTab() == ItemTab::Raw && bytes.length > 0) || (currentTab() == ItemTab::Mime && place.part >= 0);
    if (!stays && place.part >= 0)
        setCurrentTab(place.tab);
    m_choosing = false;
}

void ItemView::showRawMarks(const EvidencePlace&, size_t hit, size_t index)
{
    constexpr size_t most = 1000;
    const std::vector<Evidence>& all = m_context.focus.content()->hits.hits[hit].evidence;
    std::vector<ByteRange> marks;
    for (size_t i = 0; i < all.size() && marks.size() < most; ++i) {
        if (all[i].raw.length)
            marks.push_back({all[i].raw.offset, all[i].raw.length});
    }
    std::sort(marks.begin(), marks.end(), [](const ByteRange& a, const ByteRange& b) { return a.offset < b.offset; });
    m_raw->setMarks(std::move(marks), {all[index].raw.offset, all[index].raw.length});
}

void ItemView::askOffset()
{
    if (!m_context.focus.content())
        return;
    if (m_context.focus.content()->requestSet) {
        m_traffic->showRaw(); // lines and frames have no offsets to go to
        return;
    }
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Go to offset"));
    dialog->setLabelText(tr("Offset in the message (0x… for hexadecimal):"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        bool ok = false;
        const qulonglong offset = text.trimmed().toULongLong(&ok, 0);
        if (!ok)
            return;
        setCurrentTab(ItemTab::Raw);
        m_raw->goTo(offset);
        m_raw->setFocus();
    });
    dialog->open();
}

} // namespace assay::gui
