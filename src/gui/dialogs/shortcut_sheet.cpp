// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/shortcut_sheet.h"

#include <QGridLayout>
#include <QKeySequence>
#include <QVBoxLayout>

namespace gui {

ShortcutSheet::ShortcutSheet(QWidget* parent)
    : FormDialog(tr("Keys"), QString(), parent)
{
    const std::pair<QString, QString> rows[] = {
        {QStringLiteral("Ctrl+K"), tr("Go to a room by name")},
        {QStringLiteral("Alt+Up"), tr("Previous room")},
        {QStringLiteral("Alt+Down"), tr("Next room")},
        {QStringLiteral("Ctrl+N"), tr("Create a room")},
        {QStringLiteral("Ctrl+J"), tr("Join with an invite")},
        {QStringLiteral("Ctrl+Shift+B"), tr("Public rooms")},
        {QStringLiteral("Ctrl+I"), tr("Invite to this room")},
        {QStringLiteral("Ctrl+O"), tr("Share files")},
        {QStringLiteral("Ctrl+F"), tr("Search in this room")},
        {QStringLiteral("Ctrl+Shift+F"), tr("Search in all rooms")},
        {QStringLiteral("F3"), tr("Next result")},
        {QStringLiteral("F9"), tr("Show or hide the members")},
        {QStringLiteral("Return"), tr("Send the message")},
        {QStringLiteral("Shift+Return"), tr("New line in the message")},
        {QStringLiteral("Tab"), tr("Leave the message field")},
        {QStringLiteral("Up"), tr("Read message by message (in the timeline)")},
        {QStringLiteral("F1"), tr("This table")},
        {QStringLiteral("Ctrl+Q"), tr("Quit")},
    };
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(8);
    int line = 0;
    for (const auto& [keys, what] : rows) {
        auto* key =
            new PlainLabel(QKeySequence::fromString(keys).toString(QKeySequence::NativeText),
                           PlainLabel::Rank::Body,
                           this);
        QFont bold = key->font();
        bold.setWeight(QFont::DemiBold);
        key->setFont(bold);
        grid->addWidget(key, line, 0);
        grid->addWidget(new PlainLabel(what, PlainLabel::Rank::Body, this), line, 1);
        ++line;
    }
    grid->setColumnStretch(1, 1);
    content()->addLayout(grid);
    setCloseWords(tr("Close"));
}

AboutSheet::AboutSheet(const QString& version, QWidget* parent)
    : FormDialog(tr("Parlour %1").arg(version),
                 tr("Chat rooms with no server: the room lives on its members' computers."),
                 parent)
{
    content()->addWidget(new PlainLabel(
        tr("What members write is encrypted between them. The history on this disk is sealed; "
           "without a passphrase its key lies beside it."),
        PlainLabel::Rank::Body,
        this));
    content()->addWidget(
        new PlainLabel(tr("Free software under the MIT licence."), PlainLabel::Rank::Body, this));
    setCloseWords(tr("Close"));
}

} // namespace gui
