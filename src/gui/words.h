// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The engine speaks in enum values; this is where they become sentences. Every sentence says what happened, what it
// means and what to do, and none shows a bare code. Nothing here keeps state, so all of it can be tested word by word.

#include "engine/engine_types.h"

#include <QCoreApplication>
#include <QDate>
#include <QString>

namespace gui {

class Words
{
    Q_DECLARE_TR_FUNCTIONS(gui::Words)

public:
    /// Why anything at all was refused.
    [[nodiscard]] static QString sentence(engine::Reason reason);
    /// Why a room could not be entered; falls back to `sentence`.
    [[nodiscard]] static QString joinSentence(engine::Reason reason);
    /// Why a file could not be shared or fetched; falls back to `sentence`.
    [[nodiscard]] static QString fileSentence(engine::Reason reason);

    /// Why a room could not be saved to a file, or read from one; fall back to `sentence`.
    [[nodiscard]] static QString saveCopySentence(engine::Reason reason);
    [[nodiscard]] static QString openCopySentence(engine::Reason reason);
    /// Why a typed address did not help; falls back to `sentence`.
    [[nodiscard]] static QString dialSentence(engine::Reason reason);

    [[nodiscard]] static QString warning(engine::Warning warning);
    /// False for what is true all the time and said elsewhere.
    [[nodiscard]] static bool worthABar(engine::Warning warning);

    /// The words behind a message's glyph. `room` is where it was sent.
    [[nodiscard]] static QString messageState(const engine::MessageSnapshot& message,
                                              const engine::RoomSnapshot& room);
    [[nodiscard]] static QString messageGlyph(engine::MessageState state);
    [[nodiscard]] static QString lateNote();
    [[nodiscard]] static QString olderRulesNote();

    /// Empty while the room can be written into; otherwise why it cannot.
    [[nodiscard]] static QString whyNoWriting(const engine::RoomSnapshot& room,
                                              std::optional<engine::Reason> reason);
    [[nodiscard]] static QString roomState(engine::RoomState state);

    /// Who is there: "5 online of 12", or since when nobody is.
    [[nodiscard]] static QString presence(const engine::RoomSnapshot& room);
    [[nodiscard]] static QString gap(std::uint32_t missing, std::uint32_t asking);
    [[nodiscard]] static QString merged(const engine::MergedNotice& what);

    /// What a person is called; who left before a name came, by the start of the key. Inside a sentence `isolated` goes
    /// around it.
    [[nodiscard]] static QString person(const std::string& name, const core::IdentityId& identity);
    [[nodiscard]] static QString role(int level);
    [[nodiscard]] static QString roleGroup(int level);
    [[nodiscard]] static QString path(engine::Path path);
    /// A way of finding people as it stands inside a sentence, and as a heading.
    [[nodiscard]] static QString rung(engine::Rung rung);
    [[nodiscard]] static QString rungTitle(engine::Rung rung);

    [[nodiscard]] static QString size(std::uint64_t bytes);
    [[nodiscard]] static QString rate(std::uint64_t bytesPerSecond);
    [[nodiscard]] static QString timeLeft(std::uint64_t bytes, std::uint64_t bytesPerSecond);
    [[nodiscard]] static QString clock(std::int64_t milliseconds);
    [[nodiscard]] static QString moment(std::int64_t milliseconds, QDate now);
    [[nodiscard]] static QString day(QDate day, QDate now);
    /// For the room list: a time today, a weekday this week, a date before.
    [[nodiscard]] static QString shortMoment(std::int64_t milliseconds, QDate now);
};

[[nodiscard]] QDate dayOf(std::int64_t milliseconds);

} // namespace gui
