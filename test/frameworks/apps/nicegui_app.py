import asyncio
import os
import time

from journal import PIECE_SECONDS, PIECES, ROWS, SLOW_SECONDS, SPINNER, handling
from nicegui import ui

TICKS = float(os.environ.get("TICKS", "0"))


@ui.page("/")
def home():
    counts = {"inc": 0, "slow": 0, "rows": 0}
    ui.html(SPINNER, sanitize=False)

    def increase():
        with handling("inc"):
            counts["inc"] += 1
            count.text = f"count {counts['inc']}"

    ui.button("Increase", on_click=increase).props("id=inc")
    count = ui.label("count 0")

    def save():
        with handling("save"):
            saved.text = f"saved {name.value}"

    name = ui.input("Name").props("for=name")
    ui.button("Save", on_click=save).props("id=save")
    saved = ui.label("saved")

    async def slow():
        with handling("slow"):
            await asyncio.sleep(SLOW_SECONDS)
            counts["slow"] += 1
            slowed.text = f"slow {counts['slow']}"

    ui.button("Slow", on_click=slow).props("id=slow")
    slowed = ui.label("slow 0")

    def rows():
        with handling("rows"):
            counts["rows"] += 1
            table.clear()
            with table:
                for number in range(ROWS):
                    ui.label(f"row {number} of {counts['rows']}")

    ui.button("Rows", on_click=rows).props("id=rows")
    table = ui.column()

    async def stream():
        with handling("stream"):
            streamed.text = ""
            for piece in PIECES:
                await asyncio.sleep(PIECE_SECONDS)
                streamed.text += f"{piece} "

    ui.button("Stream", on_click=stream).props("id=stream")
    streamed = ui.label("")

    def search(event):
        with handling("search"):
            found.text = f"found {event.value}"

    ui.input("Search", on_change=search).props("debounce=250 for=search")
    found = ui.label("found")

    def turn():
        with handling("next"):
            ui.navigate.to("/second")

    ui.button("Next page", on_click=turn).props("id=next")
    if TICKS > 0:
        clock = ui.label("tick")
        ui.timer(1 / TICKS, lambda: clock.set_text(f"tick {time.time()}"))


@ui.page("/second")
def second():
    ui.label("page second")


ui.run(host="127.0.0.1", port=int(os.environ["PORT"]), reload=False, show=False)
