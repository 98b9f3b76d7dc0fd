// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/moderation/reports_dialog.h"

#include "gui/moderation/moderate_dialog.h"
#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/widgets/long_list.h"
#include "gui/words.h"

#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int textShown = 600; ///< characters of a reported message

} // namespace

ReportsDialog::ReportsDialog(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(tr("Reports"),
                 tr("What members told those who run the room. Nobody else can read it. Reports go "
                    "by themselves after two weeks."),
                 parent)
    , m_session(session)
    , m_room(room)
    , m_list(new LongList(tr("Reports, the newest first"), this))
    , m_moderate(new ActionButton(tr("Moderate…"), ActionButton::Kind::Plain, this))
{
    setMinimumWidth(600);
    m_list->setMinimumHeight(260);
    content()->addWidget(m_list, 1);
    addExtra(m_moderate);
    addMain(tr("Show in the room"), ActionButton::Kind::Main);
    setCloseWords(tr("Close"));
    keepRoomToSay();
    connect(m_list, &QListWidget::currentRowChanged, this, &ReportsDialog::refresh);
    connect(m_moderate, &ActionButton::clicked, this, &ReportsDialog::moderate);
    connect(mainButton(), &ActionButton::clicked, this, [this] {
        if (const engine::ReportSnapshot* report = chosen()) {
            const core::EventRef message = report->message;
            accept();
            emit showWanted(message);
        }
    });
    connect(&session, &Session::turnedTo, this, [this](const core::RoomId& where) {
        if (where == m_room) {
            load();
        }
    });
    connect(&session, &Session::membersChanged, this, [this](const core::RoomId& where) {
        if (where == m_room) {
            fill({m_reports}); // names, and who can be acted upon
        }
    });
    m_list->setFocus();
    session.refreshMembers(room);
    refresh();
    load();
}

void ReportsDialog::load()
{
    m_session.ask(engine::ListReports{m_room}, this, [this](const engine::Answer& answer) {
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
        } else if (const auto* reports = std::get_if<engine::ReportList>(&answer)) {
            fill(*reports);
        }
    });
}

QString ReportsDialog::wordsOf(const engine::ReportSnapshot& report) const
{
    QString words = tr("%1 reported a message of %2, %3", "who, whose, moment")
                        .arg(m_session.nameOf(m_room, report.reporter),
                             m_session.nameOf(m_room, report.author),
                             Words::moment(report.timeMs, today()));
    const QString reason = singleLine(report.reason);
    if (!reason.isEmpty()) {
        words += QLatin1Char('\n') + tr("Reason: %1").arg(isolated(reason));
    }
    return words + QLatin1Char('\n') + isolated(textFrom(report.text).left(textShown));
}

/// The chosen one stays chosen.
void ReportsDialog::fill(const engine::ReportList& reports)
{
    const engine::ReportSnapshot* before = chosen();
    const auto wanted = before == nullptr ? core::EventRef() : before->message;
    m_reports = reports.reports;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const engine::ReportSnapshot& report : m_reports) {
        auto* item = new QListWidgetItem(wordsOf(report), m_list);
        if (report.message == wanted) {
            m_list->setCurrentItem(item);
        }
    }
    if (m_list->currentRow() < 0) {
        m_list->setCurrentRow(0);
    }
    tell(m_reports.empty() ? tr("Nothing has been reported.") : QString());
    refresh();
}

const engine::ReportSnapshot* ReportsDialog::chosen() const
{
    const int row = m_list->currentRow();
    return row < 0 || static_cast<std::size_t>(row) >= m_reports.size()
               ? nullptr
               : &m_reports[static_cast<std::size_t>(row)];
}

void ReportsDialog::refresh()
{
    const engine::ReportSnapshot* report = chosen();
    mainButton()->setEnabled(report != nullptr);
    const RoomEntry* entry = m_session.room(m_room);
    const engine::MemberSnapshot* author =
        report == nullptr ? nullptr : m_session.member(m_room, report->author);
    m_moderate->setEnabled(entry != nullptr && author != nullptr
                           && powersOver(levelIn(entry->snapshot), *author).moderates());
}

void ReportsDialog::moderate()
{
    const engine::ReportSnapshot* report = chosen();
    const engine::MemberSnapshot* author =
        report == nullptr ? nullptr : m_session.member(m_room, report->author);
    if (author != nullptr) {
        auto* dialog = new ModerateDialog(m_session, m_room, *author, ModerateAct::Mute, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    }
}

} // namespace gui
