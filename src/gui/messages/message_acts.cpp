// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/messages/message_acts.h"

#include "gui/dialogs/confirm_dialog.h"
#include "gui/messages/message_powers.h"
#include "gui/messages/versions_dialog.h"
#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/timeline/room_history.h"
#include "gui/words.h"

#include <QMenu>

#include <algorithm>
#include <array>
#include <utility>

namespace gui {

using engine::MessageSnapshot;

namespace {

/// A few that everybody knows; any other one comes in as somebody's reaction and is taken up by a click on it.
const std::array<const char*, 6> offeredEmoji = {"👍", "❤️", "😂", "😮", "😢", "🎉"};

} // namespace

bool reactedWith(const MessageSnapshot& message,
                 const std::string& emoji,
                 const core::IdentityId& identity)
{
    return std::any_of(
        message.reactions.begin(), message.reactions.end(), [&](const auto& reaction) {
            return reaction.emoji == emoji
                   && std::find(reaction.authors.begin(), reaction.authors.end(), identity)
                          != reaction.authors.end();
        });
}

MessageActs::MessageActs(Session& session, QWidget* window)
    : QObject(window)
    , m_session(session)
    , m_window(window)
{
}

QString MessageActs::authorOf(const MessageSnapshot& message) const
{
    return isolated(Words::person(message.name, message.author));
}

void MessageActs::addTo(QMenu* menu, const MessageSnapshot& message)
{
    const RoomEntry* entry = m_room ? m_session.room(*m_room) : nullptr;
    if (entry == nullptr) {
        return;
    }
    const auto* author = m_session.member(*m_room, message.author);
    const bool writes = Words::whyNoWriting(entry->snapshot, entry->reason).isEmpty();
    const MessagePowers powers =
        messagePowers(levelIn(entry->snapshot),
                      author == nullptr ? engine::levelNone : author->level,
                      writes,
                      message);
    if (powers.reply) {
        menu->addAction(tr("Reply"), this, [this, message] { emit replyWanted(message); });
    }
    if (powers.react) {
        addReactions(menu, message);
    }
    if (powers.edit) {
        menu->addAction(tr("Edit"), this, [this, message] { emit editWanted(message); });
    }
    if (powers.versions) {
        menu->addAction(tr("Earlier versions…"), this, [this, message] { showVersions(message); });
    }
    if (powers.pin) {
        menu->addAction(message.pinned ? tr("Unpin") : tr("Pin"), this, [this, message] {
            send(engine::PinMessage{*m_room, message.message, message.pinned});
        });
    }
    if (powers.report) {
        menu->addAction(tr("Report…"), this, [this, message] { report(message); });
    }
    if (powers.removeOwn || powers.removeOther) {
        menu->addSeparator();
        menu->addAction(
            tr("Delete…"), this, [this, message, own = powers.removeOwn] { remove(message, own); });
    }
}

void MessageActs::addReactions(QMenu* menu, const MessageSnapshot& message)
{
    QMenu* emoji = menu->addMenu(tr("React"));
    for (const char* one : offeredEmoji) {
        const QString words = QString::fromUtf8(one);
        QAction* action =
            emoji->addAction(words, this, [this, message, words] { react(message, words); });
        action->setCheckable(true);
        action->setChecked(reactedWith(message, one, m_session.node().identity));
    }
}

void MessageActs::react(const MessageSnapshot& message, const QString& emoji)
{
    if (!m_room) {
        return;
    }
    const std::string given = utf8Of(emoji);
    const bool already = reactedWith(message, given, m_session.node().identity);
    send(engine::ReactToMessage{*m_room, message.message, given, already});
}

std::optional<MessageSnapshot> MessageActs::newestToEdit()
{
    if (!m_room) {
        return std::nullopt;
    }
    const auto& messages = m_session.history(*m_room).messages();
    const auto found = std::find_if(messages.rbegin(), messages.rend(), [](const auto& one) {
        return one.own && !one.deleted && !one.file;
    });
    return found == messages.rend() ? std::nullopt : std::optional(*found);
}

void MessageActs::send(engine::Request request)
{
    askOrSay(m_session, std::move(request), m_window, [](const engine::Answer&) {});
}

void MessageActs::remove(const MessageSnapshot& message, bool own)
{
    Question question;
    question.title =
        own ? tr("Delete this message?") : tr("Delete this message of %1?").arg(authorOf(message));
    question.sentence =
        own ? tr("It goes on every member's computer as soon as that hears of it. Who has read it "
                 "has read it.")
            : tr("It goes on every member's computer as soon as that hears of it. The moderation "
                 "log says that you deleted it, and why.");
    question.action = tr("Delete");
    question.dangerous = true;
    engine::DeleteMessage request{*m_room, message.message, {}};
    if (own) {
        ConfirmDialog::ask(question, m_window, [this, request] { send(request); });
        return;
    }
    question.reasonLabel = tr("Reason (optional, stands in the moderation log)");
    ConfirmDialog::askWhy(question, m_window, [this, request](const std::string& reason) {
        engine::DeleteMessage with = request;
        with.reason = reason;
        send(with);
    });
}

void MessageActs::report(const MessageSnapshot& message)
{
    Question question;
    question.title = tr("Report this message of %1?").arg(authorOf(message));
    question.sentence = tr("Only those who run the room read the report: the message, your name "
                           "and what you write here.");
    question.action = tr("Report");
    question.reasonLabel = tr("What is wrong with it (optional)");
    ConfirmDialog::askWhy(
        question, m_window, [this, room = *m_room, ref = message.message](const std::string& why) {
            send(engine::ReportMessage{room, ref, why});
        });
}

void MessageActs::showVersions(const MessageSnapshot& message)
{
    auto* dialog = new VersionsDialog(m_session, *m_room, message, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace gui
