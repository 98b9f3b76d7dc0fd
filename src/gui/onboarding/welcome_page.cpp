// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/onboarding/welcome_page.h"

#include "gui/colours.h"
#include "gui/plain_text.h"
#include "gui/widgets/card_button.h"
#include "gui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace gui {

WelcomePage::WelcomePage(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_title(new PlainLabel(QString(), PlainLabel::Rank::Title, this))
{
    auto* sentence = new PlainLabel(
        tr("A room lives on its members' computers. One invite is all that anybody needs."),
        PlainLabel::Rank::Body,
        this);
    sentence->setDim(true);
    auto* create = new CardButton(Glyph::Add,
                                  tr("Create a room"),
                                  tr("Give it a name, then send the invite link to your people."),
                                  this);
    auto* join = new CardButton(Glyph::Join,
                                tr("Join with an invite"),
                                tr("Somebody sent you a link? Paste it and you are in."),
                                this);
    auto* browse = new CardButton(Glyph::Search,
                                  tr("Public rooms"),
                                  tr("See which open rooms are nearby or listed in the wide net."),
                                  this);
    auto* you =
        new CardButton(Glyph::Shield,
                       tr("Your name and picture"),
                       tr("See how others see you, and the four words that prove it is you."),
                       this);
    auto* column = new QVBoxLayout;
    column->setSpacing(12);
    column->addWidget(m_title);
    column->addWidget(sentence);
    column->addSpacing(10);
    column->addWidget(create);
    column->addWidget(join);
    column->addWidget(browse);
    column->addWidget(you);
    auto* frame = new QWidget(this);
    frame->setMaximumWidth(560);
    frame->setLayout(column);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(32, 24, 32, 24);
    row->addStretch(1);
    row->addWidget(frame, 8, Qt::AlignVCenter);
    row->addStretch(1);
    setFocusProxy(create);
    connect(create, &CardButton::clicked, this, &WelcomePage::createWanted);
    connect(join, &CardButton::clicked, this, &WelcomePage::joinWanted);
    connect(browse, &CardButton::clicked, this, &WelcomePage::browseWanted);
    connect(you, &CardButton::clicked, this, &WelcomePage::profileWanted);
    connect(&session, &Session::nodeChanged, this, &WelcomePage::refresh);
    refresh();
}

void WelcomePage::refresh()
{
    const QString name = singleLine(m_session.node().name);
    m_title->setText(name.isEmpty() ? tr("Welcome") : tr("Welcome, %1").arg(isolated(name)));
}

void WelcomePage::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), coloursFor(palette()).canvas);
}

} // namespace gui
