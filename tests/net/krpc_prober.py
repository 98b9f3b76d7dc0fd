# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""KRPC by hand: datagrams that are right or wrong on purpose, and a node that answers as it is told."""
import ctypes
import socket
import threading

_sodium = ctypes.CDLL("libsodium.so.23")
REFUSED = "e"


def encode(value):
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, bytes):
        return b"%d:%s" % (len(value), value)
    if isinstance(value, list):
        return b"l" + b"".join(map(encode, value)) + b"e"
    return b"d" + b"".join(encode(key) + encode(value[key]) for key in sorted(value)) + b"e"


def decode(data):
    value, at = _decode(data, 0)
    if at != len(data):
        raise ValueError("more than one value")
    return value


def _decode(data, at):
    kind = data[at:at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1:end]), end + 1
    if kind in (b"l", b"d"):
        out, at = [], at + 1
        while data[at:at + 1] != b"e":
            value, at = _decode(data, at)
            out.append(value)
        return (out if kind == b"l" else dict(zip(out[::2], out[1::2]))), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    return data[colon + 1:end], end


def public_key(seed):
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
    _sodium.crypto_sign_seed_keypair(public, secret, seed)
    return public.raw


def sign(seed, value, seq, salt=b""):
    """Of `value`, bencoded, as BEP 44 wants it."""
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
    _sodium.crypto_sign_seed_keypair(public, secret, seed)
    message = (b"4:salt" + encode(salt) if salt else b"") + b"3:seqi%de1:v" % seq + value
    signature = ctypes.create_string_buffer(64)
    _sodium.crypto_sign_detached(signature, None, message, ctypes.c_ulonglong(len(message)), secret)
    return signature.raw


class Prober:
    """Asks one node at a time, from a port of its own."""

    def __init__(self, host):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.id = b"prober of the errors"
        self.last = 0

    def ask(self, to, method, seconds=2, **args):
        """The answer's `r`, or its error's code and text; None without an answer."""
        self.last += 1
        transaction = b"%04d" % self.last
        arguments = {key.encode(): value for key, value in args.items()}
        query = {b"t": transaction, b"y": b"q", b"q": method.encode(), b"a": {b"id": self.id, **arguments}}
        self.socket.settimeout(seconds)
        self.socket.sendto(encode(query), to)
        try:
            while True:
                data, sender = self.socket.recvfrom(4096)
                message = decode(data)
                if sender == to and message[b"t"] == transaction:
                    return message[b"r"] if message[b"y"] == b"r" else (REFUSED, *message[b"e"])
        except TimeoutError:
            return None

    def code(self, to, method, **args):
        """0 when it was accepted, None when nothing came."""
        answer = self.ask(to, method, **args)
        return answer if answer is None else answer[1] if isinstance(answer, tuple) else 0


class Refuser:
    """A node that gives tokens to all and refuses whatever is to be stored, with `code`."""

    def __init__(self, host, port=6881):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, port))
        self.id = b"refuser of all items"
        self.code = 202
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            data, sender = self.socket.recvfrom(4096)
            message = decode(data)
            if message.get(b"y") != b"q":
                continue
            answer = {b"t": message[b"t"], b"y": b"r", b"r": {b"id": self.id, b"nodes": b"", b"token": b"give"}}
            if message[b"q"] in (b"put", b"announce_peer"):
                answer = {b"t": message[b"t"], b"y": b"e", b"e": [self.code, b"refused on purpose"]}
            self.socket.sendto(encode(answer), sender)
