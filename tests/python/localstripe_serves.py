#!/usr/bin/env python3
"""Serves localstripe on loopback alone, without keeping anything.

    localstripe_serves.py PORT
"""
import sys

from aiohttp import web
from localstripe import resources, server

resources.store.dump_to_disk = lambda *_: None
web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
