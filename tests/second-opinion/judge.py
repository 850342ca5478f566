"""`openbadgeslib` as a judge that answers line by line, as tests/oracle does.

`python judge.py` reads one JSON object a line: {"do": "verify", "badge": TEXT}; {"do": "unbake",
"picture": BASE64}, which gives the badge in a PNG or SVG; {"do": "bake", "badge": TEXT, "picture":
BASE64}; {"do": "sign", "badge": TEXT, "seed": HEX, "method": URL}; {"do": "jose", "envelope": TEXT,
"key": JWK}, which gives the document in a JWT (by `jwcrypto`) or an SD-JWT (by `sd-jwt`). Each is
answered by {"ok": true, ...} or {"ok": false, "why": TEXT}. It has contexts of its own and fetches
nothing.
"""

import base64
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from openbadgeslib import baking
from openbadgeslib.ob3.ldp import OB3LdpVerifier, add_data_integrity_proof
from sd_jwt.verifier import SDJWTVerifier


def fetch(url, *_more, **_options):
    raise ValueError(f"{url} would be fetched")


def verify(badge):
    OB3LdpVerifier().verify(badge, download=fetch)
    return {}


def unbake(picture):
    picture = base64.b64decode(picture)
    if picture.startswith(b"\x89PNG"):
        text = baking.extract_png(picture, keyword=baking.ITXT_KEYWORD_OB3)
    else:
        text = baking.extract_svg(picture, element=baking.SVG_ELEMENT_OB3, text_fallback=True)
    if text is None:
        raise ValueError("no badge is in it")
    return {"badge": text}


def bake(badge, picture):
    picture = base64.b64decode(picture)
    if picture.startswith(b"\x89PNG"):
        baked = baking.bake_png(picture, badge, keyword=baking.ITXT_KEYWORD_OB3)
    else:
        names = {"element": baking.SVG_ELEMENT_OB3, "namespace": baking.SVG_NS_OB3}
        baked = baking.bake_svg(picture, badge, as_text=True, **names)
    return {"picture": base64.b64encode(baked).decode()}


def sign(badge, seed, method):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {"badge": json.dumps(add_data_integrity_proof(json.loads(badge), pem, method))}


def jose(envelope, key):
    key = JWK(**key)
    if "~" in envelope:
        return {"document": SDJWTVerifier(envelope, lambda *_: key).get_verified_payload()}
    token = JWS()
    token.deserialize(envelope, key)
    return {"document": json.loads(token.payload), "header": token.jose_header}


DEEDS = {"jose": jose, "verify": verify, "unbake": unbake, "bake": bake, "sign": sign}

for line in sys.stdin:
    try:
        asked = json.loads(line)
        answer = {"ok": True, **DEEDS[asked.pop("do")](**asked)}
    except Exception as fault:  # whatever it is, it is the answer
        answer = {"ok": False, "why": f"{type(fault).__name__}: {fault}"}
    print(json.dumps(answer), flush=True)
