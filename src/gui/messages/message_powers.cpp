// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/messages/message_powers.h"

namespace gui {

MessagePowers
messagePowers(int own, int author, bool writes, const engine::MessageSnapshot& message)
{
    MessagePowers powers;
    if (message.deleted) {
        return powers;
    }
    powers.versions = message.edited;
    if (own == engine::levelNone) {
        return powers;
    }
    const bool runs = own >= engine::levelModerator;
    powers.reply = writes;
    powers.react = writes;
    powers.edit = writes && message.own && !message.file;
    powers.pin = runs;
    powers.removeOwn = message.own;
    powers.removeOther = !message.own && runs && author < own;
    powers.report = !message.own && !runs;
    return powers;
}

} // namespace gui
