# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""A raid is cleared from the window of whoever runs the room: a dozen throw-away people come into a public room and post
junk; one act in a dialog bans them and takes all of it away, for everybody, and what others wrote stays. Ada has the window
and the room, Bea is an ordinary member of long standing; the raiders are nodes of their own.

PARLOUR, PARLOUR_NODE and PARLOUR_SHIFTED_CLOCK name the programs. With PARLOUR_E2E_PICTURES=FOLDER a picture is left there
after each step.
"""
import sys
import time

from room_window import RoomWindow
from screen import DANGER, PATIENCE, walk_through
from parlour_rig import check, equal, settled, until

RAIDERS = 12
JUNK = 2  # of each
LONG_AGO = -2 / 24  # days


class Raid(RoomWindow):
    def __init__(self, folder):
        super().__init__(folder, "Market square", "bea", *(f"raider{number}" for number in range(RAIDERS)))
        self.raiders = []
        ada, self.bea = self.node("ada", "--name", "Ada"), self.node("bea", "--name", "Bea")
        for node in (ada, self.bea):
            node.days_ahead = LONG_AGO
            node.start()
        self.room = ada.create("Market square", access="public", policy={"powBits": 1})
        ada.say(self.room, "Be welcome, and be kind")
        self.bea.join(ada.invite(self.room))
        self.bea.say(self.room, "Fresh bread from seven on")
        ada.hears("Fresh bread from seven on")
        for node in (ada, self.bea):
            equal(node.terminate(), 0, "a clean end")
            node.days_ahead = 0
        self.bea.restart()
        self.open_window()
        self.kept = ["Be welcome, and be kind", "Fresh bread from seven on"]

    # -- the walk --

    def many_come_and_spoil_the_room(self):
        self.open_room()
        until(lambda: self.bea.online(self.room) >= 1, PATIENCE, "the room to come together")
        link = self.bea.invite(self.room)
        self.raiders = [self.node(f"raider{number}", "--name", f"Raider {number}") for number in range(RAIDERS)]
        for node in self.raiders:
            node.start()
        asked = [(node, node.send("room.join", link=link)) for node in self.raiders]
        for node, request in asked:
            node.answer(request)
        for node in self.raiders:
            until(lambda node=node: self.state(node) == "joined", PATIENCE, "a raider comes in")
            for number in range(JUNK):
                node.say(self.room, f"JUNK {number} " + "buy buy buy " * 4)
        self.bea.say(self.room, "What is going on here?")
        self.kept.append("What is going on here?")
        until(lambda: len(self.bea.texts(self.room)) == len(self.kept) + RAIDERS * JUNK, PATIENCE, "all of the junk")
        self.screen.picture("raided")

    def one_act_clears_it(self):
        dialog = self.open_from_menu("u", "Clear out a raid")
        until(lambda: self.screen.find_block(DANGER, 40, 4), PATIENCE, "a button to ban")
        self.screen.picture("dialog")
        self.screen.key("Tab", "Tab")
        self.screen.type("a raid")
        self.screen.picture("reason")
        began = time.monotonic()
        self.press(DANGER, "a button to ban")
        until(lambda: self.is_gone(dialog), PATIENCE, "the dialog gone")
        until(lambda: self.bea.texts(self.room) == self.kept, PATIENCE, "what others wrote stays, and nothing else")
        print(f"clean at another member {time.monotonic() - began:.2f} s after the click was begun")
        self.screen.picture("cleared")

    def everybody_knows(self):
        members = self.bea.call("room.members", room=self.room)["members"]
        banned = {it["identity"] for it in members if it["state"] == "banned"}
        equal(banned, {node.identity for node in self.raiders}, "who is banned")
        for node in self.raiders:
            until(lambda node=node: self.state(node) == "banned", PATIENCE, "they hear of it")
            node.refused("room.send", ("not_member", "banned", "not_allowed"), room=self.room, text="more")
        entries = self.bea.call("room.log", room=self.room)["entries"]
        check(any(it["action"] == "ban" and it["reason"] == "a raid" and it["valid"] for it in entries),
              f"the log of another member: {entries}")
        self.bea.say(self.room, "Thank you, Ada")

    def the_window_shows_what_stays(self):
        """The window's own word for it, once it has gone: the same profile, opened by a node."""
        self.screen.picture("afterwards")
        log = self.open_from_menu("d", "Moderation log")
        self.screen.picture("log")
        self.leave(log)
        self.ada.terminate()
        self.ada.wait(PATIENCE)
        ada = self.node("ada").start()
        until(lambda: ada.texts(self.room) == [*self.kept, "Thank you, Ada"], PATIENCE, "in the window's history")
        settled([ada, self.bea], self.room)


sys.exit(walk_through(Raid, lambda walk: (
    walk.many_come_and_spoil_the_room, walk.one_act_clears_it, walk.everybody_knows,
    walk.the_window_shows_what_stays)))
