// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/transfers/file_card.h"

#include "gui/plain_text.h"
#include "gui/words.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace gui {

using engine::FileStage;

namespace {

constexpr int tileSize = 44;
constexpr int gap = 12;
constexpr int barHeight = 6;

class CardText
{
    Q_DECLARE_TR_FUNCTIONS(gui::FileCard)
};

QString joined(const QStringList& parts)
{
    QStringList said;
    for (const QString& part : parts) {
        if (!part.isEmpty()) {
            said.append(part);
        }
    }
    return said.join(QStringLiteral(" · "));
}

void describeFetching(FileCard& card, std::uint64_t bytes, const FileEntry& entry)
{
    const bool paused = entry.stage == FileStage::Paused;
    card.progress = bytes == 0 ? 0.0 : static_cast<double>(entry.done) / static_cast<double>(bytes);
    const QString amount = CardText::tr("%1 of %2", "bytes done, bytes in all")
                               .arg(Words::size(entry.done), Words::size(bytes));
    if (paused) {
        card.status = joined({amount, CardText::tr("paused")});
        card.actions = {CardAction::Resume, CardAction::Cancel};
        return;
    }
    const QString speed =
        entry.rate > 0 ? Words::rate(entry.rate) : CardText::tr("waiting for somebody who has it");
    const std::uint64_t left = bytes > entry.done ? bytes - entry.done : 0;
    card.status = joined({amount, speed, Words::timeLeft(left, entry.rate)});
    card.actions = {CardAction::Pause, CardAction::Cancel};
}

QString copiesWords(std::uint32_t copies)
{
    return copies > 0 ? CardText::tr("%n member(s) have it", nullptr, static_cast<int>(copies))
                      : QString();
}

/// One's own copy goes without saying.
QString othersWords(std::uint32_t copies)
{
    return copies > 1 ? copiesWords(copies) : QString();
}

FileStage stageOf(const engine::MessageSnapshot& message, const FileEntry& entry)
{
    if (entry.stage) {
        return *entry.stage;
    }
    if (message.own) {
        return FileStage::Shared;
    }
    return message.file->have ? FileStage::Here : FileStage::Offered;
}

/// At most eight letters after the last dot, for the tile.
QString suffixOf(const QString& name)
{
    const qsizetype dot = name.lastIndexOf(QLatin1Char('.'));
    const QString suffix = dot > 0 ? name.mid(dot + 1) : QString();
    return suffix.size() > 0 && suffix.size() <= 4 ? suffix.toUpper() : QString();
}

} // namespace

FileCard fileCardOf(const engine::MessageSnapshot& message, const FileEntry& entry)
{
    FileCard card;
    card.name = singleLine(message.file->name);
    if (card.name.isEmpty()) {
        card.name = CardText::tr("File without a name");
    }
    const std::uint64_t bytes = message.file->bytes;
    const QString size = Words::size(bytes);
    if (entry.failure) {
        card.failed = true;
        card.status = Words::fileSentence(*entry.failure);
        if (!message.own) {
            card.actions = {CardAction::Retry};
        }
        return card;
    }
    switch (stageOf(message, entry)) {
    case FileStage::Offered:
        card.status = joined({size, copiesWords(entry.copies)});
        card.actions = {CardAction::Download};
        break;
    case FileStage::Fetching:
    case FileStage::Paused:
        describeFetching(card, bytes, entry);
        break;
    case FileStage::Here:
        card.status =
            joined({size, CardText::tr("downloaded and verified"), othersWords(entry.copies)});
        if (!entry.path.isEmpty()) {
            card.actions = {CardAction::OpenFolder};
        }
        break;
    case FileStage::Shared:
        card.status = joined({size, CardText::tr("shared by you"), othersWords(entry.copies)});
        if (!entry.path.isEmpty()) {
            card.actions.push_back(CardAction::OpenFolder);
        }
        card.actions.push_back(CardAction::StopSharing);
        break;
    case FileStage::Gone:
        card.status = joined({size,
                              message.own ? CardText::tr("no longer shared by you")
                                          : CardText::tr("no longer on this computer")});
        if (!message.own) {
            card.actions = {CardAction::Download};
        }
        break;
    }
    return card;
}

QString cardActionWords(CardAction action)
{
    switch (action) {
    case CardAction::Download:
        return CardText::tr("Download");
    case CardAction::Pause:
        return CardText::tr("Pause");
    case CardAction::Resume:
        return CardText::tr("Resume");
    case CardAction::Cancel:
        return CardText::tr("Cancel");
    case CardAction::OpenFolder:
        return CardText::tr("Open folder");
    case CardAction::Retry:
        return CardText::tr("Try again");
    case CardAction::StopSharing:
        return CardText::tr("Stop sharing");
    }
    return {};
}

Glyph cardActionGlyph(CardAction action)
{
    switch (action) {
    case CardAction::Download:
        return Glyph::Download;
    case CardAction::Pause:
        return Glyph::Pause;
    case CardAction::Resume:
        return Glyph::Play;
    case CardAction::OpenFolder:
        return Glyph::Folder;
    case CardAction::Retry:
        return Glyph::Retry;
    case CardAction::Cancel:
    case CardAction::StopSharing:
        return Glyph::Close;
    }
    return Glyph::Close;
}

