import os
import time

from dash import Dash, Input, Output, State, dcc, html
from journal import PIECE_SECONDS, PIECES, ROWS, SLOW_SECONDS, SPINNER, handling

app = Dash(__name__, suppress_callback_exceptions=True)
ticks = float(os.environ.get("TICKS", "0"))

home = html.Div(
    [
        html.Button("Increase", id="inc", n_clicks=0),
        html.Div(id="count"),
        html.Div(id="doubled"),
        dcc.Input(id="name", value=""),
        html.Button("Save", id="save", n_clicks=0),
        html.Div(id="saved"),
        html.Button("Slow", id="slow", n_clicks=0),
        html.Div(id="slowed"),
        html.Button("Rows", id="rows", n_clicks=0),
        html.Ul(id="list"),
        html.Button("Stream", id="stream", n_clicks=0),
        *(html.Span(id=f"piece-{number}") for number in range(len(PIECES))),
        dcc.Input(id="search", value="", debounce=0.25),
        html.Div(id="found"),
        dcc.Link("Next page", id="next", href="/second"),
        html.Div(id="clock"),
        dcc.Interval(id="ticks", interval=1000 / ticks if ticks > 0 else 1e9, disabled=ticks == 0),
    ]
)

# On a machine without enough CPU, frames come before timers: Dash asks for what follows from an answer by a timer of no time.
LATE_TIMERS = """<script>{
  const timer = window.setTimeout;
  const afterFrames = (frames, task) => requestAnimationFrame(() => (frames === 0 ? task() : afterFrames(frames - 1, task)));
  window.setTimeout = (task, ms, ...rest) => (ms === 0 ? timer(() => afterFrames(10, () => task(...rest)), 0) : timer(task, ms, ...rest));
}</script>"""
app.index_string = app.index_string.replace("<body>", f"{LATE_TIMERS}<body>{SPINNER}")
app.layout = html.Div(
    [
        dcc.Location(id="url"),
        html.Div(id="page"),
    ]
)


@app.callback(Output("page", "children"), Input("url", "pathname"))
def show(path):
    if path == "/second":
        with handling("next"):
            return html.H1("page second")
    return home


@app.callback(Output("count", "children"), Input("inc", "n_clicks"), prevent_initial_call=True)
def increase(clicks):
    with handling("inc"):
        return f"count {clicks}"


# Follows from the callback above: one click, two requests.
@app.callback(Output("doubled", "children"), Input("count", "children"), prevent_initial_call=True)
def double(text):
    time.sleep(0.05)
    return f"doubled {text}"


@app.callback(Output("saved", "children"), Input("save", "n_clicks"), State("name", "value"), prevent_initial_call=True)
def save(_clicks, name):
    with handling("save"):
        return f"saved {name}"


@app.callback(Output("slowed", "children"), Input("slow", "n_clicks"), prevent_initial_call=True)
def slow(clicks):
    with handling("slow"):
        time.sleep(SLOW_SECONDS)
        return f"slow {clicks}"


@app.callback(Output("list", "children"), Input("rows", "n_clicks"), prevent_initial_call=True)
def rows(clicks):
    with handling("rows"):
        return [html.Li(f"row {number} of {clicks}") for number in range(ROWS)]


@app.callback(Output("piece-0", "children"), Input("stream", "n_clicks"), prevent_initial_call=True)
def stream(_clicks):
    with handling("stream"):
        time.sleep(PIECE_SECONDS)
        return f"{PIECES[0]} "


# Each piece asks for the next one: four requests, one after the other.
def follow(number):
    @app.callback(
        Output(f"piece-{number}", "children"), Input(f"piece-{number - 1}", "children"), prevent_initial_call=True
    )
    def piece(_previous):
        time.sleep(PIECE_SECONDS)
        return f"{PIECES[number]} "


for number in range(1, len(PIECES)):
    follow(number)


@app.callback(Output("found", "children"), Input("search", "value"), prevent_initial_call=True)
def search(query):
    with handling("search"):
        return f"found {query}"


@app.callback(Output("clock", "children"), Input("ticks", "n_intervals"), prevent_initial_call=True)
def tick(count):
    return f"tick {count}"


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), debug=False)
