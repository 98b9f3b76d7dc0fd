// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/onboarding/start_window.h"

#include "gui/plain_text.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/identicon.h"
#include "gui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QIcon>
#include <QLineEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int columnWidth = 420;

/// A column in the middle of the window, the logo on top.
QVBoxLayout* centred(QWidget* page, const QString& title, const QString& sentence)
{
    auto* column = new QVBoxLayout;
    column->setSpacing(10);
    auto* logo = new QLabel(page);
    logo->setTextFormat(Qt::PlainText);
    logo->setPixmap(QIcon(QStringLiteral(":/icons/parlour.svg")).pixmap(72, 72));
    logo->setAlignment(Qt::AlignCenter);
    auto* head = new PlainLabel(title, PlainLabel::Rank::Title, page);
    head->setAlignment(Qt::AlignCenter);
    auto* words = new PlainLabel(sentence, PlainLabel::Rank::Body, page);
    words->setAlignment(Qt::AlignCenter);
    words->setDim(true);
    words->setVisible(!sentence.isEmpty());
    column->addWidget(logo);
    column->addWidget(head);
    column->addWidget(words);
    column->addSpacing(14);
    auto* frame = new QWidget(page);
    frame->setFixedWidth(columnWidth);
    frame->setLayout(column);
    auto* row = new QHBoxLayout(page);
    row->addStretch(1);
    row->addWidget(frame, 0, Qt::AlignVCenter);
    row->addStretch(1);
    return column;
}

QLineEdit* lineField(QWidget* parent, const QString& label, bool hidden)
{
    auto* edit = new QLineEdit(parent);
    edit->setAccessibleName(label);
    edit->setPlaceholderText(label);
    edit->setMinimumHeight(38);
    if (hidden) {
        edit->setEchoMode(QLineEdit::Password);
    }
    return edit;
}

} // namespace

QString startProblemWords(StartProblem problem)
{
    switch (problem) {
    case StartProblem::ProfileInUse:
        return StartWindow::tr("Parlour is already running with this profile. Use the window that "
                               "is open, or close it first.");
    case StartProblem::WrongPassphrase:
        return StartWindow::tr("That passphrase does not fit this profile.");
    case StartProblem::NewerProfile:
        return StartWindow::tr(
            "A newer Parlour has used this profile, and this one cannot read it. "
            "Nothing was changed. Install the newer version again.");
    case StartProblem::AddressTaken:
        return StartWindow::tr("Another program uses the network address that Parlour was told to "
                               "use. Close it, or start Parlour without --listen.");
    case StartProblem::NotWritable:
        return StartWindow::tr("The profile folder cannot be written to, so nothing could be "
                               "stored. Check its permissions and try again.");
    case StartProblem::Damaged:
        return StartWindow::tr(
            "The keys or the history of this profile cannot be read: the file is "
            "damaged. Nothing was changed. Put back a backup of the profile "
            "folder, then try again.");
    case StartProblem::DiskFull:
        return StartWindow::tr("The disk is full, so nothing could be stored. Free some space and "
                               "try again.");
    case StartProblem::BadOption:
        return StartWindow::tr("Parlour was started with an option that it cannot follow. Start it "
                               "without options, or see parlour --help.");
    }
    return {};
}

FirstRunPage::FirstRunPage(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_picture(new QLabel(this))
    , m_name(lineField(this, tr("Your name"), false))
    , m_fold(new ActionButton(
          tr("Protect your key with a passphrase"), ActionButton::Kind::Quiet, this))
    , m_folded(new QWidget(this))
    , m_reserve(new QWidget(this))
    , m_passphrase(lineField(m_folded, tr("Passphrase"), true))
    , m_repeat(lineField(m_folded, tr("The same passphrase again"), true))
    , m_complaint(new PlainLabel(QString(), PlainLabel::Rank::Small, this))
    , m_start(new ActionButton(tr("Start"), ActionButton::Kind::Main, this))
{
    QVBoxLayout* column = centred(this,
                                  tr("Welcome to Parlour"),
                                  tr("Rooms with no server and no account.\n"
                                     "What shall the others call you?"));
    auto* who = new QHBoxLayout;
    m_picture->setTextFormat(Qt::PlainText);
    m_picture->setAccessibleName(tr("A picture like yours"));
    m_picture->setToolTip(tooltipOf(tr("A picture like this is made from your key")));
    who->setSpacing(12);
    who->addWidget(m_picture);
    who->addWidget(m_name, 1);
    column->addLayout(who);
    fillFolded();
    column->addWidget(m_fold, 0, Qt::AlignLeading);
    column->addWidget(m_folded);
    m_complaint->setForegroundRole(QPalette::BrightText);
    m_complaint->hide();
    QSizePolicy kept = m_complaint->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_complaint->setSizePolicy(kept);
    column->addWidget(m_complaint);
    column->addWidget(m_start);
    auto* honest = new PlainLabel(
        tr("Good to know: what you write is encrypted between members, and the history on this "
           "disk is sealed. Without a passphrase its key lies beside it: whoever copies both can "
           "read it."),
        PlainLabel::Rank::Small,
        this);
    honest->setDim(true);
    column->addSpacing(8);
    column->addWidget(honest);
    column->addWidget(m_reserve);

    connect(m_fold, &ActionButton::clicked, this, [this] {
        const bool unfold = m_folded->isHidden();
        reserve();
        // Never both at once: the window would grow for that moment, and stay so.
        (unfold ? m_reserve : m_folded)->hide();
        (unfold ? m_folded : m_reserve)->show();
        (unfold ? m_passphrase : m_name)->setFocus();
        refresh();
    });
    for (QLineEdit* edit : {m_name, m_passphrase, m_repeat}) {
        connect(edit, &QLineEdit::textChanged, this, &FirstRunPage::refresh);
        connect(edit, &QLineEdit::returnPressed, m_start, &ActionButton::click);
    }
    connect(m_start, &ActionButton::clicked, this, [this] {
        emit submitted(singleLine(m_name->text()), unfolded() ? m_passphrase->text() : QString());
    });
    m_name->setText(name);
    m_name->selectAll();
    refresh();
}

void FirstRunPage::fillFolded()
{
    auto* inner = new QVBoxLayout(m_folded);
    inner->setContentsMargins(0, 0, 0, 0);
    auto* means = new PlainLabel(tr("It locks your key on this computer. Nobody can reset it: "
                                    "without it your identity is lost."),
                                 PlainLabel::Rank::Small,
                                 m_folded);
    means->setDim(true);
    inner->addWidget(m_passphrase);
    inner->addWidget(m_repeat);
    inner->addWidget(means);
    m_folded->hide();
}

bool FirstRunPage::unfolded() const
{
    return !m_folded->isHidden();
}

/// Only what is shown has its final font, hence its final height.
void FirstRunPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    reserve();
}

