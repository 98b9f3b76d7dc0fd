// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/transfers/attachment_bar.h"

#include "gui/colours.h"
#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>

namespace gui {

namespace {

constexpr std::size_t itemsMost = 50;

/// Why a path cannot be shared, or empty.
QString obstacle(const QFileInfo& file)
{
    if (!file.exists()) {
        return Words::fileSentence(engine::Reason::FileGone);
    }
    if (file.isDir()) {
        return AttachmentBar::tr("Folders cannot be shared yet. Pack it into an archive and share "
                                 "that.");
    }
    if (!file.isFile() || !file.isReadable()) {
        return AttachmentBar::tr("Parlour may not read %1. Check its permissions.")
            .arg(isolated(singleLine(file.filePath())));
    }
    return {};
}

} // namespace

AttachmentBar::AttachmentBar(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_headline(new PlainLabel(QString(), PlainLabel::Rank::Small, this))
    , m_rows(new QVBoxLayout)
    , m_share(new ActionButton(tr("Share"), ActionButton::Kind::Main, this))
    , m_drop(new ActionButton(tr("Cancel"), ActionButton::Kind::Plain, this))
{
    m_rows->setSpacing(4);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_headline, 1);
    buttons->addWidget(m_drop);
    buttons->addWidget(m_share);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(28, 10, 28, 10);
    column->setSpacing(8);
    column->addLayout(m_rows);
    column->addLayout(buttons);
    connect(m_share, &ActionButton::clicked, this, &AttachmentBar::share);
    connect(m_drop, &ActionButton::clicked, this, [this] {
        std::erase_if(m_items, [this](const Item& item) {
            return item.room == m_room && item.stage != Stage::Preparing;
        });
        rebuild();
    });
    connect(&session, &Session::hashingProgress, this, &AttachmentBar::onHashing);
    hide();
}

void AttachmentBar::setRoom(std::optional<core::RoomId> room)
{
    m_room = room;
    rebuild();
}

void AttachmentBar::stage(const QStringList& paths)
{
    for (const QString& path : paths) {
        add(path);
    }
    rebuild();
}

void AttachmentBar::add(const QString& path)
{
    const auto known = std::find_if(m_items.begin(), m_items.end(), [&](const Item& item) {
        return item.room == m_room && item.path == path && item.stage == Stage::Staged;
    });
    if (!m_room || known != m_items.end() || m_items.size() >= itemsMost) {
        return;
    }
    const QFileInfo file(path);
    Item item;
    item.id = ++m_lastId;
    item.room = *m_room;
    item.path = path;
    item.words = obstacle(file);
    item.stage = item.words.isEmpty() ? Stage::Staged : Stage::Failed;
    item.bytes = static_cast<quint64>(std::max<qint64>(file.size(), 0));
    m_items.push_back(item);
}

bool AttachmentBar::waiting() const
{
    return std::any_of(m_items.begin(), m_items.end(), [this](const Item& item) {
        return item.room == m_room && item.stage == Stage::Staged;
    });
}

int AttachmentBar::rowCount() const
{
    return static_cast<int>(std::count_if(
        m_items.begin(), m_items.end(), [this](const Item& item) { return item.room == m_room; }));
}

QStringList AttachmentBar::complaints() const
{
    QStringList words;
    for (const Item& item : m_items) {
        if (item.room == m_room && item.stage == Stage::Failed) {
            words.append(item.words);
        }
    }
    return words;
}

void AttachmentBar::share()
{
    for (Item& item : m_items) {
        if (item.room == m_room && item.stage == Stage::Staged) {
            submit(item);
        }
    }
    rebuild();
}

void AttachmentBar::submit(Item& item)
{
    item.stage = Stage::Preparing;
    engine::ShareFile request;
    request.room = item.room;
    request.path = utf8Of(item.path);
    m_session.ask(request, this, [this, id = item.id](const engine::Answer& answer) {
        const auto* refusal = std::get_if<engine::Refusal>(&answer);
        const auto found = std::find_if(
            m_items.begin(), m_items.end(), [id](const Item& one) { return one.id == id; });
        if (found == m_items.end()) {
            return;
        }
        if (refusal == nullptr) {
            const core::RoomId room = found->room;
            remove(id);
            m_session.refreshFiles(room);
            return;
        }
        found->stage = Stage::Failed;
        found->words = Words::fileSentence(refusal->reason);
        rebuild();
    });
}

void AttachmentBar::remove(int id)
{
    std::erase_if(m_items, [id](const Item& item) { return item.id == id; });
    rebuild();
}

void AttachmentBar::onHashing(const QString& path, quint64 done, quint64 total)
{
    for (Item& item : m_items) {
        if (item.path == path && item.stage == Stage::Preparing && total > 0) {
            item.part = static_cast<double>(done) / static_cast<double>(total);
            if (auto* bar = findChild<QProgressBar*>(QString::number(item.id))) {
                bar->setValue(static_cast<int>(item.part * 100));
            }
        }
    }
}

QString AttachmentBar::headline() const
{
    const RoomEntry* room = m_room ? m_session.room(*m_room) : nullptr;
    if (room == nullptr || !waiting()) {
        return {};
    }
    const int others = static_cast<int>(room->snapshot.members) - 1;
    const QString name = isolated(roomTitle(room->snapshot));
    return others > 0 ? tr("Goes to everyone in %1: %n other member(s)", nullptr, others).arg(name)
                      : tr("Goes to everyone in %1").arg(name);
}

QWidget* AttachmentBar::makeRow(const Item& item)
{
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(10);
    auto* name = new ElidedLabel(row);
    name->setText(singleLine(QFileInfo(item.path).fileName()));
    line->addWidget(name, 2);
    if (item.stage == Stage::Preparing) {
        auto* bar = new QProgressBar(row);
        bar->setObjectName(QString::number(item.id));
        bar->setAccessibleName(tr("Preparing %1").arg(name->text()));
        bar->setRange(0, 100);
        bar->setValue(static_cast<int>(item.part * 100));
        bar->setFormat(tr("Preparing… %p%"));
        line->addWidget(bar, 2);
        return row;
    }
    auto* words = new PlainLabel(item.stage == Stage::Failed ? item.words : Words::size(item.bytes),
                                 PlainLabel::Rank::Small,
                                 row);
    if (item.stage == Stage::Failed) {
        words->setForegroundRole(QPalette::BrightText);
    } else {
        words->setDim(true);
    }
    line->addWidget(words, item.stage == Stage::Failed ? 5 : 1);
    auto* close = new IconButton(Glyph::Close, tr("Remove %1").arg(name->text()), row);
    connect(close, &IconButton::clicked, this, [this, id = item.id] { remove(id); });
    line->addWidget(close);
    return row;
}

void AttachmentBar::rebuild()
{
    while (QLayoutItem* old = m_rows->takeAt(0)) {
        if (QWidget* widget = old->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete old;
    }
    for (const Item& item : m_items) {
        if (item.room == m_room) {
            m_rows->addWidget(makeRow(item));
        }
    }
    const bool ready = waiting();
    m_headline->setText(headline());
    m_share->setVisible(ready);
    m_drop->setVisible(ready || !complaints().isEmpty());
    m_drop->setText(ready ? tr("Cancel") : tr("Close"));
    m_drop->setAccessibleName(m_drop->text());
    setVisible(rowCount() > 0);
    emit waitingChanged(ready);
}

void AttachmentBar::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    painter.fillRect(rect(), colours.canvas);
    painter.setPen(QPen(colours.line, 1));
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(16.5, 2.5, -16.5, -4.5), 14, 14);
}

} // namespace gui
