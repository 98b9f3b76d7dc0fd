# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
"""What is wrong gets the same error from our node and from libtorrent's: the same datagrams, made by hand, go to both side by
side. And what others refuse us with, a person is told by its code."""
import hashlib

from krpc_prober import Prober, Refuser, encode, public_key, sign
from parlour_rig import Rig, check, equal, main, run, until
from strangers import Libtorrent

OURS = ("10.77.0.1", 6881)
THEIRS = ("10.77.0.2", 6881)
PORT = ("--listen", "10.77.0.1:6881")


class Both:
    """Every question goes to both; each knows only the tokens of its own."""

    def __init__(self, number):
        address = f"10.77.0.{number}"
        run("ip", "addr", "add", address + "/24", "dev", "br0")
        self.prober = Prober(address)

    def tokens(self, method, **args):
        answers = [self.prober.ask(to, method, **args) for to in (OURS, THEIRS)]
        check(all(isinstance(answer, dict) for answer in answers), f"{method}: {answers}")
        return [answer[b"token"] for answer in answers]

    def code(self, what, wanted, method, tokens=None, **args):
        codes = []
        for index, to in enumerate((OURS, THEIRS)):
            more = {"token": tokens[index]} if tokens else {}
            codes.append(self.prober.code(to, method, **more, **args))
        equal(codes, list(wanted) if isinstance(wanted, tuple) else [wanted, wanted], f"{what}: ours and libtorrent's code")


def start(rig):
    theirs = Libtorrent(rig, "p2", ["10.77.0.2"])
    ours = rig.start("ann", "--no-lan", *PORT, number=1)
    return ours, theirs


def announcing_wrongly():
    with Rig(peers=2, no_dht=False) as rig:
        start(rig)
        both = Both(201)
        infohash = hashlib.sha1(b"errors").digest()
        tokens = both.tokens("get_peers", info_hash=infohash)
        both.code("with its token", 0, "announce_peer", tokens, info_hash=infohash, port=4000)
        both.code("with a wrong token", 203, "announce_peer", [b"nope", b"nope"], info_hash=infohash, port=4000)
        both.code("without a token", 203, "announce_peer", info_hash=infohash, port=4000)
        both.code("with the token of the other", 203, "announce_peer", tokens[::-1], info_hash=infohash, port=4000)
        other = Both(202)
        other.code("with somebody else's token", 203, "announce_peer", tokens, info_hash=infohash, port=4000)
        both.code("a short infohash", 203, "announce_peer", tokens, info_hash=infohash[:19], port=4000)
        both.code("without an infohash", 203, "announce_peer", tokens, port=4000)
        both.code("looking for half an infohash", 203, "get_peers", info_hash=infohash[:10])
        # Here we keep to BEP 5; libtorrent misses a target before it looks at the method.
        both.code("a method that nobody knows", (204, 203), "frobnicate")
        both.code("an unknown one with a target", 0, "frobnicate", target=infohash)


def putting_wrongly():
    seed = b"\x07" * 32
    key = public_key(seed)
    with Rig(peers=2, no_dht=False) as rig:
        start(rig)
        both = Both(201)

        # immutable: v goes over the wire as it is, so a Python value is its own bencoding
        tokens = both.tokens("get", target=hashlib.sha1(encode(b"hello")).digest())
        both.code("an immutable item", 0, "put", tokens, v=b"hello")
        both.code("without a token", 203, "put", v=b"hello")
        both.code("with a wrong token", 203, "put", [b"nope", b"nope"], v=b"hello")
        big = b"x" * 998
        tokens = both.tokens("get", target=hashlib.sha1(encode(big)).digest())
        both.code("a value of 1,002 bytes", 205, "put", tokens, v=big)
        both.code("no value", 203, "put", tokens)

        # mutable
        def mutable(what, wanted, value, seq, use=None, salt=b"s", signature=None, **more):
            good = sign(seed, encode(value), seq, salt)
            args = {"v": value, "k": key, "seq": seq, "sig": signature or good, **more}
            both.code(what, wanted, "put", use or tokens, **args, **({"salt": salt} if salt else {}))

        tokens = both.tokens("get", target=hashlib.sha1(key + b"s").digest())
        mutable("number 5", 0, b"five", 5)
        mutable("again the same", 0, b"five", 5)
        mutable("an older number", 302, b"four", 4)
        mutable("cas that does not fit", 301, b"six", 6, cas=4)
        mutable("cas that fits", 0, b"six", 6, cas=5)
        mutable("cas and an older number", 301, b"five", 5, cas=3)
        mutable("a wrong signature", 206, b"seven", 7, signature=b"\x01" * 64)
        mutable("a signature over something else", 206, b"seven", 7,
                signature=sign(seed, encode(b"other"), 7, b"s"))
        mutable("a signature for another salt", 206, b"seven", 7, signature=sign(seed, encode(b"seven"), 7, b"t"))
        mutable("a wrong token", 203, b"seven", 7, use=[b"nope", b"nope"])
        mutable("a salt of 65 bytes", 207, b"seven", 7, salt=b"s" * 65)
        mutable("a negative number", 203, b"minus", -1)
        both.code("a short key", 203, "put", tokens, v=b"seven", k=key[:31], seq=7, sig=b"\x01" * 64, salt=b"s")
        # what was refused has left no trace
        for to in (OURS, THEIRS):
            got = both.prober.ask(to, "get", target=hashlib.sha1(key + b"s").digest())
            equal((got[b"v"], got[b"seq"]), (b"six", 6), f"what {to} holds")
        # libtorrent takes half a proof of authorship for none, and the item for an immutable one; we do not guess.
        mutable("a short signature", (203, 0), b"seven", 7, signature=b"\x01" * 63)
        both.code("a key without a signature", (203, 0), "put", tokens, v=b"seven", k=key, seq=7, salt=b"s")
        got = both.prober.ask(OURS, "get", target=hashlib.sha1(key + b"s").digest())
        equal((got[b"v"], got[b"seq"]), (b"six", 6), "what we hold")


def a_refusal_is_told_by_its_code():
    """The only node there is refuses; the person is told why."""
    with Rig(peers=1, no_dht=False) as rig:
        run("ip", "addr", "add", "10.77.0.203/24", "dev", "br0")
        refuser = Refuser("10.77.0.203")
        ours = rig.start("ann", "--no-lan", "--bootstrap", "10.77.0.203:6881", *PORT, number=1)
        until(lambda: ours.call("dht.info")["nodes"] >= 1, 20, "the refuser in the table", step=0.2)
        for code in (202, 203, 205, 206, 207, 301, 302):
            refuser.code = code
            reason = "too_large" if code in (205, 207) else "not_allowed"
            error = ours.refused("dht.put", reason, v=b"1:x".hex(), secretKey="07" * 32, seq=code)
            equal(error.data.get("code"), code, "the code of a put")
        refuser.code = 203
        error = ours.refused("dht.announce", "not_allowed", infohash=hashlib.sha1(b"refused").hexdigest(), port=1)
        equal(error.data.get("code"), 203, "the code of an announcement")


if __name__ == "__main__":
    main(announcing_wrongly, putting_wrongly, a_refusal_is_told_by_its_code)
