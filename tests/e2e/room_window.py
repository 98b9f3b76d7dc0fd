# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""Ada's window over a room that she runs, with nodes as the others: how its menus and dialogs are opened and left by the
keyboard. What walks through moderation share.
"""
import os
import time

from screen import APART, PATIENCE, Screen, free_port
from parlour_rig import Node, until


class RoomWindow:
    def __init__(self, folder, title, *others):
        self.folder = folder
        self.title = title
        self.screen = Screen(folder)
        self.nodes = []
        self.options = {}
        self.add_people("ada", *others)
        self.room = None
        self.ada = None

    def add_people(self, *names):
        for name in names:
            self.options[name] = ["--profile", os.path.join(self.folder, name),
                                  "--listen", "127.0.0.1:" + free_port(), *APART]

    def close(self):
        for node in self.nodes:
            if node.is_running():
                node.kill9()
        self.screen.close()

    def node(self, who, *more):
        node = Node([os.environ["PARLOUR_NODE"], *self.options[who], *more], who,
                    os.path.join(self.folder, who + ".log"))
        self.nodes.append(node)
        return node

    def open_window(self):
        """On what the node of the same profile has left."""
        self.ada = self.screen.start([os.environ["PARLOUR"], *self.options["ada"]])

    def main_window(self):
        return self.screen.window(self.ada, self.title + " \N{EM DASH} Parlour")

    def shown(self, title):
        return next((window for name, window in self.screen.windows(self.ada).items() if title in name), None)

    def open_room(self):
        """The only room, once the window knows of it."""
        self.screen.activate(self.screen.window(self.ada, "Parlour"))

        def is_open():
            self.screen.key("alt+Down")
            return self.shown(self.title + " \N{EM DASH} Parlour")

        until(is_open, PATIENCE, "the room in the window", step=0.5)

    def open_dialog(self, title, *strokes):
        """A window takes a moment to be there for the next key: pressed again where it was too soon."""
        def is_open():
            window = self.shown(title)
            if not window:
                self.screen.activate(self.main_window())
                for stroke in strokes:
                    self.screen.key(stroke)
                    time.sleep(0.2)
                time.sleep(1)
                window = self.shown(title)
            if not window:
                self.screen.key("Escape")
            return window

        dialog = until(is_open, PATIENCE, title, step=0.3)
        self.screen.activate(dialog)
        return dialog

    def open_from_menu(self, letter, title):
        return self.open_dialog(title, "alt+r", letter)

    def is_gone(self, dialog):
        return dialog not in self.screen.windows(self.ada).values()

    def leave(self, dialog):
        def is_left():
            if not self.is_gone(dialog):
                self.screen.ask("xdotool", "windowactivate", dialog)  # it may be going already
                self.screen.key("Escape")
            return self.is_gone(dialog)

        until(is_left, PATIENCE, "the dialog closed", step=0.3)

    def state(self, node):
        return next((it["state"] for it in node.call("room.list")["rooms"] if it["room"] == self.room), None)

    def press(self, colour, what):
        self.screen.hand("mousemove", 5, 5)
        button = until(lambda: self.screen.find_block(colour, 40, 4), PATIENCE, what)
        self.screen.hand("mousemove", *button, "click", 1)
