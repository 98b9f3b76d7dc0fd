// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/moderation/log_dialog.h"

#include "gui/moderation/log_words.h"
#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/widgets/long_list.h"
#include "gui/words.h"

#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace gui {

LogDialog::LogDialog(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(tr("Moderation log"),
                 tr("What those who run the room did, the newest first. Every member has this log "
                    "and checks it alone."),
                 parent)
    , m_session(session)
    , m_room(room)
    , m_filter(addField(tr("Show only"), tr("A name or a word")))
    , m_list(new LongList(tr("Acts, the newest first"), this))
    , m_why(new PlainLabel(QString(), PlainLabel::Rank::Small, this))
{
    setMinimumWidth(600);
    m_list->setMinimumHeight(260);
    content()->addWidget(m_list, 1);
    m_why->setMinimumHeight(4 * m_why->fontMetrics().height());
    m_why->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    content()->addWidget(m_why);
    addMain(tr("Save…"), ActionButton::Kind::Plain);
    setCloseWords(tr("Close"));
    keepRoomToSay();
    connect(m_filter, &QLineEdit::textChanged, this, &LogDialog::fill);
    connect(m_list, &QListWidget::currentRowChanged, this, &LogDialog::explain);
    connect(mainButton(), &ActionButton::clicked, this, &LogDialog::choosePath);
    connect(&session, &Session::moderated, this, [this](const core::RoomId& where) {
        if (where == m_room) {
            load();
        }
    });
    connect(&session, &Session::membersChanged, this, [this](const core::RoomId& where) {
        if (where == m_room) {
            fill();
        }
    });
    m_list->setFocus();
    session.refreshMembers(room);
    load();
}

void LogDialog::load()
{
    m_session.ask(engine::ReadLog{m_room}, this, [this](const engine::Answer& answer) {
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
        } else if (const auto* log = std::get_if<engine::ModerationLog>(&answer)) {
            m_log = log->entries;
            fill();
        }
    });
}

QString LogDialog::sentenceOf(const engine::LogEntrySnapshot& entry) const
{
    return LogWords::sentence(
        entry, [this](const auto& who) { return m_session.nameOf(m_room, who); }, today());
}

QString LogDialog::wordsOf(const engine::LogEntrySnapshot& entry) const
{
    QString words = sentenceOf(entry);
    if (!entry.valid) {
        words = tr("%1 (without effect)", "sentence of the log").arg(words);
    }
    words += QLatin1Char('\n') + Words::moment(entry.timeMs, today());
    const QString reason = singleLine(entry.reason);
    if (!reason.isEmpty()) {
        words += QStringLiteral(" · ") + isolated(reason);
    }
    return words;
}

/// The chosen act stays chosen.
void LogDialog::fill()
{
    const QListWidgetItem* chosen = m_list->currentItem();
    const int before = chosen == nullptr ? -1 : chosen->data(Qt::UserRole).toInt();
    const QString wanted = m_filter->text().trimmed();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (std::size_t index = m_log.size(); index > 0; --index) {
        const QString words = wordsOf(m_log[index - 1]);
        if (!wanted.isEmpty() && !words.contains(wanted, Qt::CaseInsensitive)) {
            continue;
        }
        auto* item = new QListWidgetItem(words, m_list);
        item->setData(Qt::UserRole, static_cast<int>(index - 1));
        if (static_cast<int>(index - 1) == before) {
            m_list->setCurrentItem(item);
        }
    }
    if (m_list->currentRow() < 0) {
        m_list->setCurrentRow(0);
    }
    explain();
}

void LogDialog::explain()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr) {
        m_why->setText(m_log.empty() ? tr("Nothing has been done here yet.")
                                     : tr("Nothing in the log matches."));
        return;
    }
    const auto index = static_cast<std::size_t>(item->data(Qt::UserRole).toInt());
    m_why->setText(LogWords::why(
        m_log[index],
        m_log,
        [this](const auto& who) { return m_session.nameOf(m_room, who); },
        today()));
}

void LogDialog::choosePath()
{
    auto* dialog = new QFileDialog(this, tr("Save the moderation log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("parlourlog"));
    dialog->selectFile(QStringLiteral("moderation.parlourlog"));
    connect(dialog, &QFileDialog::fileSelected, this, &LogDialog::saveTo);
    dialog->open();
}

void LogDialog::saveTo(const QString& path)
{
    m_session.ask(
        engine::ExportLog{m_room, utf8Of(path)}, this, [this](const engine::Answer& answer) {
            if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
                complain(Words::fileSentence(refusal->reason));
            } else {
                tell(
                    tr("Saved. Whoever has the file can check it with parlour-node --verify-log."));
            }
        });
}

} // namespace gui
