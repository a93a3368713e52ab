import os
import sys
import time

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path
from journal import PIECE_SECONDS, PIECES, ROWS, SLOW_SECONDS, handling

settings.configure(DEBUG=False, SECRET_KEY="test", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])

PAGE = """<!doctype html><title>Live</title><script src="/htmx.js"></script>
<style>@keyframes turn { to { transform: rotate(1turn) } } #spinner { width: 20px; height: 20px; animation: turn 1s linear infinite }</style>
<div id="spinner"></div>
<button id="inc" hx-post="/inc" hx-target="#count">Increase</button><p id="count">count 0</p>
<form hx-post="/save" hx-target="#saved"><input id="name" name="name"><button id="save">Save</button></form><p id="saved"></p>
<button id="slow" hx-post="/slow" hx-target="#slowed">Slow</button><p id="slowed"></p>
<button id="rows" hx-get="/rows" hx-target="#list">Rows</button><ul id="list"></ul>
<button id="stream" hx-post="/stream" hx-target="#streamed">Stream</button><p id="streamed"></p>
<input id="search" name="query" hx-get="/search" hx-trigger="input changed delay:250ms" hx-target="#found"><p id="found"></p>
<a id="next" href="/second" hx-get="/second" hx-target="body" hx-push-url="true">Next page</a>
{ticks}"""
TICKS = '<p hx-get="/tick" hx-trigger="every {ms}ms">tick</p>'


def home(_request):
    ticks = float(os.environ.get("TICKS", "0"))
    answer = HttpResponse(PAGE.replace("{ticks}", TICKS.replace("{ms}", str(int(1000 / ticks))) if ticks > 0 else ""))
    answer.delete_cookie("count")
    return answer


def increase(request):
    with handling("inc"):
        count = int(request.COOKIES.get("count", "0")) + 1
        answer = HttpResponse(f"count {count}")
        answer.set_cookie("count", count)
        return answer


def save(request):
    with handling("save"):
        return HttpResponse(f"saved {request.POST['name']}")


def slow(_request):
    with handling("slow"):
        time.sleep(SLOW_SECONDS)
        return HttpResponse("slow 1")


def rows(_request):
    with handling("rows"):
        return HttpResponse("".join(f"<li>row {number} of 1</li>" for number in range(ROWS)))


def stream(_request):
    def pieces():
        with handling("stream"):
            for piece in PIECES:
                time.sleep(PIECE_SECONDS)
                yield f"<span>{piece}</span> "

    return StreamingHttpResponse(pieces())


def search(request):
    with handling("search"):
        return HttpResponse(f"found {request.GET['query']}")


def second(_request):
    with handling("next"):
        return HttpResponse("<h1>page second</h1>")


urlpatterns = [
    path("", home),
    path("htmx.js", lambda _request: FileResponse(open(os.environ["HTMX"], "rb"), content_type="text/javascript")),
    path("inc", increase),
    path("save", save),
    path("slow", slow),
    path("rows", rows),
    path("stream", stream),
    path("search", search),
    path("second", second),
    path("tick", lambda _request: HttpResponse(f"tick {time.time()}")),
]

execute_from_command_line([sys.argv[0], "runserver", "--noreload", f"127.0.0.1:{os.environ['PORT']}"])
