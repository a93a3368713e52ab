import asyncio
import os
import time

from journal import PIECE_SECONDS, PIECES, ROWS, SLOW_SECONDS, SPINNER, handling
from shiny import App, reactive, render, ui

TICKS = float(os.environ.get("TICKS", "0"))

app_ui = ui.page_fluid(
    ui.HTML(SPINNER),
    ui.navset_tab(
        ui.nav_panel(
            "Home",
            ui.input_action_button("inc", "Increase"),
            ui.output_text("count"),
            ui.output_text("doubled"),
            ui.input_text("name", "Name", update_on="blur"),
            ui.input_action_button("save", "Save"),
            ui.output_text("saved"),
            ui.input_action_button("slow", "Slow"),
            ui.output_text("slowed"),
            ui.input_action_button("rows", "Rows"),
            ui.output_ui("list"),
            ui.input_action_button("stream", "Stream"),
            ui.output_text("streamed"),
            ui.input_text("search", "Search"),
            ui.output_text("found"),
            ui.output_text("clock"),
        ),
        ui.nav_panel("Second", ui.output_text("second")),
        id="page",
    ),
)


def server(input, output, session):
    text = reactive.value("")

    @render.text
    @reactive.event(input.inc)
    def count():
        with handling("inc"):
            return f"count {input.inc()}"

    @render.text
    @reactive.event(input.inc)
    def doubled():
        return f"doubled {2 * input.inc()}"

    @render.text
    @reactive.event(input.save)
    def saved():
        with handling("save"):
            return f"saved {input.name()}"

    @render.text
    @reactive.event(input.slow)
    async def slowed():
        with handling("slow"):
            await asyncio.sleep(SLOW_SECONDS)
            return f"slow {input.slow()}"

    @render.ui
    @reactive.event(input.rows)
    def list():
        with handling("rows"):
            return ui.tags.ul(*(ui.tags.li(f"row {number} of {input.rows()}") for number in range(ROWS)))

    @reactive.effect
    @reactive.event(input.stream)
    async def stream():
        with handling("stream"):
            text.set("")
            for piece in PIECES:
                await asyncio.sleep(PIECE_SECONDS)
                text.set(f"{text.get()}{piece} ")
                await reactive.flush()

    @render.text
    def streamed():
        return text.get()

    @render.text
    @reactive.event(input.search, ignore_init=True)
    def found():
        with handling("search"):
            return f"found {input.search()}"

    @render.text
    @reactive.event(input.page)
    def second():
        with handling("next"):
            return f"page {input.page().lower()}"

    @render.text
    def clock():
        if TICKS > 0:
            reactive.invalidate_later(1 / TICKS)
        return f"tick {time.time()}"


app = App(app_ui, server)
