// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/rules/room_settings_dialog.h"

#include "gui/dialogs/confirm_dialog.h"
#include "gui/moderation/moderation_words.h"
#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_pictures.h"
#include "gui/rules/access_form.h"
#include "gui/rules/picture_form.h"
#include "gui/rules/policy_form.h"
#include "gui/widgets/labelled.h"
#include "gui/widgets/picture_file.h"
#include "gui/words.h"

#include <QLineEdit>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace gui {

namespace {

bool hasAny(const engine::PolicyChange& change)
{
    return change.history || change.slowModeSeconds || change.postingLevel || change.filesLevel
           || change.linksAllowed || change.maxFileBytes || change.retentionDays
           || change.quarantineMessages || change.workBits;
}

bool hasAny(const engine::SetRoom& change)
{
    return change.name || change.topic || change.access || change.password || change.listed
           || change.picture;
}

QLineEdit* addLine(QVBoxLayout* column, const QString& label)
{
    auto* field = new QLineEdit(column->parentWidget());
    field->setMinimumHeight(36);
    addLabelled(column, label, field);
    return field;
}

} // namespace

RoomSettingsDialog::RoomSettingsDialog(Session& session, const core::RoomId& room, QWidget* parent)
    : FormDialog(tr("Settings of the room"), {}, parent)
    , m_session(session)
    , m_room(room)
    , m_pages(new QTabWidget(this))
{
    const RoomEntry* entry = session.room(room);
    m_shown = entry == nullptr ? engine::RoomSnapshot{} : entry->snapshot;
    m_mayChange = levelIn(m_shown) >= engine::levelModerator;
    m_pages->setDocumentMode(true);
    m_pages->setAccessibleName(tr("Pages of the settings"));
    m_pages->tabBar()->setAccessibleName(tr("Pages of the settings"));
    content()->addWidget(m_pages);
    QVBoxLayout* about = addPage(tr("&Room"));
    m_name = addLine(about, tr("Name"));
    m_topic = addLine(about, tr("Topic"));
    about->addSpacing(6);
    m_picture = new PictureForm(about->parentWidget());
    m_picture->setPresent(RoomPictures::of(session).pixmap(room, 56, devicePixelRatioF()),
                          m_shown.picture.has_value());
    about->addWidget(m_picture);
    about->addSpacing(6);
    m_access = new AccessForm(about->parentWidget());
    about->addWidget(m_access);
    m_address = new ActionButton(
        tr("Change the room's address…"), ActionButton::Kind::Plain, about->parentWidget());
    m_address->hide();
    about->addSpacing(8);
    about->addWidget(m_address, 0, Qt::AlignLeft);
    about->addStretch(1);
    QVBoxLayout* writing = addPage(tr("&Writing"));
    QVBoxLayout* keeping = addPage(tr("&Files and history"));
    m_policy = new PolicyForm(writing, keeping, this);
    writing->addStretch(1);
    keeping->addStretch(1);
    m_name->setText(singleLine(m_shown.name));
    m_topic->setText(singleLine(m_shown.topic));
    m_access->setAccess(m_shown.access);
    m_access->setPasswordOptional(m_shown.access == engine::Access::Password);
    if (m_mayChange) {
        addMain(tr("Save"), ActionButton::Kind::Main);
        connect(mainButton(), &ActionButton::clicked, this, &RoomSettingsDialog::save);
    } else {
        setCloseWords(tr("Close"));
    }
    connect(m_name, &QLineEdit::textChanged, this, &RoomSettingsDialog::refresh);
    connect(m_topic, &QLineEdit::textChanged, this, &RoomSettingsDialog::refresh);
    connect(m_access, &AccessForm::changed, this, &RoomSettingsDialog::refresh);
    connect(m_access, &AccessForm::changed, this, &RoomSettingsDialog::fitPage);
    connect(m_picture, &PictureForm::changed, this, [this] {
        m_shared.reset();
        refresh();
    });
    connect(m_picture, &PictureForm::refused, this, &RoomSettingsDialog::complain);
    connect(m_address, &ActionButton::clicked, this, &RoomSettingsDialog::askForNewAddress);
    refresh();
    load();
}

QVBoxLayout* RoomSettingsDialog::addPage(const QString& title)
{
    auto* page = new QWidget(m_pages);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(2, 12, 2, 4);
    column->setSpacing(5);
    page->setEnabled(false);
    m_pages->addTab(page, title);
    return column;
}

void RoomSettingsDialog::load()
{
    m_session.ask(engine::SetPolicy{m_room, {}}, this, [this](const engine::Answer& answer) {
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
            return;
        }
        const auto* rules = std::get_if<engine::PolicyAnswer>(&answer);
        if (rules == nullptr) {
            return;
        }
        m_policy->show(rules->policy);
        if (rules->policy.bornPublic) {
            m_policy->setPublic();
        }
        m_access->offerPublic(rules->policy.bornPublic);
        m_address->setVisible(!rules->policy.bornPublic && levelIn(m_shown) >= engine::levelAdmin);
        fitPage();
        m_listedShown = rules->policy.listed;
        m_access->setListed(rules->policy.listed);
        m_loaded = true;
        for (int page = 0; page < m_pages->count(); ++page) {
            m_pages->widget(page)->setEnabled(m_mayChange);
        }
        refresh();
    });
}

