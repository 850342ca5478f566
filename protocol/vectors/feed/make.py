#!/usr/bin/env python3
"""Makes vectors.json: feeds, key events, letters and bundles by another implementation.

Written from spec/feed.md, spec/keys.md, spec/stamps.md, spec/status.md, spec/rules.md, spec/disputes.md, spec/words.md, spec/communities.md and spec/letters.md alone, on the PyPI packages `cbor2`
and `cryptography`. Run it in this folder; its output is committed and the same every time.
"""
import hashlib
import json

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from curve import Committed

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
NOW = 1_795_000_000_000


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Key:
    def __init__(self, name):
        self.seed = sha(b"vector key ", name.encode())
        self.secret = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self.secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, *parts):
        return self.secret.sign(b"".join(parts))

    def did(self):
        return did_of(self.public)


def did_of(public):
    number, text = int.from_bytes(b"\xed\x01" + public, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "did:key:z" + text


def cbor(value):
    return cbor2.dumps(value, canonical=True)


def head(leaves):
    if not leaves:
        return sha()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha(b"\x01", head(leaves[:k]), head(leaves[k:]))


def path(m, leaves):
    if len(leaves) <= 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return path(m, leaves[:k]) + [head(leaves[k:])]
    return path(m - k, leaves[k:]) + [head(leaves[:k])]


def subproof(m, leaves, whole):
    if m == len(leaves):
        return [] if whole else [head(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return subproof(m, leaves[:k], whole) + [head(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [head(leaves[:k])]


ALICE, BOB, NEXT, PEER = Key("alice"), Key("bob"), Key("alice next"), Key("peer")
WRITER, OTHER = Key("alice writer"), Key("other writer")
SALT, NONCE = bytes(range(16)), bytes(range(16, 32))
CASES = []


def case(what, name, data, expect="taken", **more):
    CASES.append({"what": what, "name": name, "hex": data.hex(), "expect": expect, **more})


def body_of(media_type, content):
    return cbor([SALT, media_type, content])


def header_of(seq, kind, media_type, content, ids=(), **change):
    fields = {
        "version": 1, "writer": WRITER.public, "seq": seq, "root": head(list(ids)), "ts": NOW + seq,
        "kind": kind, "ret": 0, "bh": sha(b"bot/body/1\0", SALT, bytes([media_type]), content),
        "bs": len(content),
    }
    fields.update(change)
    return cbor(list(fields.values()))


def changed(**change):
    return header_of(change.pop("seq", 0), change.pop("kind", 10), 1, PROFILE, **change)


def entry_of(header, body, key=WRITER):
    return cbor([header, key.sign(b"bot/entry/1\0", header), body])


def offer_of(sender, to, terms, expires=NOW + 1000, key=None):
    unsigned = [1, sender.public, to.public, sha(b"bot/terms/1\0", terms), expires, NONCE]
    return cbor(unsigned + [(key or sender).sign(b"bot/offer/1\0", cbor(unsigned))])


def key_event(what, payload, ts, did=ALICE, key=None):
    unsigned = [1, did.public, what, payload, ts]
    return cbor(unsigned + [(key or did).sign(b"bot/key/1\0", cbor(unsigned))])


def letter_of(kind, content, sender=ALICE, to=BOB, key=None):
    unsigned = [1, sender.public, to.public, kind, NOW, NONCE, content]
    return cbor(unsigned + [(key or sender).sign(b"bot/letter/1\0", cbor(unsigned))])


def text_of(stewards, acts, number=0, previous=b"", parent=None, until=None, purpose="Tea for all",
            role="bureau", reverse=False):
    """The text of a charter; `previous` is left out of the first one."""
    before = (sha(b"before") if number else None) if previous == b"" else previous
    listed = sorted(([who.public, role, until] for who in stewards), reverse=reverse)
    return cbor([1, number, before, purpose, parent.public if parent else None, listed, acts])


def charter(text, signers=None, community=ALICE, keys=None):
    """A charter of ALICE's: signed by these, in the order of their keys; `keys` sign in their place."""
    signers = sorted(signers or [ALICE, BOB], key=lambda who: who.public)
    keys = signers if keys is None else sorted(keys, key=lambda who: who.public, reverse=True)
    signed = [[who.public, key.sign(b"bot/charter/1\0", community.public, text)] for who, key in zip(signers, keys)]
    return cbor([1, text, signed])


def js(value):
    return json.dumps(value, ensure_ascii=False).encode()


def subject(kind, who):
    return js({"type": ["VerifiableCredential", kind], "credentialSubject": who})


TERMS = cbor([1, "Nous reconnaissons nos badges.", ["digital-skills", "first-aid"], None])
BADGE, ENDORSE = "OpenBadgeCredential", "EndorsementCredential"
PEER_SIG = PEER.sign(b"bot/peer/1\0", ALICE.public)


def word_of(by, sort, text, digest, words="Bien vu.", key=None):
    unsigned = [1, by.public, sort, text, digest, words, NOW]
    return cbor(unsigned + [(key or by).sign(b"bot/word/1\0", cbor(unsigned))])


def comment(*members, **more):
    return cbor([1, word_of(*members, **more)])


P256_KEY = "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"


def rice(places):
    """A set of places in few bytes, spec/status.md section 3."""
    places, all_places = list(places), 131072
    share = 11 * all_places // (16 * len(places)) if places else 0
    k = share.bit_length() - 1 if share else 0
    bits, least = "", 0
    for place in places:
        gap, least = place - least, place + 1
        bits += "1" * (gap >> k) + "0" + (format(gap & ((1 << k) - 1), f"0{k}b") if k else "")
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at:at + 8], 2) for at in range(0, len(bits), 8))


def snapshot(number, upto, revoked, suspended):
    return cbor([1, number, upto, len(revoked), rice(revoked), len(suspended), rice(suspended)])


def grant(scope, what, to=BOB.public, until=None, words=None, rule=None):
    return cbor([1, to, scope, what, until, words, rule])


def canonical(rule):
    return json.dumps(rule, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def award(name, creator=ALICE):
    return {"achievement": name, "creator": creator.did()}


TEACHER, COOK = award("urn:uuid:2"), award("https://ecole.example/thé", BOB)
RULES = [
    ("the issuer holds a badge", {"issuerHolds": TEACHER}),
    ("two of three", {"recipientHolds": {"atLeast": 2, "of": [TEACHER, COOK, award("urn:uuid:4")]}}),
    ("in order", {"inOrder": [COOK, TEACHER]}),
    ("holders endorse", {"endorsedByHolders": {"atLeast": 3, "of": COOK}}),
    ("reviewers endorse", {"endorsedBy": {"atLeast": 1, "of": [BOB.did(), ALICE.did()]}}),
    ("together", {"all": [{"issuerHolds": COOK}, {"any": [{"issuerHolds": TEACHER}, {"some": {
        "atLeast": 1, "of": [{"inOrder": [COOK, TEACHER]}]}}]}]}),
]
TWICE = '{"endorsedBy":{"atLeast":1,"of":["%s","%s"]}}' % (BOB.did(), BOB.did())
NO_RULES = [
    ("none at all", "{}", "expected an object with one member"),
    ("no JSON", "{", "rule is refused"),
    ("a form that is none", '{"not":{}}', "is no rule"),
    ("a blank", '{"issuerHolds": %s}' % canonical(TEACHER), "RFC 8785"),
    ("somebody twice", TWICE, "twice"),
    ("none of one", '{"endorsedBy":{"atLeast":0,"of":["%s"]}}' % BOB.did(), "at least 0"),
    ("two of one", '{"endorsedBy":{"atLeast":2,"of":["%s"]}}' % BOB.did(), "at least 2"),
    ("five levels", '{"all":[' * 4 + '{"issuerHolds":%s}' % canonical(TEACHER) + "]}" * 4, "levels"),
    ("a badge of nobody", '{"issuerHolds":{"achievement":"urn:uuid:2"}}', "creator"),
    ("order of one", '{"inOrder":[%s]}' % canonical(TEACHER), "two badges"),
]

GATE = [
    ("profile", 10, 1, cbor([1, 2, "École de Lyon", "Une école", "https://ecole.example"]), "taken"),
    ("profile, nothing optional", 10, 1, cbor([1, 1, "Alice", None, None]), "taken"),
    ("profile without a name", 10, 1, cbor([1, 1, "", None, None]), "name is empty"),
    ("profile of a fourth sort", 10, 1, cbor([1, 4, "Alice", None, None]), "party 4"),
    ("profile that overrides direction", 10, 1, cbor([1, 1, "A\u202ebc", None, None]), "U+202E"),
    ("profile with a script for a page", 10, 1, cbor([1, 1, "A", None, "javascript:1"]), "no address"),
    ("profile of version 2", 10, 1, cbor([2, 1, "A", None, None]), "content version 2"),
    ("profile as JSON", 10, 2, b"{}", "media type Json"),
    ("profile with a sixth member", 10, 1, cbor([1, 1, "A", None, None, None]), "not canonical"),
    ("achievement", 11, 2, js({"id": "urn:uuid:1", "type": ["Achievement"], "name": "é"}), "taken"),
    ("achievement of the author", 11, 2,
     js({"type": "Achievement", "creator": {"id": ALICE.did()}}), "taken"),
    ("achievement of another", 11, 2,
     js({"type": "Achievement", "creator": {"id": BOB.did()}}), "creator is"),
    ("achievement of another type", 11, 2, js({"type": ["Profile"]}), "no Achievement"),
    ("achievement with a member twice", 11, 2, b'{"type":"Achievement","type":"Achievement"}',
     "document is refused"),
    ("achievement that is a list", 11, 2, b"[]", "no JSON object"),
    ("achievement as CBOR", 11, 1, b"{}", "media type Cbor"),
    ("publish", 13, 2, subject(BADGE, {"id": ALICE.did()}), "taken"),
    ("publish, subjects in a list", 13, 2, subject(BADGE, [{"id": ALICE.did()}]), "taken"),
    ("publish what is about another", 13, 2, subject(BADGE, {"id": BOB.did()}), "only"),
    ("publish what is also about another", 13, 2,
     subject(BADGE, [{"id": ALICE.did()}, {"id": BOB.did()}]), "only"),
    ("publish what is about nobody", 13, 2, subject(BADGE, {"name": "Bob"}), "only"),
    ("publish without a subject", 13, 2, js({"type": ["VerifiableCredential"]}), "no subject"),
    ("publish with an empty list", 13, 2, subject(BADGE, []), "no subject"),
    ("publish with a second spelling", 13, 2,
     subject(BADGE, {"id": ALICE.did(), "@id": BOB.did()}), "@id"),
    ("publish with a second subject", 13, 2,
     js({"type": ["VerifiableCredential"], "credentialSubject": {"id": ALICE.did()},
         "https://www.w3.org/2018/credentials#credentialSubject": {"id": BOB.did()}}), "member"),
    ("publish what is no credential", 13, 2,
     js({"type": "Achievement", "credentialSubject": {"id": ALICE.did()}}), "VerifiableCredential"),
    ("endorsement of an achievement", 14, 2, subject(ENDORSE, {"id": "urn:uuid:1"}), "taken"),
    ("endorsement of the author", 14, 2, subject(ENDORSE, {"id": ALICE.did()}), "taken"),
    ("endorsement of another", 14, 2, subject(ENDORSE, {"id": BOB.did()}), "only"),
    ("endorsement of another, shouted", 14, 2, subject(ENDORSE, {"id": "DID:key:x"}), "only"),
    ("endorsement of an address", 14, 2, subject(ENDORSE, {"id": "mailto:bob@example.org"}), "only"),
    ("endorsement that is none", 14, 2, subject(BADGE, {"id": "urn:uuid:1"}), ENDORSE),
    ("recognition", 15, 1, cbor([1, offer_of(BOB, ALICE, TERMS), TERMS]), "taken"),
    ("recognition of other terms", 15, 1,
     cbor([1, offer_of(BOB, ALICE, TERMS + b" "), TERMS]), "where the offer says"),
    ("recognition offered to another", 15, 1, cbor([1, offer_of(ALICE, BOB, TERMS), TERMS]),
     "not to"),
    ("recognition of oneself", 15, 1, cbor([1, offer_of(ALICE, ALICE, TERMS), TERMS]), "to itself"),
    ("recognition that nobody offered", 15, 1,
     cbor([1, offer_of(BOB, ALICE, TERMS, key=ALICE), TERMS]), "not signed by"),
    ("recognition at the last moment", 15, 1,
     cbor([1, offer_of(BOB, ALICE, TERMS, NOW + 5), TERMS]), "taken"),
    ("recognition a moment too late", 15, 1,
     cbor([1, offer_of(BOB, ALICE, TERMS, NOW + 4), TERMS]), "open until"),
    ("recognition end", 16, 1, cbor([1, sha(b"some statement"), None]), "taken"),
    ("recognition end, reason", 16, 1, cbor([1, sha(b"some statement"), "fusion"]), "taken"),
    ("recognition end of half an id", 16, 1, cbor([1, bytes(16), None]), "not canonical"),
    ("recognition end, longest reason", 16, 1, cbor([1, bytes(32), "r" * 500]), "taken"),
    ("recognition end, reason too long", 16, 1, cbor([1, bytes(32), "r" * 501]), "501 bytes"),
    ("revoke", 17, 1, cbor([1, 1, [0, 7, 131071], None]), "taken"),
    ("revoke as many as one may", 17, 1, cbor([1, 1, list(range(500)), None]), "taken"),
    ("revoke one more", 17, 1, cbor([1, 1, list(range(501)), None]), "not canonical"),
    ("revoke nothing", 17, 1, cbor([1, 1, [], None]), "indexes is empty"),
    ("revoke out of order", 17, 1, cbor([1, 1, [7, 0], None]), "not sorted"),
    ("revoke one twice", 17, 1, cbor([1, 1, [7, 7], None]), "not sorted"),
    ("revoke a negative place", 17, 1, cbor([1, 1, [-1], None]), "not canonical"),
    ("revoke of a former identity", 17, 1, cbor([2, 1, [7], None, BOB.public]), "taken"),
    ("revoke of a former identity without its name", 17, 1, cbor([2, 1, [7], None]), "version 2"),
    ("revoke with a name that is no key", 17, 1, cbor([2, 1, [7], None, bytes(31)]), "not canonical"),
    ("revoke of one's own with a name", 17, 1, cbor([1, 1, [7], None, BOB.public]), "version 1"),
    ("revoke of a later version", 17, 1, cbor([3, 1, [7], None, BOB.public]), "version 3"),
    ("erase", 20, 1, cbor([1, [0, 4]]), "taken"),
    ("erase itself", 20, 1, cbor([1, [5]]), "cannot erase"),
    ("erase nothing", 20, 1, cbor([1, []]), "seqs is empty"),
    ("erase of another log", 20, 1, cbor([2, OTHER.public, [0, 9]]), "taken"),
    ("erase of its own log by name", 20, 1, cbor([2, WRITER.public, [0]]), "names no log"),
    ("erase of another log without its name", 20, 1, cbor([2, [0]]), "version 2"),
    ("node address", 50, 1, cbor([1, PEER.public, ["/ip4/10.0.0.1/tcp/4001"], PEER_SIG]), "taken"),
    ("node address of nowhere", 50, 1, cbor([1, PEER.public, [], PEER_SIG]), "taken"),
    ("node address of another's peer", 50, 1,
     cbor([1, PEER.public, [], PEER.sign(b"bot/peer/1\0", BOB.public)]), "peer key"),
    ("node address, nine places", 50, 1, cbor([1, PEER.public, ["/ip4"] * 9, PEER_SIG]),
     "not canonical"),
    ("node address, no multiaddr", 50, 1, cbor([1, PEER.public, ["example.org"], PEER_SIG]),
     "no address"),
    ("a kind of tomorrow", 31, 1, cbor([1]), "kind 31"),
    ("anchor", 12, 1, cbor([1, b"\x07" * 32]), "taken"),
    ("anchor, short", 12, 1, cbor([1, b"\x07" * 31]), "not canonical"),
    ("anchor, of tomorrow", 12, 1, cbor([2, b"\x07" * 32]), "version 2"),
    ("suspend", 18, 1, cbor([1, 1, [0, 7, 131071], 1, "inquiry"]), "taken"),
    ("suspend no longer", 18, 1, cbor([1, 1, [7], 0, None]), "taken"),
    ("suspend of a former identity", 18, 1, cbor([2, 1, [7], 1, None, BOB.public]), "taken"),
    ("suspend of a former identity without its name", 18, 1, cbor([2, 1, [7], 1, None]), "version 2"),
    ("suspend by half", 18, 1, cbor([1, 1, [7], 2, None]), "state 2"),
    ("suspend one twice", 18, 1, cbor([1, 1, [7, 7], 1, None]), "not sorted"),
    ("snapshot of nothing", 19, 1, cbor([1, 1, 5, 0, b"", 0, b""]), "taken"),
    ("snapshot", 19, 1, snapshot(1, 5, [0, 7, 4711, 131071], [8]), "taken"),
    ("snapshot of one in a hundred", 19, 1, snapshot(9, 0, range(3, 131072, 100), []), "taken"),
    ("snapshot of all", 19, 1, snapshot(9, 0, range(131072), range(131072)), "taken"),
    ("snapshot of what comes later", 19, 1, snapshot(1, 6, [], []), "cannot sum"),
    ("snapshot with another padding", 19, 1, cbor([1, 1, 5, 1, b"\x00\x00\x01", 0, b""]), "revoked"),
    ("snapshot with a byte more", 19, 1, cbor([1, 1, 5, 0, b"\0", 0, b""]), "revoked"),
    ("snapshot with a bit less", 19, 1, cbor([1, 1, 5, 0, b"", 9, rice(range(8))]), "suspended"),
    ("snapshot beyond the list", 19, 1, cbor([1, 1, 5, 1, b"\xff\xff\xff", 0, b""]), "revoked"),
    ("grant of an achievement", 22, 1, grant(1, "urn:uuid:1"), "taken"),
    ("grant of a type, for a time", 22, 1,
     grant(2, "Certificate", until=NOW + 1000, words="Nos formateurs."), "taken"),
    ("grant of a domain", 22, 1, grant(3, "premiers secours"), "taken"),
    ("grant of a fourth scope", 22, 1, grant(4, "x"), "scope 4"),
    ("grant of nothing", 22, 1, grant(3, " "), "what is empty"),
    ("grant of a long domain", 22, 1, grant(3, "d" * 101), "101 bytes"),
    ("grant of a long id", 22, 1, grant(1, "u" * 2048), "taken"),
    ("grant of too long an id", 22, 1, grant(1, "u" * 2049), "2049 bytes"),
    ("grant to half a key", 22, 1, grant(3, "x", to=bytes(16)), "not canonical"),
    ("grant to no key", 22, 1, grant(3, "x", to=bytes(32)), "key is refused"),
    ("grant to anybody", 22, 1, grant(3, "x", to=None), "rule is empty"),
    ("grant until before the beginning", 22, 1, grant(3, "x", until=-1), "not canonical"),
    ("grant with six members", 22, 1, cbor([1, BOB.public, 3, "x", None, None]), "not canonical"),
] + [
    (f"grant by a rule: {name}", 22, 1, grant(1, "urn:uuid:1", to=None, rule=canonical(rule)), "taken")
    for name, rule in RULES
] + [
    (f"grant by no rule: {name}", 22, 1, grant(1, "urn:uuid:1", rule=rule), expect)
    for name, rule, expect in NO_RULES
] + [
    ("dispute of a statement", 24, 1, cbor([1, 1, sha(b"some statement"), None, "Trop facile."]), "taken"),
    ("dispute of a credential, for a topic", 24, 1,
     cbor([1, 2, sha(b"some credential"), "natation", "Il n'y était pas.\nMoi si."]), "taken"),
    ("dispute of a person", 24, 1, cbor([1, 3, BOB.public, None, "no"]), "about 3"),
    ("dispute without words", 24, 1, cbor([1, 1, bytes(32), None, " "]), "words is empty"),
    ("dispute, words too long", 24, 1, cbor([1, 1, bytes(32), None, "w" * 501]), "501 bytes"),
    ("dispute for a long topic", 24, 1, cbor([1, 1, bytes(32), "t" * 101, "no"]), "101 bytes"),
    ("dispute of half a hash", 24, 1, cbor([1, 1, bytes(16), None, "no"]), "not canonical"),
    ("dispute with a sixth member", 24, 1, cbor([1, 1, bytes(32), None, "no", None]), "not canonical"),
    ("dispute that turns around", 24, 1, cbor([1, 1, bytes(32), None, "a\u202eb"]), "U+202E"),
    ("reply", 25, 1, cbor([1, sha(b"some dispute"), "J'y étais."]), "taken"),
    ("reply without words", 25, 1, cbor([1, bytes(32), ""]), "words is empty"),
    ("reply, words too long", 25, 1, cbor([1, bytes(32), "w" * 501]), "501 bytes"),
    ("reply to nothing", 25, 1, cbor([1, None, "no"]), "not canonical"),
    ("words about a page", 40, 1, comment(ALICE, 2, "https://school.example/", None), "taken"),
    ("words about a file", 40, 1, comment(ALICE, 4, "plan.pdf", sha(b"a file")), "taken"),
    ("words about a place", 40, 1, comment(ALICE, 5, "geo:48.85,2.35", None), "taken"),
    ("words about a text", 40, 1, comment(ALICE, 6, "Tous les êtres humains\nnaissent libres", None), "taken"),
    ("words about a key", 40, 1, comment(ALICE, 3, P256_KEY, None), "taken"),
    ("words about what can be awarded", 40, 1, comment(ALICE, 7, "urn:uuid:1", sha(b"a")), "taken"),
    ("words about a statement, silent", 40, 1, comment(ALICE, 9, None, sha(b"a"), words=None), "taken"),
    ("words of another about the author", 40, 1, comment(BOB, 1, ALICE.did(), None), "taken"),
    ("words of another about the author's badge", 40, 1, comment(BOB, 8, None, sha(b"a")), "taken"),
    ("words about somebody else", 40, 1, comment(ALICE, 1, BOB.did(), None), "not for"),
    ("words about an e-mail address", 40, 1, comment(ALICE, 1, "mailto:bob@school.example", None), "not for"),
    ("words about a badge by who says them", 40, 1, comment(ALICE, 8, None, sha(b"a")), "not for"),
    ("words of another about a page", 40, 1, comment(BOB, 2, "https://school.example/", None), "not for"),
    ("words about an identity as a key", 40, 1, comment(ALICE, 3, BOB.did()[8:], None), "no address"),
    ("words about somebody as a page", 40, 1, comment(ALICE, 2, "mailto:bob@school.example", None), "no address"),
    ("words about nowhere", 40, 1, comment(ALICE, 5, "geo:91,0", None), "no address"),
    ("words about a page by its hash", 40, 1, comment(ALICE, 2, None, sha(b"a")), "subject 2"),
    ("words about a tenth sort", 40, 1, comment(ALICE, 10, "x", None), "subject 10"),
    ("words that are blank", 40, 1, comment(ALICE, 6, "x", None, words=" "), "words is empty"),
    ("words signed by another", 40, 1, comment(ALICE, 6, "x", None, key=BOB), "not signed by"),
    ("grant end", 23, 1, cbor([1, sha(b"some statement"), 0, None]), "taken"),
    ("grant void from the beginning", 23, 1, cbor([1, sha(b"some statement"), 1, "erreur"]), "taken"),
    ("grant end by half", 23, 1, cbor([1, sha(b"some statement"), 2, None]), "state 2"),
    ("grant end, reason too long", 23, 1, cbor([1, bytes(32), 0, "r" * 501]), "501 bytes"),
    ("charter of two", 30, 1, charter(text_of([ALICE, BOB], [2, 1, 0])), "taken"),
    ("charter of one with a parent and a term", 30, 1,
     charter(text_of([BOB], [1, 0, 1], parent=BOB, until=NOW), signers=[BOB]), "taken"),
    ("a second charter that one signed", 30, 1,
     charter(text_of([ALICE, BOB], [1, 1, 1], number=1), signers=[BOB]), "taken"),
    ("a first charter that one signed", 30, 1,
     charter(text_of([ALICE, BOB], [1, 1, 1]), signers=[BOB]), "did not sign"),
    ("charter signed for another community", 30, 1,
     charter(text_of([ALICE, BOB], [1, 1, 1]), community=BOB), "the charter is not signed by"),
    ("charter with swapped signatures", 30, 1,
     charter(text_of([ALICE, BOB], [1, 1, 1]), keys=[BOB, ALICE]), "the charter is not signed by"),
    ("charter of its own parent", 30, 1, charter(text_of([ALICE, BOB], [1, 1, 1], parent=ALICE)), "own parent"),
    ("charter that takes nobody to change", 30, 1, charter(text_of([ALICE, BOB], [0, 1, 1])), "charter takes 0"),
    ("charter that takes more than there are", 30, 1, charter(text_of([ALICE, BOB], [1, 3, 1])), "admit takes 3"),
    ("charter without stewards", 30, 1, charter(text_of([], [1, 0, 0]), signers=[BOB]), "stewards is empty"),
    ("charter with stewards out of order", 30, 1,
     charter(text_of([ALICE, BOB], [1, 1, 1], reverse=True)), "not sorted"),
    ("charter with a blank role", 30, 1, charter(text_of([ALICE, BOB], [1, 1, 1], role=" ")), "role is empty"),
    ("charter without a purpose", 30, 1, charter(text_of([ALICE, BOB], [1, 1, 1], purpose="")), "purpose is empty"),
    ("a second charter after nothing", 30, 1,
     charter(text_of([ALICE, BOB], [1, 1, 1], number=1, previous=None)), "previous is empty"),
    ("leaving", 33, 1, cbor([1, BOB.public, "je pars"]), "taken"),
    ("leaving without words", 33, 1, cbor([1, BOB.public, None]), "taken"),
    ("leaving with blank words", 33, 1, cbor([1, BOB.public, " "]), "words is empty"),
    ("leaving nobody", 33, 1, cbor([1, bytes(31), None]), "not canonical"),
]
WORDS = [24, 25, 40]
for name, kind, media_type, content, expect in GATE:
    ret = 1 if kind in WORDS else 0
    data = entry_of(header_of(5, kind, media_type, content, ret=ret), body_of(media_type, content))
    case("gate", name, data, expect, author=ALICE.did())
for kind, content in [(16, cbor([1, bytes(32), None])), (17, cbor([1, 1, [0], None])),
                      (18, cbor([1, 1, [0], 1, None])), (19, snapshot(1, 0, [], [])),
                      (23, cbor([1, bytes(32), 0, None])), (33, cbor([1, BOB.public, None])),
                      (30, charter(text_of([ALICE, BOB], [1, 1, 1])))]:
    data = entry_of(header_of(5, kind, 1, content, ret=1), body_of(1, content))
    case("gate", f"kind {kind} that could be erased", data, "must be permanent", author=ALICE.did())
for kind, content in [(24, cbor([1, 1, bytes(32), None, "no"])), (25, cbor([1, bytes(32), "no"])),
                      (40, comment(ALICE, 6, "x", None))]:
    data = entry_of(header_of(5, kind, 1, content), body_of(1, content))
    case("gate", f"kind {kind} that could not be erased", data, "must be erasable", author=ALICE.did())

# One feed of nine statements: entries, ids, roots.
FEED, IDS = [], []
for seq, row in enumerate([GATE[0], GATE[9], GATE[16], GATE[26]] + [GATE[1]] * 5):
    name, kind, media_type, content, _ = row
    header = header_of(seq, kind, media_type, content, IDS)
    FEED.append(entry_of(header, body_of(media_type, content)))
    IDS.append(sha(b"\x00", header))
    case("entry", f"statement {seq}: {name}", FEED[-1], id=IDS[-1].hex(), seq=seq, kind=kind,
         ts=NOW + seq, root=head(IDS[:-1]).hex(), writer=WRITER.public.hex())

PROFILE = GATE[1][3]
HEADER, BODY = header_of(0, 10, 1, PROFILE), body_of(1, PROFILE)
SIG = WRITER.sign(b"bot/entry/1\0", HEADER)
case("entry", "header alone", cbor([HEADER, SIG, None]), id=sha(b"\0", HEADER).hex(), seq=0,
     kind=10, ts=NOW, root=sha().hex(), writer=WRITER.public.hex())
case("entry", "signed by another", entry_of(HEADER, BODY, OTHER), "not its writer's")
case("entry", "signed without domain", cbor([HEADER, WRITER.sign(HEADER), BODY]), "not its writer's")
case("entry", "another body", cbor([HEADER, SIG, body_of(1, PROFILE.replace(b"Alice", b"Malle"))]),
     "has hash")
case("entry", "another salt", cbor([HEADER, SIG, cbor([NONCE, 1, PROFILE])]), "has hash")
case("entry", "a longer body", cbor([HEADER, SIG, body_of(1, PROFILE + b" ")]), "header says")
case("entry", "trailing byte", cbor([HEADER, SIG, BODY]) + b"\0", "follow after the end")
case("entry", "cut short", cbor([HEADER, SIG, BODY])[:-1], "end before")
case("entry", "empty", b"", "end before")
case("entry", "four members", cbor([HEADER, SIG, BODY, None]), "not canonical")
case("entry", "body inline", cbor([HEADER, SIG, [SALT, 1, PROFILE]]), "not canonical")
case("entry", "indefinite array", b"\x9f" + cbor([HEADER, SIG, None])[1:] + b"\xff", "not canonical")
case("entry", "array length in two bytes", b"\x98\x03" + cbor([HEADER, SIG, None])[1:], "shortest")
for name, change, expect in [
    ("version 2", {"version": 2}, "header version 2"), ("retention 2", {"ret": 2}, "retention 2"),
    ("no writer key", {"writer": bytes(32)}, "writer key"),
    ("writer of half the length", {"writer": bytes(16)}, "not canonical"),
    ("number 2^32", {"seq": 1 << 32}, "not canonical"),
    ("the last number", {"seq": (1 << 32) - 1}, "beyond the last"),
    ("kind 65536", {"kind": 65536}, "not canonical"), ("negative time", {"ts": -1}, "not canonical"),
    ("time as float", {"ts": 1.5}, "not canonical"), ("short root", {"root": bytes(31)}, "not canonical"),
    ("media type 4", {}, "media type 4"),
]:
    body = cbor([SALT, 4, PROFILE]) if name == "media type 4" else BODY
    case("entry", name, entry_of(changed(**change), body), expect)
LONG = HEADER[:1] + b"\x18\x01" + HEADER[2:]
case("entry", "version in two bytes", entry_of(LONG, BODY), "shortest")

case("key", "inception", key_event(1, sha(NEXT.public), 0), did=ALICE.did(), act="inception")
case("key", "inception with a time", key_event(1, sha(NEXT.public), 1), "must be 0")
case("key", "inception of half a hash", key_event(1, bytes(16), 0), "not canonical")
CONSENT = WRITER.sign(b"bot/writer/1\0", ALICE.public)
case("key", "writer", key_event(2, [WRITER.public, CONSENT], NOW), did=ALICE.did(), act="writer")
case("key", "writer of another identity", key_event(2, [WRITER.public, CONSENT], NOW, BOB),
     "does not say that it writes")
case("key", "writer without consent", key_event(2, WRITER.public, NOW), "not canonical")
case("key", "identity key as writer",
     key_event(2, [ALICE.public, ALICE.sign(b"bot/writer/1\0", ALICE.public)], NOW), "own key")
case("key", "close", key_event(3, [WRITER.public, 9], NOW), did=ALICE.did(), act="close")
case("key", "close at a negative size", key_event(3, [WRITER.public, -1], NOW), "not canonical")
case("key", "tenth act", key_event(10, [WRITER.public, 9], NOW), "key event 10")
WITNESSES = sorted((Key(f"witness {n}") for n in range(4)), key=lambda key: key.public)
NAMED = [witness.public for witness in WITNESSES]
case("key", "witnesses", key_event(4, [3, NAMED], NOW), did=ALICE.did(), act="witnesses")
case("key", "witnesses no more", key_event(4, [0, []], NOW), did=ALICE.did(), act="witnesses")
case("key", "witnesses out of order", key_event(4, [3, NAMED[::-1]], NOW), "out of order")
case("key", "a witness twice", key_event(4, [3, NAMED[:1] + NAMED], NOW), "out of order")
case("key", "half of the witnesses", key_event(4, [2, NAMED], NOW), "quorum of 2 of 4")
case("key", "more than all witnesses", key_event(4, [5, NAMED], NOW), "quorum of 5 of 4")
case("key", "eight witnesses", key_event(4, [5, NAMED + NAMED], NOW), "at most 7")
case("key", "signed by another", key_event(3, [WRITER.public, 9], NOW, key=BOB), "not signed by")
case("key", "signed by the writer", key_event(3, [WRITER.public, 9], NOW, key=WRITER), "not signed by")
case("key", "trailing byte", key_event(3, [WRITER.public, 9], NOW) + b"\0", "follow after")

# Who comes after Carol, whose key commits to that of her sheet.
SHEET, HEIR, THIEF = Key("carol sheet"), Key("carol again"), Key("thief")
CAROL = Committed("carol", SHEET.public)
CAROL_DID = did_of(CAROL.public)
OPEN = [CAROL.base, SHEET.public]
AGREED = HEIR.sign(b"bot/heir/1\0", CAROL.public)
CUTS = [NOW, [[WRITER.public, 7]]]
HEIRED = [*OPEN, 1, HEIR.public, AGREED, CUTS]


def of_carol(what, payload, key, ts=NOW):
    return key_event(what, payload, ts, CAROL, key)


case("key", "contest", of_carol(8, sha(b"recovery"), CAROL), did=CAROL_DID, act="contest")
case("key", "contest of a guardian", of_carol(8, sha(b"recovery"), BOB), "not signed by")
case("key", "succession", of_carol(5, HEIRED, SHEET), did=CAROL_DID, act="succession")
case("key", "succession without a cut", of_carol(5, [*HEIRED[:5], [NOW, []]], SHEET),
     did=CAROL_DID, act="succession")
case("key", "succession by the identity key", of_carol(5, HEIRED, CAROL), "not signed by")
case("key", "succession by the successor", of_carol(5, HEIRED, HEIR), "not signed by")
case("key", "a next key that was not committed to",
     of_carol(5, [CAROL.base, THIEF.public, *HEIRED[2:]], THIEF), "does not commit")
case("key", "another base", of_carol(5, [THIEF.public, *HEIRED[1:]], SHEET), "does not commit")
case("key", "the identity as its own base", of_carol(5, [CAROL.public, *HEIRED[1:]], SHEET), "does not commit")
case("key", "succession of an identity that commits to nothing",
     key_event(5, [*HEIRED[:4], HEIR.sign(b"bot/heir/1\0", ALICE.public), CUTS], NOW, ALICE, SHEET),
     "does not commit")
case("key", "a successor who agreed to another",
     of_carol(5, [*HEIRED[:4], HEIR.sign(b"bot/heir/1\0", ALICE.public), CUTS], SHEET), "that it succeeds")
case("key", "the sheet as successor",
     of_carol(5, [*HEIRED[:3], SHEET.public, SHEET.sign(b"bot/heir/1\0", CAROL.public), CUTS], SHEET),
     "itself or its next key")
CUT = sorted([[Key(f"old writer {n}").public, n] for n in range(17)])
case("key", "sixteen cuts", of_carol(5, [*HEIRED[:5], [NOW, CUT[:16]]], SHEET), did=CAROL_DID, act="succession")
case("key", "seventeen cuts", of_carol(5, [*HEIRED[:5], [NOW, CUT]], SHEET), "not canonical")
case("key", "cuts out of order", of_carol(5, [*HEIRED[:5], [NOW, CUT[1::-1]]], SHEET), "out of order")
case("key", "one writer cut twice", of_carol(5, [*HEIRED[:5], [NOW, [CUT[0], CUT[0]]]], SHEET), "out of order")

GUARDS = sorted((Key(f"guardian {n}") for n in range(3)), key=lambda key: key.public)
WATCHED = [*OPEN, 1, [2, [key.public for key in GUARDS]], [3, NAMED], 14]
GUARDED = of_carol(6, WATCHED, SHEET)
case("key", "guardians", GUARDED, did=CAROL_DID, act="guardians")
case("key", "guardians no more", of_carol(6, [*OPEN, 2, [0, []], [0, []], 1], SHEET),
     did=CAROL_DID, act="guardians")
case("key", "guardians by the identity key", of_carol(6, WATCHED, CAROL), "not signed by")
case("key", "guardians by a thief's sheet",
     of_carol(6, [CAROL.base, THIEF.public, *WATCHED[2:]], THIEF), "does not commit")
case("key", "guardians whom nobody watches", of_carol(6, [*WATCHED[:4], [0, []], 14], SHEET),
     "without a witness")
case("key", "no day to contest", of_carol(6, [*WATCHED[:5], 0], SHEET), "0 days")
case("key", "91 days to contest", of_carol(6, [*WATCHED[:5], 91], SHEET), "91 days")
case("key", "one guardian of three", of_carol(6, [*OPEN, 1, [1, WATCHED[3][1]], *WATCHED[4:]], SHEET),
     "quorum of 1 of 3")
case("key", "a guardian of themselves",
     of_carol(6, [*OPEN, 1, [1, [CAROL.public]], *WATCHED[4:]], SHEET), "itself or its next key")

RECOVERY = sha(b"bot/recovery/1\0", CAROL.public, sha(GUARDED), HEIR.public, cbor(CUTS))


def recovered(by, recovery=RECOVERY, inside=GUARDED, heir=HEIR, key=HEIR, cuts=CUTS):
    shares = [[one.public, one.sign(b"bot/recover/1\0", recovery)] for one in by]
    return of_carol(7, [inside, heir.public, cuts, shares], key)


case("key", "recovery by two of three", recovered(GUARDS[:2]), did=CAROL_DID, act="recovery")
case("key", "recovery by all", recovered(GUARDS), did=CAROL_DID, act="recovery")
case("key", "recovery by one", recovered(GUARDS[:1]), "1 guardians sign, 2 must")
case("key", "recovery by one guardian twice", recovered([GUARDS[0], GUARDS[0]]), "out of order")
case("key", "recovery out of order", recovered(GUARDS[1::-1]), "out of order")
case("key", "recovery by somebody else",
     recovered(sorted([GUARDS[0], THIEF], key=lambda key: key.public)), "not one of the guardians")
case("key", "recovery for another successor", recovered(GUARDS[:2], heir=THIEF, key=THIEF), "did not sign this recovery")
case("key", "recovery with other cuts", recovered(GUARDS[:2], cuts=[NOW, []]), "did not sign this recovery")
case("key", "recovery that the successor did not sign", recovered(GUARDS[:2], key=THIEF), "not signed by")
FORGED = of_carol(6, WATCHED, CAROL)
case("key", "recovery by guardians whom the sheet did not name",
     recovered(GUARDS[:2], sha(b"bot/recovery/1\0", CAROL.public, sha(FORGED), HEIR.public, cbor(CUTS)), FORGED),
     "not signed by")
case("key", "recovery inside which is no guardians event",
     recovered(GUARDS[:2], inside=of_carol(8, RECOVERY, CAROL)), "inside another")
case("key", "recovery inside a recovery", recovered(GUARDS[:2], inside=recovered(GUARDS[:2])[:700]), "inside another")


def watched(step, witness, key=None, inside=GUARDED):
    return of_carol(9, [inside, RECOVERY, step, witness.public], key or witness)


case("key", "a recovery seen", watched(1, WITNESSES[0]), did=CAROL_DID, act="watch")
case("key", "a recovery released", watched(2, WITNESSES[3]), did=CAROL_DID, act="watch")
case("key", "a third step", watched(3, WITNESSES[0]), "step 3")
case("key", "released by a guardian", watched(2, GUARDS[0]), "not one of the witnesses")
case("key", "released for a witness", watched(2, WITNESSES[0], THIEF), "not signed by")

TWIN = header_of(0, 10, 1, PROFILE, ts=NOW + 7)
A, B = sorted([HEADER, TWIN])
HALVES = {h: [h, WRITER.sign(b"bot/entry/1\0", h)] for h in (A, B)}
FORK = cbor([1, *HALVES[A], *HALVES[B]])
case("fork", "two statements 0", FORK, seq=0, writer=WRITER.public.hex())
case("fork", "the greater first", cbor([1, *HALVES[B], *HALVES[A]]), "out of order")
case("fork", "one and the same", cbor([1, *HALVES[A], *HALVES[A]]), "one and the same")
case("fork", "second not signed", cbor([1, *HALVES[A], B, HALVES[A][1]]), "not signed by its writer")
case("fork", "version 2", cbor([2, *HALVES[A], *HALVES[B]]), "version 2")
LATER = header_of(1, 10, 1, PROFILE)
C, D = sorted([HEADER, LATER])
case("fork", "two numbers",
     cbor([1, C, WRITER.sign(b"bot/entry/1\0", C), D, WRITER.sign(b"bot/entry/1\0", D)]), "two numbers")

DAY = 24 * 60 * 60 * 1000
TAGS = sorted(sha(event)[:8] for event in (
    key_event(1, sha(NEXT.public), 0), key_event(2, [WRITER.public, CONSENT], NOW)))


def stamp_of(size, root, cosigs=(), ts=NOW, due=NOW + DAY, tags=TAGS, key=WRITER, version=1):
    unsigned = [version, WRITER.public, size, root, ts, due, tags]
    return cbor(unsigned + [key.sign(b"bot/stamp/1\0", cbor(unsigned)), list(cosigs)])


def cosig_of(witness, size, root, ts=NOW + 60_000):
    signed = cbor([1, WRITER.public, size, root, ts])
    return [witness.public, ts, witness.sign(b"bot/cosig/1\0", signed)]


ROOT9 = head(IDS)
COSIGS = [cosig_of(witness, 9, ROOT9) for witness in WITNESSES]
case("stamp", "stamp", stamp_of(9, ROOT9), size=9, cosigs=0)
case("stamp", "stamp of four witnesses", stamp_of(9, ROOT9, COSIGS), size=9, cosigs=4)
case("stamp", "stamp of an empty log", stamp_of(0, sha()), size=0, cosigs=0)
case("stamp", "stamp of an empty log with a root", stamp_of(0, ROOT9), "root of an empty log")
case("stamp", "stamp of version 2", stamp_of(9, ROOT9, version=2), "stamp version 2")
case("stamp", "stamp by another", stamp_of(9, ROOT9, key=BOB), "not signed by its writer")
case("stamp", "due at once", stamp_of(9, ROOT9, due=NOW), "next stamp is due")
case("stamp", "due in 31 days", stamp_of(9, ROOT9, due=NOW + 31 * DAY), size=9)
case("stamp", "due after 31 days", stamp_of(9, ROOT9, due=NOW + 31 * DAY + 1), "next stamp is due")
case("stamp", "keys out of order", stamp_of(9, ROOT9, tags=TAGS[::-1]), "key events of the stamp")
case("stamp", "a key twice", stamp_of(9, ROOT9, tags=TAGS[:1] + TAGS), "key events of the stamp")
case("stamp", "witnesses out of order", stamp_of(9, ROOT9, COSIGS[::-1]), "cosignatures of the stamp")
case("stamp", "a witness twice", stamp_of(9, ROOT9, COSIGS[:1] + COSIGS), "cosignatures of the stamp")
case("stamp", "a witness of another head",
     stamp_of(9, ROOT9, [cosig_of(WITNESSES[0], 8, head(IDS[:8]))]), "is not over this head")
case("stamp", "a trailing byte", stamp_of(9, ROOT9) + b"\0", "follow after")

PARTS = [cbor2.loads(entry)[:2] for entry in FEED]


def peaks(leaves):
    roots, at = [], 0
    for bit in reversed(range(32)):
        if len(leaves) >> bit & 1:
            roots.append(head(leaves[at:at + (1 << bit)]))
            at += 1 << bit
    return b"".join(roots)


def heads(one, other):
    return cbor2.dumps([1, *sorted([one, other], key=lambda claim: cbor(claim))], canonical=True)


OTHER = sha(b"another story")
STAMPED, BEFORE = [1, stamp_of(5, OTHER)], [2, *PARTS[5]]
THROUGH = [3, *PARTS[4], peaks(IDS[:4])]
case("heads", "a stamp and the header after it", heads(STAMPED, BEFORE), size=5)
case("heads", "a stamp and the last header", heads(STAMPED, THROUGH), size=5)
case("heads", "two stamps", heads(STAMPED, [1, stamp_of(5, head(IDS[:5]))]), size=5)
case("heads", "two that agree", heads(BEFORE, THROUGH), "both heads are")
case("heads", "two sizes", heads(STAMPED, [2, *PARTS[6]]), "two sizes")
case("heads", "the hashes of another tree", heads(STAMPED, [3, *PARTS[4], peaks(IDS[1:5])]),
     "not those of its tree")
case("heads", "too few hashes", heads(STAMPED, [3, *PARTS[6], peaks(IDS[:4])]), "not those of its tree")
case("heads", "a stamp with witnesses",
     heads([1, stamp_of(9, ROOT9, COSIGS)], [1, stamp_of(9, OTHER)]), "has cosignatures")
case("heads", "a header signed by another",
     heads(STAMPED, [2, PARTS[5][0], BOB.sign(b"bot/entry/1\0", PARTS[5][0])]), "not signed by its writer")
case("heads", "the greater first",
     cbor([1, *sorted([STAMPED, BEFORE], key=cbor, reverse=True)]), "out of order")
case("heads", "a fourth way", heads(STAMPED, [4, *PARTS[5]]), "way 4")

BADGE_JSON = subject(BADGE, {"id": BOB.did()})
case("letter", "credential offer", letter_of(1, BADGE_JSON), kind=1)
case("letter", "credential offer of no JSON", letter_of(1, b"{"), "document is refused")
case("letter", "accepted", letter_of(2, cbor([1, NONCE, 1, None])), kind=2)
case("letter", "refused with a reason", letter_of(2, cbor([1, NONCE, 2, "pas moi"])), kind=2)
case("letter", "perhaps", letter_of(2, cbor([1, NONCE, 3, None])), "answer 3")
case("letter", "recognition offer", letter_of(3, cbor([offer_of(ALICE, BOB, TERMS), TERMS])), kind=3)
case("letter", "recognition offer of others",
     letter_of(3, cbor([offer_of(BOB, ALICE, TERMS), TERMS])), "in a letter of others")
case("letter", "endorsement offer", letter_of(4, subject(ENDORSE, {"id": BOB.did()})), kind=4)
ASKED = js({"id": "urn:uuid:1", "type": ["VerifiableCredential", BADGE]})
case("letter", "request to endorse a badge",
     letter_of(8, cbor([1, "urn:uuid:1", "S'il vous plait", ASKED])), kind=8)
case("letter", "request to endorse somebody", letter_of(8, cbor([1, ALICE.did(), None, None])), kind=8)
case("letter", "request about something else than it shows",
     letter_of(8, cbor([1, "urn:uuid:0", None, ASKED])), "not what is asked about")
case("letter", "request about nothing", letter_of(8, cbor([1, "", None, None])), "target is empty")
case("letter", "request with silent words", letter_of(8, cbor([1, ALICE.did(), " ", None])), "words is empty")
case("letter", "request that shows no JSON", letter_of(8, cbor([1, ALICE.did(), None, b"{"])), "document is refused")
case("letter", "words about the addressee", letter_of(9, word_of(ALICE, 1, BOB.did(), None)), kind=9)
case("letter", "words of somebody else", letter_of(9, word_of(BOB, 6, "x", None)), "in a letter of others")
case("letter", "words that nobody signed",
     letter_of(9, word_of(ALICE, 6, "x", None, key=BOB)), "not signed by")
TEXT = text_of([ALICE, BOB], [2, 1, 0])
SHARE = ALICE.sign(b"bot/charter/1\0", BOB.public, TEXT)
DIGEST = sha(b"bot/charter/1\0", BOB.public, TEXT)
case("letter", "a charter to sign", letter_of(11, cbor([1, TEXT, "Signe-t-on ?"])), kind=11)
case("letter", "a charter to sign, without words", letter_of(11, cbor([1, TEXT, None])), kind=11)
case("letter", "a charter that is none", letter_of(11, cbor([1, b"", None])), "not canonical")
case("letter", "a charter with blank words", letter_of(11, cbor([1, TEXT, " "])), "words is empty")
case("letter", "a charter signed", letter_of(12, cbor([1, NONCE, DIGEST, SHARE])), kind=12)
case("letter", "half a signature", letter_of(12, cbor([1, NONCE, DIGEST, SHARE[:32]])), "not canonical")
case("letter", "fourteenth kind", letter_of(14, b""), "letter kind 14")
case("letter", "signed by another", letter_of(1, BADGE_JSON, key=BOB), "not signed by")
case("letter", "trailing byte", letter_of(1, BADGE_JSON) + b"\0", "follow after")

KEYS = [key_event(1, sha(NEXT.public), 0), key_event(2, [WRITER.public, CONSENT], NOW)]
case("bundle", "one feed", cbor(["bot/bundle/1", KEYS, FEED, [FORK]]), entries=9)
case("bundle", "nothing", cbor(["bot/bundle/1", [], [], []]), entries=0)
case("bundle", "without its first statement", cbor(["bot/bundle/1", KEYS, FEED[1:], []]), "missing")
case("bundle", "a statement left out", cbor(["bot/bundle/1", KEYS, FEED[:3] + FEED[4:], []]), "missing")
case("bundle", "a statement twice", cbor(["bot/bundle/1", KEYS, FEED[:2] + FEED[1:], []]), "already has")
case("bundle", "another beginning", cbor(["bot/bundle/2", [], [], []]), "begins with")
case("bundle", "an entry among the keys", cbor(["bot/bundle/1", FEED[:1], [], []]), "bundle")
TWO_HEADS = heads(STAMPED, BEFORE)
case("bundle", "with a stamp",
     cbor(["bot/bundle/1", KEYS, FEED, [], [stamp_of(9, ROOT9, COSIGS)], []]), entries=9)
case("bundle", "with two heads", cbor(["bot/bundle/1", KEYS, FEED, [], [], [TWO_HEADS]]), entries=9)
case("bundle", "with no stamps after all", cbor(["bot/bundle/1", KEYS, FEED, [], [], []]), "no stamps")
case("bundle", "with a stamp by another",
     cbor(["bot/bundle/1", KEYS, FEED, [], [stamp_of(9, ROOT9, key=BOB)], []]), "stamp 0")
case("bundle", "another's statement in between",
     cbor(["bot/bundle/1", [], [FEED[0], entry_of(header_of(1, 10, 1, PROFILE), BODY)], []]),
     "follows the tree")

TREES = []
for size in range(1, 10):
    leaves = IDS[:size]
    TREES.append({
        "size": size, "root": head(leaves).hex(),
        "inclusion": [[step.hex() for step in path(m, leaves)] for m in range(size)],
        "consistency": [[step.hex() for step in subproof(m, leaves, True)] for m in range(1, size + 1)],
    })
OUT = {"ids": [i.hex() for i in IDS], "trees": TREES, "cases": CASES}
with open("vectors.json", "w", encoding="utf-8") as file:
    json.dump(OUT, file, indent=1, ensure_ascii=False)
    file.write("\n")
print(len(CASES), "cases,", sum(c["expect"] == "taken" for c in CASES), "of them taken")
