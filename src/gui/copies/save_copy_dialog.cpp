// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/copies/save_copy_dialog.h"

#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/words.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr qsizetype nameCharactersMost = 60;

} // namespace

QString copyNameOf(const QString& room)
{
    QString out;
    for (const QChar letter : room.left(nameCharactersMost)) {
        out.append(letter.isLetterOrNumber() || letter == QLatin1Char('-') ? letter
                                                                           : QLatin1Char(' '));
    }
    out = out.simplified();
    return (out.isEmpty() ? QStringLiteral("room") : out) + QStringLiteral(".parlour");
}

SaveCopyDialog::SaveCopyDialog(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(
          tr("Save a copy of this room"),
          tr("All that this computer has of the room, in one file. Its members can open it on "
             "any computer, without a network; to everybody else it is noise."),
          parent)
    , m_session(session)
    , m_room(room)
    , m_files(new QCheckBox(this))
{
    m_files->hide();
    content()->addWidget(m_files);
    keepRoomToSay();
    addMain(tr("Choose where…"), ActionButton::Kind::Main);
    connect(mainButton(), &ActionButton::clicked, this, &SaveCopyDialog::choosePath);
    m_session.ask(engine::ListFiles{m_room}, this, [this](const engine::Answer& answer) {
        if (const auto* list = std::get_if<engine::FileList>(&answer)) {
            countFiles(*list);
        }
    });
}

void SaveCopyDialog::countFiles(const engine::FileList& list)
{
    int count = 0;
    std::uint64_t bytes = 0;
    for (const engine::FileSnapshot& file : list.files) {
        count += file.have ? 1 : 0;
        bytes += file.have ? file.bytes : 0;
    }
    const QString words = tr("Also the content of %n file(s) shared in it, %1", "a size", count)
                              .arg(Words::size(bytes));
    m_files->setText(words);
    m_files->setAccessibleName(words);
    m_files->setVisible(count > 0);
    fit();
}

void SaveCopyDialog::choosePath()
{
    const RoomEntry* entry = m_session.room(m_room);
    auto* dialog = new QFileDialog(this, tr("Save a copy of this room"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("parlour"));
    dialog->selectFile(copyNameOf(entry == nullptr ? QString() : roomTitle(entry->snapshot)));
    connect(dialog, &QFileDialog::fileSelected, this, &SaveCopyDialog::saveTo);
    dialog->open();
}

void SaveCopyDialog::saveTo(const QString& path)
{
    engine::ExportRoom wish;
    wish.room = m_room;
    wish.path = utf8Of(path);
    wish.allFiles = !m_files->isHidden() && m_files->isChecked();
    mainButton()->setEnabled(false);
    m_files->setEnabled(false);
    tell(tr("Saving…"));
    m_session.ask(
        std::move(wish), this, [this](const engine::Answer& answer) { onAnswer(answer); });
}

void SaveCopyDialog::onAnswer(const engine::Answer& answer)
{
    if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
        mainButton()->setEnabled(true);
        m_files->setEnabled(true);
        complain(Words::saveCopySentence(refusal->reason));
        return;
    }
    tell(tr("Saved. Whoever gets the file opens it in Parlour, with “Open a copy of a room”."));
    mainButton()->hide();
    setCloseWords(tr("Close"));
}

} // namespace gui
