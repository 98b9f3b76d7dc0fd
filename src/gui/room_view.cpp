// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_view.h"

#include "gui/composer/composer.h"
#include "gui/composer/composer_edit.h"
#include "gui/dialogs/confirm_dialog.h"
#include "gui/messages/message_acts.h"
#include "gui/plain_text.h"
#include "gui/room_header.h"
#include "gui/room_list/room_list_model.h"
#include "gui/room_list/room_pictures.h"
#include "gui/succession_bar.h"
#include "gui/timeline/timeline_view.h"
#include "gui/transfers/attachment_bar.h"
#include "gui/transfers/drop_overlay.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int mergedShown = 10000;

} // namespace

RoomView::RoomView(Session& session, LocalSettings& settings, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_header(new RoomHeader(this))
    , m_succession(new SuccessionBar(session, this))
    , m_timeline(new TimelineView(session, this))
    , m_activity(new ElidedLabel(this))
    , m_barrier(new PlainLabel(QString(), PlainLabel::Rank::Body, this))
    , m_attachments(new AttachmentBar(session, this))
    , m_composer(new Composer(session, settings, this))
    , m_overlay(new DropOverlay(this))
    , m_acts(new MessageActs(session, this))
{
    setAcceptDrops(true);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    QFont small = m_activity->font();
    small.setPointSizeF(qMax(small.pointSizeF() - 1.0, 8.0));
    m_activity->setFont(small);
    m_activity->setDim(true);
    m_activity->setContentsMargins(24, 0, 24, 0);
    m_barrier->setMargin(
        18); // its contents' margins belong to the frame, and a style takes them away
    m_barrier->setAlignment(Qt::AlignCenter);
    m_barrier->setDim(true);
    auto* activityRow = new QHBoxLayout;
    activityRow->setContentsMargins(26, 0, 26, 0);
    activityRow->addWidget(m_activity);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_succession);
    column->addWidget(m_timeline, 1);
    column->addLayout(activityRow);
    column->addSpacing(2);
    column->addWidget(m_attachments);
    column->addWidget(m_barrier);
    column->addWidget(m_composer);
    wire();
}

void RoomView::wire()
{
    connect(m_header, &RoomHeader::inviteWanted, this, &RoomView::inviteWanted);
    connect(m_header, &RoomHeader::membersToggled, this, &RoomView::membersToggled);
    connect(m_header, &RoomHeader::leaveWanted, this, &RoomView::leaveWanted);
    connect(m_header, &RoomHeader::forgetWanted, this, &RoomView::forgetWanted);
    connect(m_succession, &SuccessionBar::roomWanted, this, &RoomView::roomWanted);
    connect(m_timeline, &TimelineView::linkActivated, this, &RoomView::onLink);
    connect(m_timeline, &TimelineView::openFolderRequested, this, &RoomView::onOpenFolder);
    connect(m_timeline, &TimelineView::seen, this, [this](const core::EventRef& message) {
        const RoomEntry* entry = m_room ? m_session.room(*m_room) : nullptr;
        if (entry != nullptr && entry->snapshot.unread > 0) {
            m_session.markRead(*m_room, message);
        }
    });
    connect(m_attachments,
            &AttachmentBar::waitingChanged,
            m_composer,
            &Composer::setAttachmentsWaiting);
    connect(m_composer, &Composer::sent, m_attachments, &AttachmentBar::share);
    connect(m_composer, &Composer::filesOffered, m_attachments, &AttachmentBar::stage);
    connect(m_composer, &Composer::attachWanted, this, &RoomView::chooseFiles);
    connect(&m_session, &Session::roomChanged, this, &RoomView::onRoomChanged);
    connect(&m_session, &Session::roomsChanged, this, &RoomView::refresh);
    connect(&RoomPictures::of(m_session), &RoomPictures::changed, this, &RoomView::refresh);
    connect(&m_session, &Session::typingChanged, this, &RoomView::refreshActivity);
    connect(&m_session, &Session::merged, this, &RoomView::onMerged);
    wireActs();
}

void RoomView::wireActs()
{
    connect(m_timeline, &TimelineView::menuFilling, m_acts, &MessageActs::addTo);
    connect(m_timeline, &TimelineView::reactionClicked, m_acts, &MessageActs::react);
    connect(m_acts, &MessageActs::replyWanted, m_composer, &Composer::reply);
    connect(m_acts, &MessageActs::editWanted, m_composer, &Composer::startEdit);
    connect(m_composer, &Composer::editLastWanted, this, [this] {
        if (const auto message = m_acts->newestToEdit()) {
            m_composer->startEdit(*message);
        }
    });
}

void RoomView::onMerged(const core::RoomId& room, const engine::MergedNotice& what)
{
    if (m_room != room) {
        return;
    }
    m_mergedWords = Words::merged(what);
    refreshActivity();
    QTimer::singleShot(mergedShown, this, [this] {
        m_mergedWords.clear();
        refreshActivity();
    });
}

