import os
import time

# Streamlit imports it when something is streamed first, which takes seconds that no handler spends.
import pandas  # noqa: F401
import streamlit as st
from journal import PIECE_SECONDS, PIECES, ROWS, SLOW_SECONDS, SPINNER, handling

st.set_page_config(page_title="Live")
state = st.session_state
state.setdefault("count", 0)
state.setdefault("rows", 0)
state.setdefault("page", "home")
ticks = float(os.environ.get("TICKS", "0"))

st.html(SPINNER)

if st.button("Increase", key="inc"):
    with handling("inc"):
        state.count += 1
st.markdown(f"count {state.count}")

with st.form("person"):
    name = st.text_input("Name", key="name")
    if st.form_submit_button("Save"):
        with handling("save"):
            state.saved = name
st.markdown(f"saved {state.get('saved', '')}")

if st.button("Slow", key="slow"):
    with handling("slow"):
        time.sleep(SLOW_SECONDS)
        state.slowed = state.get("slowed", 0) + 1
st.markdown(f"slow {state.get('slowed', 0)}")

if st.button("Rows", key="rows_button"):
    with handling("rows"):
        state.rows += 1
if state.rows:
    st.markdown("\n".join(f"- row {number} of {state.rows}" for number in range(ROWS)))


def pieces():
    for piece in PIECES:
        time.sleep(PIECE_SECONDS)
        yield piece + " "


if st.button("Stream", key="stream"):
    with handling("stream"):
        st.write_stream(pieces)


def searched():
    with handling("search"):
        state.found = state.level


st.slider("Level", 0, 100, key="level", on_change=searched)
st.markdown(f"found {state.get('found', 0)}")

if st.button("Next page", key="next"):
    with handling("next"):
        state.page = "second"
st.header(f"page {state.page}")

if ticks > 0:

    @st.fragment(run_every=1 / ticks)
    def clock():
        st.markdown(f"tick {time.time()}")

    clock()
