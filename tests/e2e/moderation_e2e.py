# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""A room is run from its window: somebody who asks is let in, what he writes is reported, he is banned with it, and the log
says so. Ada has the window and the room, Bea and Eve are nodes.

PARLOUR and PARLOUR_NODE name the programs. With PARLOUR_E2E_PICTURES=FOLDER a picture is left there after each step.
"""
import sys
import time

from room_window import RoomWindow
from screen import ACCENT, DANGER, PATIENCE, walk_through
from parlour_rig import check, equal, until


class Moderation(RoomWindow):
    def __init__(self, folder):
        super().__init__(folder, "Kitchen table", "bea", "eve")
        ada, self.bea, self.eve = (self.node(name, "--name", name.title()) for name in ("ada", "bea", "eve"))
        for node in (ada, self.bea, self.eve):
            node.start()
        self.room = ada.create("Kitchen table", access="knock")
        ada.say(self.room, "Said before anybody came")
        self.bea.join(ada.invite(self.room, uses=1))
        self.link = ada.invite(self.room)
        equal(ada.terminate(), 0, "the founder's node")
        self.open_window()

    # -- the walk --

    def somebody_asks(self):
        self.open_room()
        until(lambda: self.bea.online(self.room) >= 1, PATIENCE, "the room to come together")
        equal(self.eve.call("room.join", link=self.link, message="It is me, Eve <b>from the choir</b>")["state"],
              "knocking", "asked")
        dialog = self.open_from_menu("w", "Who asks to come in")
        until(lambda: self.screen.find_block(ACCENT, 40, 4), PATIENCE, "a button to let in")
        self.screen.picture("knock")
        self.screen.key("Return")
        until(lambda: self.state(self.eve) == "joined", PATIENCE, "let in")
        # Old history may still be coming to somebody who has just joined.
        until(lambda: self.eve.texts(self.room) == ["Said before anybody came"], PATIENCE, "what she reads")
        self.screen.picture("let-in")
        self.leave(dialog)

    def a_report_leads_to_a_ban(self):
        said = self.eve.say(self.room, "buy <i>this</i> now")
        self.bea.hears("buy <i>this</i> now")
        self.bea.call("room.report", room=self.room, message=said, reason="advertising")
        reports = self.open_from_menu("e", "Reports")
        until(lambda: self.screen.find_block(ACCENT, 40, 4), PATIENCE, "a report")
        self.screen.picture("report")
        time.sleep(1)  # who it is about may be asked for still
        self.screen.key("Tab", "space")
        dialog = self.screen.window(self.ada, "Moderate")
        self.screen.activate(dialog)
        self.screen.key("Down", "Down")  # from mute over remove to ban
        self.screen.picture("ban")
        began = time.monotonic()
        self.press(DANGER, "a button to ban")
        until(lambda: self.state(self.eve) == "banned", PATIENCE, "banned")
        print(f"banned {time.monotonic() - began:.2f} s after the click was begun")
        until(lambda: any(it["state"] == "banned" and it["identity"] == self.eve.identity
                          for it in self.bea.call("room.members", room=self.room)["members"]), PATIENCE, "at Bea's")
        self.eve.refused("room.send", ("not_member", "banned", "not_allowed"), room=self.room, text="more")
        until(lambda: self.is_gone(dialog), PATIENCE, "the dialog gone")
        self.leave(reports)

    def the_log_says_so(self):
        dialog = self.open_from_menu("d", "Moderation log")
        self.screen.picture("log")
        self.leave(dialog)
        actions = [entry["action"] for entry in self.bea.call("room.log", room=self.room)["entries"]]
        check("ban" in actions and "grant" in actions, f"the log of another member: {actions}")

    def other_lists_open(self):
        for keys, title, name in (("ctrl+i", "Invite to", "share"), ("ctrl+shift+b", "Public rooms", "browser")):
            dialog = self.open_dialog(title, keys)
            until(lambda: self.screen.find_block(ACCENT, 40, 4) or name == "browser", PATIENCE, title)
            self.screen.picture(name)
            self.leave(dialog)
        self.screen.picture("room")


sys.exit(walk_through(Moderation, lambda walk: (
    walk.somebody_asks, walk.a_report_leads_to_a_ban, walk.the_log_says_so, walk.other_lists_open)))
