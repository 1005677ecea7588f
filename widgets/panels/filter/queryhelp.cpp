// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/filter/queryhelp.h"

#include "core/casefile/case.h"
#include "core/query/help.h"
#include "widgets/bridge/querytext.h"

#include <QCoreApplication>
#include <QHash>
#include <QLineEdit>
#include <QTextBrowser>
#include <QUrl>
#include <QVBoxLayout>

namespace assay::gui {
namespace {

QString translated(std::string_view text)
{
    return QCoreApplication::translate("query", std::string(text).c_str());
}

QString utf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString escaped(const QString& text)
{
    return text.toHtmlEscaped();
}

QString row(const QString& left, const QString& middle, const QString& right)
{
    return QStringLiteral("<tr><td style='padding:2px 18px 2px 0'>%1</td><td style='padding:2px 18px 2px 0'>%2</td>"
                          "<td style='padding:2px 0'>%3</td></tr>")
        .arg(left, middle, right);
}

QString section(const QString& title, const QString& rows)
{
    return rows.isEmpty() ? QString() : QStringLiteral("<h3>%1</h3><table>%2</table>").arg(escaped(title), rows);
}

bool wants(const QString& wanted, const QString& a, const QString& b)
{
    return wanted.isEmpty() || a.contains(wanted, Qt::CaseInsensitive) || b.contains(wanted, Qt::CaseInsensitive);
}

// The sections of the language; the link of an example is its text.
QString languageSections(const QString& wanted)
{
    QString text;
    for (const query::HelpSection& part : query::helpSections()) {
        QString rows;
        for (const query::HelpLine& line : part.lines) {
            const QString example = utf8(line.example);
            const QString meaning = translated(line.meaning);
            if (!wants(wanted, utf8(line.form) + example, meaning))
                continue;
            const QString link = QStringLiteral("<a href=\"?%1\"><code>%2</code></a>")
                                     .arg(QString::fromLatin1(QUrl::toPercentEncoding(example)), escaped(example));
            rows += row(QStringLiteral("<code>%1</code>").arg(escaped(utf8(line.form))), link, escaped(meaning));
        }
        text += section(translated(part.title), rows);
    }
    return text;
}

QString fieldSections(const query::FieldTable& fields, const QString& wanted)
{
    QStringList groups;
    QHash<QString, QString> rows;
    for (const query::Field& field : fields.fields()) {
        const QString group = QString::fromStdString(field.group);
        if (!groups.contains(group))
            groups << group;
        QStringList values;
        for (const std::string& value : field.values)
            values << QString::fromStdString(value);
        const QString name = QString::fromStdString(field.name);
        QString meaning = fieldDescription(field);
        if (!values.isEmpty())
            meaning += QStringLiteral(": ") + values.join(QStringLiteral(" · "));
        if (wants(wanted, name, meaning))
            rows[group] += row(
                QStringLiteral("<b>%1</b>").arg(escaped(field.isFamily ? name + QStringLiteral(".…") : name)),
                QStringLiteral("<i>%1</i>").arg(escaped(translated(query::typeHelp(field.type)))), escaped(meaning));
    }
    QString text;
    for (const QString& group : groups)
        text +=
            section(QueryHelp::tr("Fields: %1").arg(QCoreApplication::translate("core", group.toUtf8().constData())),
                rows.value(group));
    return text;
}

} // namespace

QueryHelp::QueryHelp(QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("queryHelp"));
    setWindowTitle(tr("Query help"));
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("queryHelpSearch"));
    m_search->setPlaceholderText(tr("Search fields and operators"));
    m_search->setAccessibleName(tr("Search fields and operators"));
    m_search->setClearButtonEnabled(true);
    m_page = new QTextBrowser(this);
    m_page->setObjectName(QStringLiteral("queryHelpPage"));
    m_page->setAccessibleName(tr("Query help"));
    m_page->setOpenLinks(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_page);
    const int unit = fontMetrics().averageCharWidth();
    resize(unit * 110, fontMetrics().height() * 38);
    connect(m_search, &QLineEdit::textChanged, this, &QueryHelp::refill);
    connect(m_page, &QTextBrowser::anchorClicked, this,
        [this](const QUrl& link) { Q_EMIT exampleChosen(link.query(QUrl::FullyDecoded)); });
    refill();
}

QString QueryHelp::page(const query::FieldTable& fields, const QString& wanted)
{
    const QString text = languageSections(wanted) + fieldSections(fields, wanted);
    return text.isEmpty() ? QStringLiteral("<p>%1</p>").arg(tr("Nothing about “%1”.").arg(escaped(wanted))) : text;
}

void QueryHelp::refill()
{
    m_page->setHtml(page(Case::fields(), m_search->text().trimmed()));
}

} // namespace assay::gui
