#!/usr/bin/env python3
"""Signs notices with the provider's own package, and says which of them that package takes.

    stripe_signs.py SECRET SECOND

Prints a list of {name, body, header, good}; `good` is the package's own word at SECOND.
"""
import json, sys, time

import stripe
from stripe import WebhookSignature

secret, second = sys.argv[1], int(sys.argv[2])
time.time = lambda: float(second)
body = json.dumps(
    {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": second, "livemode": False,
     "data": {"object": {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "description": "droits n° 7 — الرسوم"}}},
    ensure_ascii=False,
)


def header(at, *secrets, scheme="v1", of=body):
    tags = [WebhookSignature._compute_signature(f"{at}.{of}", key) for key in secrets]
    return ",".join([f"t={at}"] + [f"{scheme}={tag}" for tag in tags])


cases = {
    "signed": (body, header(second, secret)),
    "signed by two secrets, ours last": (body, header(second, "whsec_old", secret)),
    "signed by two secrets, ours first": (body, header(second, secret, "whsec_new")),
    "signed five minutes ago": (body, header(second - 300, secret)),
    "signed too long ago": (body, header(second - 301, secret)),
    "signed by somebody else": (body, header(second, "whsec_of_somebody_else")),
    "another body": (body.replace("succeeded", "canceled"), header(second, secret)),
    "another scheme": (body, header(second, secret, scheme="v0")),
    "no signature": (body, f"t={second}"),
}
told = []
for name, (text, signature) in cases.items():
    try:
        WebhookSignature.verify_header(text, signature, secret, 300)
        good = True
    except stripe.SignatureVerificationError:
        good = False
    told.append({"name": name, "body": text, "header": signature, "good": good})
print(json.dumps(told))
