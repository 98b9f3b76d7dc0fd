// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/copies/open_copy_dialog.h"

#include "gui/plain_text.h"
#include "gui/words.h"

#include <QFileDialog>

namespace gui {

OpenCopyDialog::OpenCopyDialog(Session& session, QWidget* parent)
    : FormDialog(
          tr("Open a copy of a room"),
          tr("A file that a member of the room has saved. What is in it is checked and added "
             "to what you have; nothing is lost, and no network is needed."),
          parent)
    , m_session(session)
{
    keepRoomToSay();
    addMain(tr("Choose the file…"), ActionButton::Kind::Main);
    connect(mainButton(), &ActionButton::clicked, this, &OpenCopyDialog::choosePath);
}

void OpenCopyDialog::choosePath()
{
    auto* dialog = new QFileDialog(this, tr("Open a copy of a room"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        {tr("Copies of rooms (*.parlour)", "file filter"), tr("All files (*)", "file filter")});
    connect(dialog, &QFileDialog::fileSelected, this, &OpenCopyDialog::openFrom);
    dialog->open();
}

void OpenCopyDialog::openFrom(const QString& path)
{
    mainButton()->setEnabled(false);
    tell(tr("Reading and checking… A large copy takes a while."));
    m_session.ask(engine::ImportRoom{utf8Of(path)}, this, [this](const engine::Answer& answer) {
        onAnswer(answer);
    });
}

void OpenCopyDialog::onAnswer(const engine::Answer& answer)
{
    mainButton()->setEnabled(true);
    if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
        complain(Words::openCopySentence(refusal->reason));
        return;
    }
    if (const auto* read = std::get_if<engine::RoomImported>(&answer)) {
        m_session.refreshRooms();
        emit opened(read->room);
        accept();
    }
}

} // namespace gui
