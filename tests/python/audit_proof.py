#!/usr/bin/env python3
"""Verifies a proof of the audit log with nothing of ours: canonical JSON, SHA-256, RFC 6962 and RFC 8032 by their own rules.

    audit_proof.py PROOF.json PUBLIC.pem

Prints what is proven and ends with 0, or says what does not hold and ends with 1.
"""
import base64, hashlib, json, sys


def canonical(value):
    """RFC 8785, as far as our proofs need it: names and texts in ASCII, whole numbers below 2**53."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def sha256(data):
    return hashlib.sha256(data).digest()


def root_by(entry_hash, index, size, path):
    """RFC 6962, section 2.1.1: the way up, by the span of leaves under each node."""
    if index >= size:
        return None
    sides, low, high = [], 0, size
    while high - low > 1:
        middle = low + (1 << ((high - low - 1).bit_length() - 1))
        is_left = index < middle
        sides.append(is_left)
        low, high = (low, middle) if is_left else (middle, high)
    if len(sides) != len(path):
        return None
    node = sha256(b"\0" + entry_hash)
    for is_left, neighbour in zip(reversed(sides), path):
        node = sha256(b"\1" + node + neighbour) if is_left else sha256(b"\1" + neighbour + node)
    return node


# Ed25519, RFC 8032, section 5.1, in affine terms: slow and short.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    return P - x if x & 1 != sign else x


def point(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    return recover_x(y, number >> 255), y


def add(a, b):
    product = D * a[0] * b[0] * a[1] * b[1]
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + product, -1, P) % P
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P
    return x, y


def times(scalar, a):
    result = (0, 1)
    while scalar:
        if scalar & 1:
            result = add(result, a)
        a, scalar = add(a, a), scalar >> 1
    return result


BASE = (recover_x(4 * pow(5, -1, P) % P, 0), 4 * pow(5, -1, P) % P)


def is_signed(public, message, signature):
    if len(signature) != 64:
        return False
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % ORDER
    return times(s, BASE) == add(point(r), times(challenge, point(public)))


def check(proven, public):
    """Returns what does not hold, or nothing."""
    link, proof, head = proven["link"], proven["proof"], proven["head"]["head"]
    signature = base64.b64decode(proven["head"]["signature"])
    if not is_signed(public, canonical(head), signature):
        return "the head is not signed by this key"
    if head["format"] != "fingertip-audit-head-1" or head["chain"] != link["chain"]:
        return "the head is of something else"
    day = next((day for day in head["days"] if day["day"] == proof["day"]), None)
    if day is None or not link["at"].startswith(day["day"]):
        return "the head has no tree of that day"
    if (day["count"], link["sequence"] - day["first"]) != (proof["size"], proof["index"]):
        return "the proof is for another place"
    whole = base64.b64decode(proof["path"])
    path = [whole[at:at + 32] for at in range(0, len(whole), 32)]
    root = root_by(sha256(canonical(link)), proof["index"], proof["size"], path)
    if root is None or root.hex() != day["root"] or base64.b64encode(root).decode() != proof["root"]:
        return "the entry is not in the tree"
    return None


proven = json.load(open(sys.argv[1], encoding="ascii"))
lines = open(sys.argv[2], encoding="ascii").read().split("-----")
public = base64.b64decode("".join(lines[2].split()))[-32:]
wrong = check(proven, public)
if wrong:
    print(wrong)
    sys.exit(1)
link = proven["link"]
print(f"entry {link['sequence']} of {link['chain']} was in the log when its head was signed at {proven['head']['head']['at']}")
