# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""The product as somebody meets it: the real window with the real engine on a real X server, keys and the mouse, and a
parlour-node as the other member, on loopback.

What the window did is read where it counts: in what the node hears and sees delivered and read, in the files that arrive,
in the pixels of the window. Every step waits for its condition, never for a time.

PARLOUR, PARLOUR_NODE and PARLOUR_DRAG_SOURCE name the programs. With PARLOUR_E2E_PICTURES=FOLDER a picture of the screen
is left there after each step.
"""
import os
import signal
import subprocess
import sys

from screen import ACCENT, APART, OWN, PATIENCE, Screen, free_port, walk_through
from parlour_rig import Node, check, equal, sha256, until


class Walk:
    """Ada has the window, Bea the node."""

    def __init__(self, folder):
        self.folder = folder
        self.screen = Screen(folder)
        self.ada = None
        # They find each other by the addresses of last time alone, so these have to stay.
        self.options = {name: ["--profile", os.path.join(folder, name), "--listen", "127.0.0.1:" + free_port(), *APART]
                        for name in ("ada", "bea")}
        self.bea = self.node("bea", "--name", "Bea")
        self.bea.start()
        self.room = self.bea.create("Kitchen table")
        self.bea.say(self.room, "Said before anybody came")

    def close(self):
        if self.bea.is_running():
            self.bea.kill9()
        self.screen.close()

    # -- what one does --

    def node(self, who, *more):
        return Node([os.environ["PARLOUR_NODE"], *self.options[who], *more], who,
                    os.path.join(self.folder, who + ".log"))

    def open_window(self):
        self.ada = self.screen.start([os.environ["PARLOUR"], *self.options["ada"]])

    def title(self):
        return self.screen.window(self.ada, "Kitchen table \N{EM DASH} Parlour")

    def noise(self, name, size):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(os.urandom(size))
        return path

    def is_in_state(self, message, *states):
        page = self.bea.call("room.history", room=self.room, limit=100)["messages"]
        return next(it["state"] for it in page if it["message"] == message) in states

    # -- the walk --

    def first_run(self):
        self.open_window()
        start = self.screen.window(self.ada, "Parlour")
        self.screen.activate(start)
        self.screen.picture("first-run")
        self.screen.key("Return")  # the name is there already, nothing else is asked
        until(lambda: start not in self.screen.windows(self.ada).values(), PATIENCE, "the main window")
        self.screen.window(self.ada, "Parlour")

    def join(self):
        self.screen.activate(self.screen.window(self.ada, "Parlour"))
        self.screen.key("ctrl+j")
        self.screen.activate(self.screen.window(self.ada, "Join with an invite"))
        self.screen.type(self.bea.invite(self.room))
        mark = self.bea.mark()
        self.screen.key("Return")
        self.bea.wait("member", lambda it: it["change"] == "joined", seconds=PATIENCE, since=mark)
        self.screen.activate(self.title())
        names = {member["name"] for member in self.bea.call("room.members", room=self.room)["members"]}
        equal(names, {"Ada", "Bea"}, "the members")
        self.screen.picture("joined")

    def talk(self):
        self.screen.type("Hello from the window!")
        self.screen.key("Return")
        heard = self.bea.hears("Hello from the window!", PATIENCE)
        equal(heard["name"], "Ada", "who said it")
        self.screen.type("First line")
        self.screen.key("shift+Return")
        self.screen.type("second <b>line</b>")
        self.screen.key("Return")
        self.bea.hears("First line\nsecond <b>line</b>", PATIENCE)
        told = self.bea.say(self.room, "Grüße 🎉 שלום\nund eine zweite Zeile")
        until(lambda: self.is_in_state(told, "read"), PATIENCE, "read in the window")
        self.screen.picture("talk")

    def drop_file(self):
        path = self.noise("dropped (1).bin", 3_000_000)
        window = self.title()
        left, top, width, height = self.screen.place(window)
        over = left + width // 2, top + height // 3
        icon = self.screen.start([os.environ["PARLOUR_DRAG_SOURCE"], "1190", "730", path], stdout=subprocess.PIPE,
                                 text=True)
        os.set_blocking(icon.stdout.fileno(), False)
        words = []

        def has_said(word):
            words.extend(icon.stdout.readlines())
            return word + "\n" in words

        until(lambda: has_said("shown"), PATIENCE, "something to drag")
        self.screen.hand("mousemove", 1230, 760, "mousedown", 1)
        step = 0

        def is_over():
            # A hand is never quite still; a drag that began late must still hear of the pointer.
            nonlocal step
            step += 1
            self.screen.hand("mousemove", 1230 - step % 5, 750) if step < 4 else self.screen.hand(
                "mousemove", over[0] + step % 7, over[1])
            return has_said("over copy")

        until(is_over, PATIENCE, "a window that takes the file")
        self.screen.picture("drag")
        self.screen.hand("mouseup", 1)
        until(lambda: has_said("dropped copy"), PATIENCE, f"the drop; heard {words}")
        self.screen.activate(window)

        def heard():
            self.screen.picture("dropped")
            self.screen.key("Return")  # shares what waits above the composer, once it does
            return next((it["file"] for it in self.bea.said("message") if it.get("file")), None)

        card = until(heard, PATIENCE, "a card for what was dropped", step=0.3)
        icon.kill()  # not sooner: it is asked for the paths after the drop
        equal((card["name"], card["bytes"]), ("dropped (1).bin", 3_000_000), "the card")
        target = os.path.join(self.folder, "bea-files")
        os.mkdir(target)
        self.bea.call("file.fetch", file=card["file"], to=target)
        done = self.bea.wait("file.done", lambda it: it["file"] == card["file"], seconds=PATIENCE)
        equal(sha256(done["path"]), sha256(path), "the file that was dropped")

    def download(self):
        path = self.noise("for the window.bin", 2_000_000)
        shared = self.bea.call("file.share", room=self.room, path=path)
        until(lambda: self.is_in_state(shared["message"], "read"), PATIENCE, "the card in the window")
        button = until(lambda: self.screen.find_block(ACCENT, 60, 4), PATIENCE, "a Download button")
        self.screen.picture("offered")
        self.screen.hand("mousemove", *button, "click", 1)
        arrived = os.path.join(self.screen.environment["HOME"], "Downloads", "Parlour", "for the window.bin")
        until(lambda: os.path.exists(arrived), PATIENCE, "the file at its place")
        equal(sha256(arrived), sha256(path), "the file that was downloaded")
        self.screen.picture("downloaded")

    def start_again(self):
        """The first window comes forward, with the invite that the second start was given; the second one ends."""
        first = self.title()
        self.screen.hand("windowminimize", first)
        until(lambda: first not in self.screen.windows(self.ada).values(), PATIENCE, "a minimized window", step=0.2)
        equal(self.screen.start([os.environ["PARLOUR"], *self.options["ada"]]).wait(PATIENCE), 0, "the second one's code")
        until(lambda: self.screen.ask("xdotool", "getactivewindow") == first, PATIENCE, "the first window in front")
        again = self.screen.start([os.environ["PARLOUR"], *self.options["ada"], "parlour:1nonsense"])
        equal(again.wait(PATIENCE), 0, "the third one's code")
        dialog = self.screen.window(self.ada, "Join with an invite")
        self.screen.activate(dialog)
        self.screen.picture("called-again")
        self.screen.key("Escape")
        until(lambda: dialog not in self.screen.windows(self.ada).values(), PATIENCE, "the dialog closed")

    def refuse_second(self):
        """A node has the profile, so there is no window to raise: a sentence, and the same code as the node's."""
        second = self.screen.start([os.environ["PARLOUR"], *self.options["bea"]])
        self.screen.activate(self.screen.window(second, "Parlour"))
        self.screen.picture("second")
        self.screen.key("Tab", "space")  # from Try again to Quit
        equal(second.wait(PATIENCE), 3, "the second one's code")
        check(self.bea.is_running(), "the node goes on")

    def quit_and_return(self):
        """What is on the disk is there without anybody to ask; what was missed comes when somebody is."""
        self.screen.activate(self.title())
        self.screen.key("ctrl+q")
        equal(self.ada.wait(PATIENCE), 0, "quitting")
        missed = self.bea.say(self.room, "Said while the window was closed")
        equal(self.bea.terminate(), 0, "the node's end")
        self.open_window()
        self.screen.activate(self.title())
        until(lambda: self.screen.count(OWN) > 3000, PATIENCE, "one's own messages on the screen again")
        self.screen.picture("alone-again")
        self.bea.restart()
        until(lambda: self.is_in_state(missed, "read"), PATIENCE, "what was missed")
        self.screen.type("Back again")
        self.screen.key("Return")
        self.bea.hears("Back again", PATIENCE)

    def kill_and_return(self):
        self.screen.type("Half a thought")  # a draft
        until(lambda: self.has_draft("Half a thought"), PATIENCE, "the draft on the disk")
        os.kill(self.ada.pid, signal.SIGKILL)
        self.ada.wait()
        self.open_window()
        self.screen.activate(self.title())
        until(lambda: self.bea.online(self.room) >= 1, PATIENCE, "the room to come back")
        self.screen.key("Return")
        self.bea.hears("Half a thought", PATIENCE)
        self.screen.picture("after-kill")

    def has_draft(self, words):
        for name in os.listdir(os.path.join(self.folder, "ada")):
            path = os.path.join(self.folder, "ada", name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    if words.encode() in file.read():
                        return True
        return False

    def nothing_lost(self):
        """The window's own store, looked at through a node."""
        self.screen.activate(self.title())
        self.screen.key("ctrl+q")
        equal(self.ada.wait(PATIENCE), 0, "quitting")
        store = self.node("ada").start()
        texts = store.texts(self.room)
        store.terminate()
        equal(texts, self.bea.texts(self.room), "the two histories")
        equal(len(texts), 9, "messages")

    def no_screen(self):
        bare = {key: value for key, value in self.screen.environment.items() if key != "DISPLAY"}
        result = subprocess.run([os.environ["PARLOUR"]], env=bare, capture_output=True, text=True, check=False,
                                timeout=PATIENCE)
        equal(result.returncode, 1, "without a screen")
        equal(len(result.stderr.splitlines()), 1, f"one line, not {result.stderr!r}")
        check("DISPLAY" in result.stderr, result.stderr)


sys.exit(walk_through(Walk, lambda walk: (
    walk.first_run, walk.join, walk.talk, walk.drop_file, walk.download, walk.start_again, walk.refuse_second,
    walk.quit_and_return, walk.kill_and_return, walk.nothing_lost, walk.no_screen)))
