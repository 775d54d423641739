"""Runs the lines of the README as they stand, but for the address and the notice, which are those of a server that runs."""
import os
import re
import tempfile
import unittest

import fingertip_sdk as sdk
from host import NO_SERVER, ROOT, URL, approve, take_notice


@unittest.skipUnless(URL, NO_SERVER)
class Readme(unittest.TestCase):
    def test_its_lines_run(self):
        text = (ROOT / "mobile-sdk/python/README.md").read_text(encoding="utf-8")
        lines = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
        reference = take_notice()
        for written, found in (("http://127.0.0.1:8080", URL), ("260018421743", reference)):
            self.assertIn(written, lines)
            lines = lines.replace(written, found)
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                names = {"open_in_browser": approve}
                exec(compile(lines, "README.md", "exec"), names)
            finally:
                os.chdir(before)
        standing = names["payment"].standing
        self.assertIsInstance(standing, sdk.PaymentStanding.SUCCEEDED, standing)
        self.assertEqual([receipt.fields().notice for receipt in standing.receipts], [reference])
