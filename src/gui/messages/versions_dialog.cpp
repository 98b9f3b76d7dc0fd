// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/messages/versions_dialog.h"

#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/widgets/long_list.h"
#include "gui/words.h"

#include <QVBoxLayout>

namespace gui {

VersionsDialog::VersionsDialog(Session& session,
                               const core::RoomId& room,
                               const engine::MessageSnapshot& message,
                               QWidget* parent)
    : FormDialog(tr("Earlier versions"),
                 tr("What this message of %1 said, the newest last.")
                     .arg(isolated(Words::person(message.name, message.author))),
                 parent)
    , m_list(new LongList(tr("Versions of the message"), this))
{
    content()->addWidget(m_list);
    setCloseWords(tr("Close"));
    session.ask(engine::ReadEdits{room, message.message}, this, [this](const engine::Answer& said) {
        show(said);
    });
}

void VersionsDialog::show(const engine::Answer& answer)
{
    if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
        complain(Words::sentence(refusal->reason));
        return;
    }
    if (const auto* edits = std::get_if<engine::EditList>(&answer)) {
        for (const engine::EditSnapshot& version : edits->versions) {
            m_list->addItem(Words::moment(version.timeMs, today()) + QLatin1Char('\n')
                            + textFrom(version.text));
        }
        m_list->setCurrentRow(m_list->count() - 1);
    }
}

} // namespace gui
