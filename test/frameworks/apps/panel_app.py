import asyncio
import os
import time

import panel as pn
from journal import PIECE_SECONDS, PIECES, ROWS, SLOW_SECONDS, SPINNER, handling

TICKS = float(os.environ.get("TICKS", "0"))


def session():
    count = pn.pane.Markdown("count 0")
    saved = pn.pane.Markdown("saved")
    slowed = pn.pane.Markdown("slow 0")
    rows = pn.pane.HTML("")
    streamed = pn.pane.Markdown("")
    found = pn.pane.Markdown("found")
    page = pn.Column(pn.pane.Markdown("page home"))
    name = pn.widgets.TextInput(name="Name", css_classes=["name"])
    counts = {"inc": 0, "slow": 0, "rows": 0}

    def button(label, action):
        made = pn.widgets.Button(name=label, css_classes=[action.__name__])
        made.on_click(action)
        return made

    def inc(_event):
        with handling("inc"):
            counts["inc"] += 1
            count.object = f"count {counts['inc']}"

    def save(_event):
        with handling("save"):
            saved.object = f"saved {name.value}"

    async def slow(_event):
        with handling("slow"):
            await asyncio.sleep(SLOW_SECONDS)
            counts["slow"] += 1
            slowed.object = f"slow {counts['slow']}"

    def list_rows(_event):
        with handling("rows"):
            counts["rows"] += 1
            items = "".join(f"<li>row {number} of {counts['rows']}</li>" for number in range(ROWS))
            rows.object = f"<ul>{items}</ul>"

    async def stream(_event):
        with handling("stream"):
            streamed.object = ""
            for piece in PIECES:
                await asyncio.sleep(PIECE_SECONDS)
                streamed.object += f"{piece} "

    def search(event):
        with handling("search"):
            found.object = f"found {event.new}"

    def turn(_event):
        with handling("next"):
            page[:] = [pn.pane.Markdown("page second")]

    query = pn.widgets.TextInput(name="Search", css_classes=["search"])
    query.param.watch(search, "value")
    clock = pn.pane.Markdown("tick")
    if TICKS > 0:

        def tick():
            clock.object = f"tick {time.time()}"

        pn.state.add_periodic_callback(tick, period=int(1000 / TICKS))
    spinner = pn.pane.HTML(SPINNER)
    return pn.Column(
        spinner,
        button("Increase", inc),
        count,
        name,
        button("Save", save),
        saved,
        button("Slow", slow),
        slowed,
        button("Rows", list_rows),
        rows,
        button("Stream", stream),
        streamed,
        query,
        found,
        button("Next page", turn),
        page,
        clock,
    )


pn.serve({"": session}, port=int(os.environ["PORT"]), address="127.0.0.1", show=False, websocket_origin="*")