void FirstRunPage::reserve()
{
    m_folded->ensurePolished();
    m_reserve->setFixedHeight(m_folded->layout()->totalHeightForWidth(columnWidth));
}

void FirstRunPage::refresh()
{
    const QString name = singleLine(m_name->text());
    m_picture->setPixmap(
        identiconPixmap(name.toUtf8(), 52, devicePixelRatioF(), IdenticonFrame::Person));
    QString wrong;
    if (name.toUtf8().size() > nameBytesMost) {
        wrong = tr("The name is too long. Shorten it a little.");
    } else if (unfolded() && m_passphrase->text() != m_repeat->text()
               && !m_repeat->text().isEmpty()) {
        wrong = tr("The two passphrases differ.");
    }
    m_complaint->setText(wrong);
    m_complaint->setVisible(!wrong.isEmpty());
    const bool same = !unfolded() || m_passphrase->text() == m_repeat->text();
    m_start->setEnabled(!name.isEmpty() && wrong.isEmpty() && same);
}

UnlockPage::UnlockPage(QWidget* parent)
    : QWidget(parent)
    , m_field(lineField(this, tr("Passphrase"), true))
    , m_complaint(new PlainLabel(QString(), PlainLabel::Rank::Small, this))
    , m_unlock(new ActionButton(tr("Unlock"), ActionButton::Kind::Main, this))
{
    QVBoxLayout* column =
        centred(this, tr("Unlock your identity"), tr("Your key is locked with a passphrase."));
    m_complaint->setForegroundRole(QPalette::BrightText);
    column->addWidget(m_field);
    column->addWidget(m_complaint);
    column->addWidget(m_unlock);
    connect(m_field, &QLineEdit::returnPressed, m_unlock, &ActionButton::click);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_unlock->setEnabled(!text.isEmpty());
    });
    connect(m_unlock, &ActionButton::clicked, this, [this] { emit submitted(m_field->text()); });
    askAgain(false);
}

void UnlockPage::askAgain(bool wrong)
{
    m_complaint->setText(wrong ? tr("That passphrase does not fit. Check the keyboard layout and "
                                    "Caps Lock, then try again.")
                               : QString());
    m_complaint->setVisible(wrong);
    m_field->clear();
    m_unlock->setEnabled(false);
    m_field->setFocus();
}

QString UnlockPage::complaint() const
{
    return m_complaint->isHidden() ? QString() : m_complaint->text();
}

StartWindow::StartWindow(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_pages(new QStackedWidget(this))
    , m_first(new FirstRunPage(name, m_pages))
    , m_unlock(new UnlockPage(m_pages))
    , m_problemPage(new QWidget(m_pages))
    , m_problem(new PlainLabel(QString(), PlainLabel::Rank::Body, m_problemPage))
{
    setWindowTitle(tr("Parlour"));
    resize(720, 620);
    QVBoxLayout* column = centred(m_problemPage, tr("Parlour could not start"), QString());
    auto* again = new ActionButton(tr("Try again"), ActionButton::Kind::Main, m_problemPage);
    auto* quit = new ActionButton(tr("Quit"), ActionButton::Kind::Plain, m_problemPage);
    column->addWidget(m_problem);
    column->addSpacing(8);
    column->addWidget(again);
    column->addWidget(quit);
    m_pages->addWidget(m_first);
    m_pages->addWidget(m_unlock);
    m_pages->addWidget(m_problemPage);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_pages);
    connect(m_first, &FirstRunPage::submitted, this, &StartWindow::goOn);
    connect(m_unlock, &UnlockPage::submitted, this, [this](const QString& passphrase) {
        emit goOn({}, passphrase);
    });
    connect(again, &ActionButton::clicked, this, [this] { emit goOn({}, {}); });
    connect(quit, &ActionButton::clicked, this, &QWidget::close);
}

void StartWindow::askName()
{
    m_pages->setCurrentWidget(m_first);
    m_first->nameField()->setFocus();
    show();
}

void StartWindow::askPassphrase(bool wrong)
{
    m_pages->setCurrentWidget(m_unlock);
    m_unlock->askAgain(wrong);
    show();
}

void StartWindow::showProblem(StartProblem problem)
{
    m_problem->setText(startProblemWords(problem));
    m_pages->setCurrentWidget(m_problemPage);
    show();
}

QString StartWindow::problem() const
{
    return m_pages->currentWidget() == m_problemPage ? m_problem->text() : QString();
}

} // namespace gui