void RoomView::setRoom(std::optional<core::RoomId> room)
{
    if (m_room == room) {
        return;
    }
    m_room = room;
    m_mergedWords.clear();
    m_composer->setRoom(room);
    m_acts->setRoom(room);
    m_attachments->setRoom(room);
    const RoomEntry* entry = room ? m_session.room(*room) : nullptr;
    if (entry == nullptr) {
        m_timeline->setHistory(nullptr, 0);
        return;
    }
    const std::uint32_t unread = entry->snapshot.unread;
    RoomHistory& history = m_session.history(*room);
    m_timeline->setHistory(&history, unread);
    m_timeline->setAccessibleName(tr("Messages of %1").arg(roomTitle(entry->snapshot)));
    if (!history.loaded() || !history.atEnd()) {
        history.loadNewest(unread);
    }
    m_session.refreshMembers(*room);
    m_session.refreshFiles(*room);
    refresh();
    m_composer->focusEdit();
}

void RoomView::setAttentive(bool attentive)
{
    m_timeline->setAttentive(attentive);
}

void RoomView::onRoomChanged(const core::RoomId& room)
{
    if (m_room == room) {
        refresh();
    }
}

void RoomView::refresh()
{
    const RoomEntry* entry = m_room ? m_session.room(*m_room) : nullptr;
    if (entry == nullptr) {
        return;
    }
    m_header->show(*entry, RoomPictures::of(m_session));
    m_succession->show(*entry);
    const QString why = Words::whyNoWriting(entry->snapshot, entry->reason);
    m_barrier->setText(why);
    m_barrier->setVisible(!why.isEmpty());
    m_composer->setVisible(why.isEmpty());
    refreshActivity();
}

QString RoomView::barrier() const
{
    return m_barrier->isHidden() ? QString() : m_barrier->text();
}

QString RoomView::activity() const
{
    return m_activity->text();
}

QString RoomView::typingWords() const
{
    const std::vector<core::IdentityId> people = m_session.typing(*m_room);
    QStringList names;
    for (const core::IdentityId& identity : people) {
        names.append(m_session.nameOf(*m_room, identity));
    }
    switch (names.size()) {
    case 0:
        return {};
    case 1:
        return tr("%1 is writing…").arg(names[0]);
    case 2:
        return tr("%1 and %2 are writing…").arg(names[0], names[1]);
    default:
        return tr("%n people are writing…", nullptr, static_cast<int>(names.size()));
    }
}

void RoomView::refreshActivity()
{
    const RoomEntry* entry = m_room ? m_session.room(*m_room) : nullptr;
    if (entry == nullptr) {
        return;
    }
    QString words = typingWords();
    if (words.isEmpty()) {
        words = m_mergedWords;
    }
    if (words.isEmpty() && entry->missing > 0) {
        words = Words::gap(entry->missing, entry->asking);
    }
    m_activity->setText(words);
}

// ---- links and files ----

void RoomView::onLink(const QString& target, bool invite)
{
    if (invite) {
        emit inviteLinkClicked(target);
        return;
    }
    const QUrl url = QUrl::fromEncoded(target.toUtf8(), QUrl::StrictMode);
    Question question;
    question.title = tr("Open this link?");
    question.sentence = tr("Your browser goes to %1. Whoever runs that site learns your address.")
                            .arg(isolated(url.host(QUrl::FullyEncoded)));
    question.plain = target;
    question.action = tr("Open in the browser");
    ConfirmDialog::ask(question, this, [this, url] { emit openUrlWanted(url); });
}

void RoomView::onOpenFolder(const QString& path)
{
    if (!path.isEmpty()) {
        emit openUrlWanted(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
    }
}

void RoomView::chooseFiles()
{
    if (!barrier().isEmpty()) {
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Share files with the room"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, m_attachments, &AttachmentBar::stage);
    dialog->open();
}

// ---- drag and drop ----

void RoomView::showOverlay()
{
    const RoomEntry* entry = m_room ? m_session.room(*m_room) : nullptr;
    if (entry == nullptr) {
        return;
    }
    const QString name = isolated(roomTitle(entry->snapshot));
    const QString why = barrier();
    if (why.isEmpty()) {
        const int others = static_cast<int>(entry->snapshot.members) - 1;
        m_overlay->say(tr("Drop to share with everyone in %1").arg(name),
                       others > 0 ? tr("%n other member(s) can download it", nullptr, others)
                                  : tr("Nobody else is in the room yet"),
                       true);
    } else {
        m_overlay->say(tr("Nothing can be shared in %1").arg(name), why, false);
    }
    m_overlay->setGeometry(rect());
    m_overlay->raise();
    m_overlay->show();
}

void RoomView::dragEnterEvent(QDragEnterEvent* event)
{
    if (!m_room || localFilesIn(event->mimeData()).isEmpty()) {
        return;
    }
    showOverlay();
    // Accepted even where nothing may be dropped: whoever refuses here is never told that the drag went away again.
    event->setDropAction(barrier().isEmpty() ? Qt::CopyAction : Qt::IgnoreAction);
    event->accept();
}

void RoomView::dragMoveEvent(QDragMoveEvent* event)
{
    if (barrier().isEmpty()) {
        event->setDropAction(Qt::CopyAction);
        event->accept();
    } else {
        event->ignore();
    }
}

void RoomView::dragLeaveEvent(QDragLeaveEvent* /*event*/)
{
    m_overlay->hide();
}

void RoomView::dropEvent(QDropEvent* event)
{
    m_overlay->hide();
    const QStringList paths = localFilesIn(event->mimeData());
    if (!m_room || paths.isEmpty() || !barrier().isEmpty()) {
        return;
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_attachments->stage(paths);
    m_composer->focusEdit();
}

void RoomView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_overlay->setGeometry(rect());
}

} // namespace gui
