#!/usr/bin/env python3
"""Judges receipts with nothing of ours: cbor2, cryptography, base45, zxing-cpp, and docs/receipts.md.

    receipt_peer.py VECTORS.json...        judges every vector and compares
    receipt_peer.py DRAWING.svg TEXT.txt   reads the QR code of a drawing and compares
    receipt_peer.py PAGE.pgm TEXT.txt      the same of a page as a picture (PGM, as pdftoppm draws it)

Ends with 0 when all is as it should be, with 1 when not, with 3 where a package is missing.
"""
import hashlib, json, re, sys
from datetime import datetime, timezone

try:
    import base45, cbor2, zxingcpp
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError as missing:
    print(missing)
    sys.exit(3)

WHAT = {1: "partly-repaid", 2: "repaid", 3: "reversed"}


class Malformed(Exception):
    pass


def seconds(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def instant(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(value):
    return cbor2.dumps(value, canonical=True)


def from_text(text):
    text = text.strip()
    if not text.startswith("CR1:"):
        raise Malformed("mark")
    try:
        data = base45.b45decode(text[4:])
    except ValueError as cause:
        raise Malformed(f"no base45: {cause}")
    if base45.b45encode(data).decode() != text[4:]:
        raise Malformed("base45")
    return data


def opened(data, most):
    """Takes an envelope apart: who is said to have signed, the payload, the message, the signature."""
    if len(data) > most:
        raise Malformed("too long")
    try:
        tagged = cbor2.loads(data)
        protected, unprotected, payload, signature = tagged.value
        header = cbor2.loads(protected)
    except Exception as cause:
        raise Malformed(f"no envelope: {cause}")
    good = tagged.tag == 18 and unprotected == {} and set(header) == {1, 4} and header[1] == -8
    if not good or len(header[4]) != 4 or len(signature) != 64 or canonical(tagged) != data or canonical(header) != protected:
        raise Malformed("envelope")
    return header[4], payload, cbor2.dumps(["Signature1", protected, b"", payload]), signature


def verifies(public, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        return True
    except InvalidSignature:
        return False


def fields_of(payload):
    try:
        fields = cbor2.loads(payload)
    except Exception as cause:
        raise Malformed(f"no payload: {cause}")
    needed = {0, 1, 2, 3, 4, 5, 8, 13}
    if not isinstance(fields, dict) or not needed <= set(fields) or canonical(fields) != payload:
        raise Malformed("payload")
    known = set(range(14)) if fields[0] == 1 else set(range(16)) - {9, 10}
    if any(field < 64 and field not in known for field in fields):
        raise Malformed("unknown field")
    return fields


def says(fields, key, digest):
    issuer, office, year, number, register = fields[1]
    taxes, fees = fields.get(6, {}), fields.get(7, {})
    said = {
        "kind": {1: "receipt", 2: "credit note"}[fields[0]],
        "number": f"{issuer}-{office}-{year}-{'C' if fields[0] == 2 else ''}{number}",
        "register": register,
        "issued_at": instant(fields[2]),
        "notice": fields[3],
        "id": fields[4].hex(),
        "currency": fields[5],
        "total": str(sum(taxes.values()) + sum(fees.values())),
        "name": fields[8],
        "key": key.hex(),
        "digest": digest.hex(),
    }
    said.update({f"tax {tax}": str(minor) for tax, minor in taxes.items()})
    said.update({f"fee {agency}": str(minor) for agency, minor in fees.items()})
    if 9 in fields:
        said["debtor"] = fields[9]
    if 14 in fields:
        said["takes_back"] = fields[14][3].hex()
    return said


def judge(text, keys, changes):
    """Returns the verdict, the standing and what the paper says."""
    try:
        data = from_text(text)
        key, payload, message, signature = opened(data, 397)
        published = keys["keys"].get(key)
        if published is None:
            issuer = fields_of(payload)[1][0]
            return ("unknown-key" if issuer == keys["issuer"] else "other-issuer"), None, None
        if not verifies(published["public"], message, signature):
            return "forged", None, None
        fields = fields_of(payload)
    except Malformed:
        return "malformed", None, None
    if fields[1][0] != keys["issuer"]:
        return "other-issuer", None, None
    if published["revoked"]:
        return "key-revoked", None, None
    if fields[2] < published["from"]:
        return "key-not-yet-valid", None, None
    if fields[2] >= published["until"]:
        return "key-expired", None, None
    digest = hashlib.sha256(data).digest()[:16]
    standing = "not-asked" if changes is None else WHAT.get(changes.get(digest), "unchanged")
    return "valid", standing, says(fields, key, digest)


def read_keys(written):
    keys = {}
    for key in written["keys"]:
        public = bytes.fromhex(key["public"])
        span = {"public": public, "from": seconds(key["from"]), "until": seconds(key["until"]), "revoked": "revoked_at" in key}
        keys[hashlib.sha256(public).digest()[:4]] = span
    return {"issuer": written["issuer"], "keys": keys}


def read_changes(digits, root):
    if digits is None:
        return None
    _, payload, message, signature = opened(bytes.fromhex(digits), 1 << 21)
    fields = cbor2.loads(payload)
    if not verifies(bytes.fromhex(root), message, signature) or fields[0] != 4:
        raise SystemExit("the list of changes is not good")
    return {digest: what for digest, what, _ in fields[3]}


def judge_all(paths):
    count, wrong = 0, []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            written = json.load(file)
        keys, changes = read_keys(written["keys"]), read_changes(written["changes"], written["root"])
        for vector in written["vectors"]:
            found = judge(vector["text"], keys, changes)
            expected = (vector["verdict"], vector.get("standing"), vector.get("says"))
            count += 1
            if found != expected:
                wrong.append(f"{path}: {vector['name']}: {found} instead of {expected}")
    print(*wrong, f"{count} vectors, {len(wrong)} judged otherwise", sep="\n")
    return not wrong


def read_code(drawing, text, dot=4):
    """Fills the path of the drawing dot by dot, as a screen does, and lets a reader of codes look at it."""
    with open(drawing, encoding="utf-8") as file:
        svg = file.read()
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    rows = [bytearray(b"\xff" * side) for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        rows[int(y)][int(x) : int(x) + int(length)] = bytes(int(length))
    pixels = b"".join(bytes(value for value in row for _ in range(dot)) * dot for row in rows)
    return compare(memoryview(pixels).cast("B", shape=[side * dot, side * dot]), text)


def read_page(page, text):
    """Looks for a code on a page that somebody else drew."""
    with open(page, "rb") as file:
        kind, size, _, pixels = file.read().split(b"\n", 3)
    if kind != b"P5":
        raise SystemExit("no PGM")
    width, height = map(int, size.split())
    return compare(memoryview(pixels).cast("B", shape=[height, width]), text)


def compare(image, text):
    found = [code.text for code in zxingcpp.read_barcodes(image)]
    with open(text, encoding="utf-8") as file:
        expected = file.read()
    print("the code was read" if found == [expected] else f"read {found}")
    return found == [expected]


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if not arguments:
        sys.exit(0)
    if arguments[0].endswith((".svg", ".pgm")):
        good = (read_code if arguments[0].endswith(".svg") else read_page)(*arguments)
    else:
        good = judge_all(arguments)
    sys.exit(0 if good else 1)
