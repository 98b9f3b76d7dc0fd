// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/timeline/row_hangings.h"

#include "gui/plain_text.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace gui {

namespace {

class ReactionText
{
    Q_DECLARE_TR_FUNCTIONS(gui::ReactionText)
};

} // namespace

std::vector<ReactionChip> chipsOf(const engine::MessageSnapshot& message,
                                  const core::IdentityId& self,
                                  const TimelineStyle& style)
{
    std::vector<const engine::ReactionSnapshot*> given;
    if (!message.deleted) {
        for (const engine::ReactionSnapshot& reaction : message.reactions) {
            given.push_back(&reaction);
        }
    }
    std::stable_sort(given.begin(), given.end(), [](const auto* one, const auto* other) {
        return one->authors.size() > other->authors.size();
    });
    given.resize(std::min(given.size(), chipsMost));
    const QFontMetrics metrics(style.small);
    std::vector<ReactionChip> chips;
    for (const engine::ReactionSnapshot* reaction : given) {
        ReactionChip chip;
        chip.emoji = textFrom(reaction->emoji);
        chip.words = metrics.elidedText(singleLine(chip.emoji), Qt::ElideRight, 60)
                     + QStringLiteral(" %1").arg(reaction->authors.size());
        chip.mine = std::find(reaction->authors.begin(), reaction->authors.end(), self)
                    != reaction->authors.end();
        chip.width = metrics.horizontalAdvance(chip.words) + 18;
        chips.push_back(std::move(chip));
    }
    return chips;
}

QString reactionWords(const engine::MessageSnapshot& message)
{
    QStringList parts;
    for (const engine::ReactionSnapshot& reaction : message.reactions) {
        parts.append(singleLine(reaction.emoji)
                     + QStringLiteral(" %1").arg(reaction.authors.size()));
        if (parts.size() == static_cast<int>(chipsMost)) {
            break;
        }
    }
    return parts.isEmpty() || message.deleted
               ? QString()
               : ReactionText::tr("Reactions: %1").arg(parts.join(QStringLiteral(", ")));
}

void paintChips(QPainter& painter,
                const std::vector<ReactionChip>& chips,
                const RowShape& shape,
                const TimelineStyle& style,
                const Colours& colours)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setFont(style.small);
    for (std::size_t index = 0; index < std::min(chips.size(), shape.chips.size()); ++index) {
        const QRectF box = QRectF(shape.chips[index]).adjusted(0.5, 0.5, -0.5, -0.5);
        const bool mine = chips[index].mine;
        // One's own is told by the heavier frame, not by colour alone.
        painter.setPen(QPen(mine ? colours.accent : colours.line, mine ? 2.0 : 1.0));
        painter.setBrush(mine ? colours.chosen : colours.raised);
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
        painter.setPen(colours.text);
        painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, chips[index].words);
    }
    painter.restore();
}

void paintQuote(QPainter& painter,
                const QString& words,
                const QRect& box,
                const TimelineStyle& style,
                const Colours& colours,
                bool own)
{
    const bool mirrored = painter.layoutDirection() == Qt::RightToLeft;
    QRect bar = box;
    QRect line = box;
    bar.setWidth(3);
    if (mirrored) {
        bar.moveRight(box.right());
        line.setRight(box.right() - 9);
    } else {
        line.setLeft(box.left() + 9);
    }
    painter.fillRect(bar, own ? colours.ownDim : colours.accent);
    painter.setFont(style.small);
    painter.setPen(own ? colours.ownDim : colours.dim);
    painter.drawText(line,
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     QFontMetrics(style.small).elidedText(words, Qt::ElideRight, line.width()));
}

} // namespace gui
