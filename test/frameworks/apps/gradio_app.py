import os
import time

import gradio as gr
from journal import PIECE_SECONDS, PIECES, ROWS, SLOW_SECONDS, SPINNER, handling


def increase(count):
    with handling("inc"):
        return count + 1, f"count {count + 1}"


def save(name):
    with handling("save"):
        return f"saved {name}"


def slow(count):
    with handling("slow"):
        time.sleep(SLOW_SECONDS)
        return count + 1, f"slow {count + 1}"


def rows(count):
    with handling("rows"):
        items = "".join(f"<li>row {number} of {count + 1}</li>" for number in range(ROWS))
        return count + 1, f"<ul>{items}</ul>"


def stream():
    with handling("stream"):
        text = ""
        for piece in PIECES:
            time.sleep(PIECE_SECONDS)
            text += piece + " "
            yield text


def search(query):
    with handling("search"):
        return f"found {query}"


def turn():
    with handling("next"):
        return gr.Column(visible=False), gr.Column(visible=True)


with gr.Blocks() as app:
    gr.HTML(SPINNER)
    with gr.Column() as first:
        count = gr.State(0)
        counted = gr.Markdown()
        gr.Button("Increase", elem_id="inc").click(increase, count, [count, counted])
        name = gr.Textbox(label="Name", elem_id="name")
        saved = gr.Markdown()
        gr.Button("Save", elem_id="save").click(save, name, saved)
        slow_count = gr.State(0)
        slowed = gr.Markdown()
        gr.Button("Slow", elem_id="slow").click(slow, slow_count, [slow_count, slowed])
        rows_count = gr.State(0)
        listed = gr.HTML()
        gr.Button("Rows", elem_id="rows").click(rows, rows_count, [rows_count, listed])
        streamed = gr.Markdown()
        gr.Button("Stream", elem_id="stream").click(stream, None, streamed)
        query = gr.Textbox(label="Search", elem_id="search")
        found = gr.Markdown()
        query.input(search, query, found)
        forward = gr.Button("Next page", elem_id="next")
    with gr.Column(visible=False) as second:
        gr.Markdown("page second")
    forward.click(turn, None, [first, second])
    ticks = float(os.environ.get("TICKS", "0"))
    if ticks > 0:
        clock = gr.Markdown()
        gr.Timer(1 / ticks).tick(lambda: f"tick {time.time()}", None, clock, show_progress="hidden")

app.launch(server_name="127.0.0.1", server_port=int(os.environ["PORT"]), quiet=True)
