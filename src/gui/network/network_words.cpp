// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/network/network_words.h"

#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/words.h"

#include <algorithm>

namespace gui {

using engine::Rung;
using engine::RungState;

std::vector<engine::RungSnapshot> allRungs(const Session& session)
{
    std::vector<engine::RungSnapshot> all;
    for (const Rung rung : {Rung::Cached, Rung::Lan, Rung::Invite, Rung::Dht, Rung::Typed}) {
        const auto known = session.rungs().find(rung);
        engine::RungSnapshot snapshot;
        snapshot.rung = rung;
        all.push_back(known == session.rungs().end() ? snapshot : known->second);
    }
    return all;
}

QString NetworkWords::line(const Session& session)
{
    const int peers = static_cast<int>(session.peersOnline());
    if (peers > 0) {
        return tr("%n people online", nullptr, peers);
    }
    if (session.rooms().empty()) {
        return tr("No rooms yet");
    }
    const std::vector<engine::RungSnapshot> rungs = allRungs(session);
    const auto trying = std::find_if(
        rungs.begin(), rungs.end(), [](const auto& one) { return one.state == RungState::Trying; });
    return trying == rungs.end() ? tr("Nobody online right now")
                                 : tr("Looking: %1…").arg(Words::rung(trying->rung));
}

QString NetworkWords::summary(const Session& session)
{
    QStringList sentences;
    const auto& links = session.links();
    const auto relayed =
        static_cast<int>(std::count_if(links.begin(), links.end(), [](const auto& one) {
            return one.path == engine::Path::Relayed;
        }));
    const int direct = static_cast<int>(links.size()) - relayed;
    if (links.empty()) {
        sentences.append(session.rooms().empty()
                             ? tr("You are in no room yet, so there is nobody to find.")
                             : tr("Nobody is linked right now. Parlour keeps looking by itself."));
    } else {
        QStringList kinds;
        if (direct > 0) {
            kinds.append(tr("%n direct link(s)", nullptr, direct));
        }
        if (relayed > 0) {
            kinds.append(tr("%n link(s) through other members", nullptr, relayed));
        }
        sentences.append(kinds.join(QStringLiteral(", ")) + QLatin1Char('.'));
        const std::vector<engine::RungSnapshot> rungs = allRungs(session);
        const bool found = std::any_of(rungs.begin(), rungs.end(), [](const auto& one) {
            return one.state == RungState::Found;
        });
        if (!found) {
            sentences.append(tr("The others found you."));
        }
    }
    QStringList places;
    for (const engine::ListenAddress& place : session.node().listen) {
        const QString address = singleLine(place.addr);
        places.append(address.contains(QLatin1Char(':'))
                          ? QStringLiteral("[%1]:%2").arg(address).arg(place.port)
                          : QStringLiteral("%1:%2").arg(address).arg(place.port));
    }
    if (!places.isEmpty()) {
        sentences.append(
            tr("This computer answers at %1.").arg(isolated(places.join(QStringLiteral(", ")))));
    }
    return sentences.join(QLatin1Char(' '));
}

QString NetworkWords::health(const QString& room, const engine::RoomHealth& health)
{
    QStringList sentences;
    if (health.missing > 0) {
        sentences.append(tr("%n message(s) or acts are known to be missing here.",
                            nullptr,
                            static_cast<int>(health.missing)));
    } else if (health.copies > 1) {
        sentences.append(tr("%n computers online hold all of its history, this one included.",
                            nullptr,
                            static_cast<int>(health.copies)));
    } else if (health.online > 0) {
        sentences.append(tr("Nothing is known to be missing here; the others are being compared."));
    } else {
        sentences.append(tr("Nobody else is online, so this is the only copy of its history."));
    }
    if (health.online > 0) {
        sentences.append(
            health.superpeers > 0
                ? tr("%n of those who keep the room going are linked to this computer.",
                     nullptr,
                     static_cast<int>(health.superpeers))
                : tr("None of those who keep the room going is linked to this computer."));
    }
    return tr("%1: %2", "name of a room, how complete it is")
        .arg(isolated(room), sentences.join(QLatin1Char(' ')));
}

QString NetworkWords::rungPurpose(Rung rung)
{
    switch (rung) {
    case Rung::Cached:
        return tr("Where the members of your rooms were last met.");
    case Rung::Lan:
        return tr("Members on the same Wi-Fi or cable. Works without the internet.");
    case Rung::Invite:
        return tr("An invite names addresses of those who were online then.");
    case Rung::Dht:
        return tr("Millions of computers keep it; only your room knows what to ask for.");
    case Rung::Typed:
        return tr("What you entered below.");
    }
    return {};
}

QString NetworkWords::rungState(const engine::RungSnapshot& rung)
{
    QString state;
    switch (rung.state) {
    case RungState::Off:
        state = tr("switched off");
        break;
    case RungState::Idle:
        state = tr("not needed right now");
        break;
    case RungState::Trying:
        state = tr("looking…");
        break;
    case RungState::Found:
        state = tr("found %n people", nullptr, static_cast<int>(rung.peers));
        break;
    case RungState::Failed:
        state = tr("nothing found");
        break;
    }
    // A find that goes on needs no date; an older one does.
    if (rung.lastMs <= 0) {
        return rung.state == RungState::Off ? state : tr("%1 · never found anybody yet").arg(state);
    }
    return tr("%1 · last found somebody: %2").arg(state, Words::moment(rung.lastMs, today()));
}

QString NetworkWords::rungLine(const engine::RungSnapshot& rung)
{
    return tr("%1: %2", "way of finding people, state")
        .arg(Words::rung(rung.rung), rungState(rung));
}

} // namespace gui