/// A row of pages does not ask for the height that words take which wrap.
void RoomSettingsDialog::fitPage()
{
    const QWidget* page = m_pages->widget(0);
    const int words = page->layout()->totalHeightForWidth(page->width());
    m_pages->setMinimumHeight(words + m_pages->tabBar()->sizeHint().height());
    fit();
}

void RoomSettingsDialog::askForNewAddress()
{
    Question question;
    question.title = tr("Change the room's address?");
    question.sentence = tr("Whoever was banned or removed cannot find the room any more.")
                        + QLatin1Char(' ') + ModerationWords::newAddress();
    question.action = tr("Change the address");
    question.dangerous = true;
    ConfirmDialog::ask(question, this, [this] { changeAddress(); });
}

void RoomSettingsDialog::changeAddress()
{
    m_busy = true;
    refresh();
    m_session.ask(engine::ResetReach{m_room}, this, [this](const engine::Answer& answer) {
        m_busy = false;
        refresh();
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
            return;
        }
        tell(tr("The room has a new address."));
    });
}

QString RoomSettingsDialog::flaw() const
{
    if (singleLine(m_name->text()).isEmpty()) {
        return tr("Give the room a name.");
    }
    if (m_name->text().toUtf8().size() > nameBytesMost) {
        return tr("The name is too long. Shorten it a little.");
    }
    if (m_topic->text().toUtf8().size() > topicBytesMost) {
        return tr("The topic is too long. Shorten it a little.");
    }
    return m_access->flaw();
}

void RoomSettingsDialog::refresh()
{
    if (!m_mayChange) {
        tell(tr("Moderators, admins and the founder can change this."));
        return;
    }
    const QString words = flaw();
    complain(words);
    mainButton()->setEnabled(m_loaded && !m_busy && words.isEmpty());
    m_address->setEnabled(!m_busy);
}

engine::SetRoom RoomSettingsDialog::roomChange() const
{
    engine::SetRoom change;
    change.room = m_room;
    const QString name = singleLine(m_name->text());
    const QString topic = singleLine(m_topic->text());
    if (name != singleLine(m_shown.name)) {
        change.name = utf8Of(name);
    }
    if (topic != singleLine(m_shown.topic)) {
        change.topic = utf8Of(topic);
    }
    if (m_access->access() != m_shown.access) {
        change.access = m_access->access();
    }
    if (!m_access->password().isEmpty()) {
        change.password = utf8Of(m_access->password());
    }
    if (m_access->listed() != m_listedShown) {
        change.listed = m_access->listed();
    }
    return change;
}

void RoomSettingsDialog::save()
{
    const auto& picture = m_picture->change();
    if (picture && !picture->isNull() && !m_shared) {
        sharePicture();
        return;
    }
    engine::SetRoom change = roomChange();
    if (m_shared) {
        change.picture = *m_shared;
    }
    if (picture && picture->isNull() && m_shown.picture) {
        change.picture.emplace(std::nullopt);
    }
    saveRoom(std::move(change));
}

void RoomSettingsDialog::sharePicture()
{
    const QString path = RoomPictures::of(m_session).write(squarePicture(*m_picture->change()));
    if (path.isEmpty()) {
        complain(tr("The picture could not be written into the profile."));
        return;
    }
    m_busy = true;
    refresh();
    const engine::ShareFile share{m_room, utf8Of(path)};
    m_session.ask(share, this, [this](const engine::Answer& answer) {
        m_busy = false;
        refresh();
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
            return;
        }
        if (const auto* shared = std::get_if<engine::FileShared>(&answer)) {
            m_shared = shared->file;
            save();
        }
    });
}

void RoomSettingsDialog::saveRoom(engine::SetRoom change)
{
    if (!hasAny(change)) {
        savePolicy();
        return;
    }
    m_busy = true;
    refresh();
    m_session.ask(change, this, [this, change](const engine::Answer& answer) {
        m_busy = false;
        refresh();
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
            return;
        }
        // What is saved is not asked for again when the rules are refused.
        m_shown.name = change.name.value_or(m_shown.name);
        m_shown.topic = change.topic.value_or(m_shown.topic);
        m_shown.access = change.access.value_or(m_shown.access);
        m_listedShown = change.listed.value_or(m_listedShown);
        m_shown.picture = change.picture.value_or(m_shown.picture);
        m_picture->setSaved();
        m_shared.reset();
        m_session.refreshRooms();
        savePolicy();
    });
}

void RoomSettingsDialog::savePolicy()
{
    const engine::SetPolicy change{m_room, m_policy->change()};
    if (!hasAny(change.change)) {
        accept();
        return;
    }
    m_busy = true;
    refresh();
    m_session.ask(change, this, [this](const engine::Answer& answer) {
        m_busy = false;
        refresh();
        if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            complain(Words::sentence(refusal->reason));
            return;
        }
        m_session.refreshRooms();
        accept();
    });
}

} // namespace gui
