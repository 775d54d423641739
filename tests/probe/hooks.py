"""What schemathesis needs to know of our schema, and what no answer may ever show (SEC-GQL-07)."""

import re

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes


def one_of(*texts):
    return st.sampled_from(texts).map(nodes.String)


schemathesis.graphql.scalar("Date", st.dates().map(lambda day: nodes.String(day.isoformat())) | one_of("x", "2026-02-30"))
schemathesis.graphql.scalar("DateTime", one_of("2026-01-01T00:00:00Z", "x"))
schemathesis.graphql.scalar("HsCode", one_of("0901", "09", "1006300010", "x", ""))
schemathesis.graphql.scalar("Language", one_of("en", "fr", "zz", "x", "zh"))
schemathesis.graphql.scalar("PublicationId", one_of("rice-quota", "vat-on-imports", "x", "NO WAY"))
schemathesis.graphql.scalar("AuthorityCode", one_of("zz-customs", "x", "!!"))

LEAKS = re.compile(r"panicked|sqlx|sea_orm|tantivy|/src/|/root|/home|select .* from|sqlite|postgres|backtrace", re.I)
CODES = re.compile(r'"code":"([A-Z_]+)"')


@schemathesis.check
def says_only_what_a_client_may_know(ctx, response, case):
    """Every refusal has a code, none is an accident, and nothing of our insides is in the text."""
    codes = CODES.findall(response.text)
    assert response.status_code < 500, response.status_code
    assert not LEAKS.search(response.text), response.text
    assert codes or '"errors"' not in response.text, response.text
    assert not {"UNAVAILABLE", "INTERNAL"} & set(codes), response.text
