"""Writes down what people caused: one line of JSON for each input that reached its handler."""

import json
import os
import time
from contextlib import contextmanager

SLOW_SECONDS = 0.3
PIECES = ["one", "two", "three", "end"]
PIECE_SECONDS = 0.15
ROWS = 500
# Goes on animating, whatever people do.
SPINNER = """<style>@keyframes turn { to { transform: rotate(1turn) } }</style>
<div style="width: 20px; height: 20px; background: red; animation: turn 1s linear infinite"></div>"""


def note(action, seconds):
    line = json.dumps({"action": action, "ms": seconds * 1000}) + "\n"
    # One write of a short line to a file opened for appending is atomic.
    with open(os.environ["JOURNAL"], "a") as file:
        file.write(line)


@contextmanager
def handling(action):
    """Notes the action with the time that its handler took."""
    start = time.perf_counter()
    try:
        yield
    finally:
        note(action, time.perf_counter() - start)