FileCardShape
shapeFileCard(const FileCard& card, const QPoint& topLeft, int width, const FileCardFonts& fonts)
{
    const QFontMetrics name(fonts.name);
    const QFontMetrics small(fonts.small);
    FileCardShape shape;
    const int textLeft = topLeft.x() + tileSize + gap;
    const int textWidth = width - tileSize - gap;
    shape.tile = QRect(topLeft, QSize(tileSize, tileSize));
    shape.name = QRect(textLeft, topLeft.y(), textWidth, name.height());
    const int lines =
        small.boundingRect(QRect(0, 0, textWidth, 1000), Qt::TextWordWrap, card.status).height();
    const int statusHeight = std::max(lines, small.height());
    shape.status = QRect(textLeft, shape.name.bottom() + 3, textWidth, statusHeight);
    int bottom = std::max(shape.tile.bottom(), shape.status.bottom()) + 1;
    if (card.progress) {
        shape.bar = QRect(topLeft.x(), bottom + 10, width, barHeight);
        bottom = shape.bar.bottom() + 1;
    }
    if (!card.actions.empty()) {
        const int height = small.height() + 12;
        int x = topLeft.x();
        for (const CardAction action : card.actions) {
            const int wide = small.horizontalAdvance(cardActionWords(action)) + 42;
            shape.buttons.emplace_back(action, QRect(x, bottom + 10, wide, height));
            x += wide + 8;
        }
        bottom += 10 + height;
    }
    shape.height = bottom - topLeft.y();
    return shape;
}

namespace {

void paintTile(QPainter& painter,
               const FileCard& card,
               const FileCardShape& shape,
               const FileCardFonts& fonts,
               const Colours& colours)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(card.failed ? colours.danger : colours.accent);
    painter.drawRoundedRect(shape.tile, 10, 10);
    const QString suffix = suffixOf(card.name);
    const QColor ink = colours.onAccent;
    if (card.failed || suffix.isEmpty()) {
        paintGlyph(painter,
                   QRectF(shape.tile).adjusted(11, 11, -11, -11),
                   card.failed ? Glyph::Warning : Glyph::File,
                   ink);
        return;
    }
    QFont font = fonts.small;
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(shape.tile, Qt::AlignCenter, suffix);
}

void paintButton(QPainter& painter,
                 CardAction action,
                 const QRect& box,
                 const FileCardFonts& fonts,
                 const FileCardInk& ink)
{
    const Colours& colours = *ink.colours;
    const bool main = action == CardAction::Download || action == CardAction::Resume
                      || action == CardAction::Retry;
    const bool hovered = ink.hovered == action;
    QColor field = main ? colours.accent : colours.canvas;
    if (hovered) {
        field = main ? field.lighter(112) : colours.hover;
    }
    const QColor text = main ? colours.onAccent : colours.text;
    painter.setPen(main ? QPen(Qt::NoPen) : QPen(colours.line, 1));
    painter.setBrush(field);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
    const bool mirrored = painter.layoutDirection() == Qt::RightToLeft;
    const QRectF glyph(mirrored ? box.right() - 25 : box.left() + 10, box.center().y() - 7, 16, 16);
    paintGlyph(painter, glyph, cardActionGlyph(action), text);
    painter.setFont(fonts.small);
    painter.setPen(text);
    painter.drawText(mirrored ? box.adjusted(8, 0, -32, 0) : box.adjusted(32, 0, -8, 0),
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     cardActionWords(action));
}

} // namespace

void paintFileCard(QPainter& painter,
                   const FileCard& card,
                   const FileCardShape& shape,
                   const FileCardFonts& fonts,
                   const FileCardInk& ink)
{
    const Colours& colours = *ink.colours;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    paintTile(painter, card, shape, fonts, colours);
    painter.setFont(fonts.name);
    painter.setPen(ink.text);
    const QString name =
        QFontMetrics(fonts.name).elidedText(card.name, Qt::ElideMiddle, shape.name.width());
    painter.drawText(
        shape.name, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, isolated(name));
    painter.setFont(fonts.small);
    painter.setPen(card.failed ? colours.danger : ink.dim);
    painter.drawText(shape.status, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, card.status);
    if (card.progress) {
        const double part = std::clamp(*card.progress, 0.0, 1.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.line);
        painter.drawRoundedRect(shape.bar, 3, 3);
        QRectF done(shape.bar);
        const double width = std::max(done.width() * part, 6.0);
        if (painter.layoutDirection() == Qt::RightToLeft) {
            done.setLeft(done.right() - width);
        } else {
            done.setWidth(width);
        }
        painter.setBrush(colours.accent);
        painter.drawRoundedRect(done, 3, 3);
    }
    for (const auto& [action, box] : shape.buttons) {
        paintButton(painter, action, box, fonts, ink);
    }
    painter.restore();
}

} // namespace gui
