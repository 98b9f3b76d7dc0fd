// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/moderation/knocks_dialog.h"

#include "gui/dialogs/confirm_dialog.h"
#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/widgets/long_list.h"
#include "gui/words.h"

#include <QVBoxLayout>

namespace gui {

namespace {

QString nameOf(const engine::KnockSnapshot& knock)
{
    return isolated(Words::person(knock.name, knock.identity));
}

QString wordsOf(const engine::KnockSnapshot& knock)
{
    QString words = nameOf(knock) + QStringLiteral(" · ") + Words::moment(knock.timeMs, today());
    const QString text = textFrom(knock.text).trimmed();
    if (!text.isEmpty()) {
        words += QLatin1Char('\n') + isolated(text.left(knockCharactersMost));
    }
    return words;
}

} // namespace

KnocksDialog::KnocksDialog(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(tr("Who asks to come in"),
                 tr("A name is what they call themselves; anybody can take any. Whoever is let in "
                    "reads what was written here."),
                 parent)
    , m_session(session)
    , m_room(room)
    , m_list(new LongList(tr("People who ask to come in"), this))
    , m_refuse(new ActionButton(tr("Refuse…"), ActionButton::Kind::Plain, this))
{
    setMinimumWidth(560);
    content()->addWidget(m_list, 1);
    addExtra(m_refuse);
    addMain(tr("Let in"), ActionButton::Kind::Main);
    setCloseWords(tr("Close"));
    keepRoomToSay();
    connect(m_list, &QListWidget::currentRowChanged, this, &KnocksDialog::refresh);
    connect(m_refuse, &ActionButton::clicked, this, &KnocksDialog::refuse);
    connect(mainButton(), &ActionButton::clicked, this, [this] {
        if (const engine::KnockSnapshot* knock = chosen()) {
            answer(core::IdentityId(knock->identity), true, {});
        }
    });
    connect(&session, &Session::turnedTo, this, [this](const core::RoomId& where) {
        if (where == m_room) {
            load();
        }
    });
    m_list->setFocus();
    refresh();
    load();
}

void KnocksDialog::load()
{
    m_session.ask(engine::ListKnocks{m_room}, this, [this](const engine::Answer& answer) {
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
        } else if (const auto* knocks = std::get_if<engine::KnockList>(&answer)) {
            fill(*knocks);
        }
    });
}

/// The chosen one stays chosen.
void KnocksDialog::fill(const engine::KnockList& knocks)
{
    const engine::KnockSnapshot* before = chosen();
    const auto wanted = before == nullptr ? core::IdentityId() : before->identity;
    m_knocks = knocks.knocks;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const engine::KnockSnapshot& knock : m_knocks) {
        auto* item = new QListWidgetItem(wordsOf(knock), m_list);
        if (knock.identity == wanted) {
            m_list->setCurrentItem(item);
        }
    }
    if (m_list->currentRow() < 0) {
        m_list->setCurrentRow(0);
    }
    tell(m_knocks.empty() ? tr("Nobody asks to come in right now.") : QString());
    refresh();
}

const engine::KnockSnapshot* KnocksDialog::chosen() const
{
    const int row = m_list->currentRow();
    return row < 0 || static_cast<std::size_t>(row) >= m_knocks.size()
               ? nullptr
               : &m_knocks[static_cast<std::size_t>(row)];
}

void KnocksDialog::refresh()
{
    const bool any = chosen() != nullptr;
    mainButton()->setEnabled(any);
    m_refuse->setEnabled(any);
}

void KnocksDialog::answer(const core::IdentityId& identity, bool admit, const std::string& reason)
{
    askOrSay(m_session,
             engine::AnswerKnock{m_room, identity, admit, reason},
             this,
             [this](const engine::Answer&) {
                 m_session.refreshMembers(m_room);
                 load();
             });
}

void KnocksDialog::refuse()
{
    const engine::KnockSnapshot* knock = chosen();
    if (knock == nullptr) {
        return;
    }
    Question question;
    question.title = tr("Refuse %1?").arg(nameOf(*knock));
    question.sentence =
        tr("They are told that they were not let in, and can ask again after a day.");
    question.action = tr("Refuse");
    question.reasonLabel = tr("Reason (optional, for the other moderators)");
    ConfirmDialog::askWhy(
        question, this, [this, identity = knock->identity](const std::string& reason) {
            answer(identity, false, reason);
        });
}

} // namespace gui
