/** A framework, and how its application in the folder `apps` is started and used. */
export interface Framework {
  readonly name: string;
  /** Arguments of Python that start the application on a port of 127.0.0.1. */
  readonly args: (port: number) => readonly string[];
  /** The adapter that recognizes its interactions. */
  readonly adapter: string;
  readonly elements: Elements;
  /** The element that the page shows once the server has sent all of its first content; default {@link Elements.inc}. */
  readonly ready?: string;
  /** Nothing on the wire tells that more of an answer will come: after a pause, its further pieces are not seen. */
  readonly hidesEnds?: boolean;
  /** How often a second it changes the page by itself; default 20. Where it polls, an interaction must find a pause between two polls. */
  readonly ticksPerSecond?: number;
}

/** Selectors of what people use. */
export interface Elements {
  readonly inc: string;
  readonly name: string;
  readonly save: string;
  readonly slow: string;
  readonly rows: string;
  readonly stream: string;
  /** What sends only when nothing more comes for a while; a slider where no field does so. */
  readonly search: string;
  readonly next: string;
}

const IDS: Elements = {
  inc: "#inc",
  name: "#name",
  save: "#save",
  slow: "#slow",
  rows: "#rows",
  stream: "#stream",
  search: "#search",
  next: "#next",
};

const ofScript = (script: string) => () => [script];

export const FRAMEWORKS: readonly Framework[] = [
  {
    name: "streamlit",
    args: (port) => [
      ...["-m", "streamlit", "run", "streamlit_app.py", "--server.address", "127.0.0.1", "--server.port", String(port)],
      ...["--server.headless", "true", "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"],
    ],
    adapter: "streamlit",
    ready: "[data-testid=stApp][data-test-script-state=notRunning]",
    elements: {
      inc: ".st-key-inc button",
      name: ".st-key-name input",
      save: "[data-testid=stFormSubmitButton] button",
      slow: ".st-key-slow button",
      rows: ".st-key-rows_button button",
      stream: ".st-key-stream button",
      search: ".st-key-level input",
      next: ".st-key-next button",
    },
  },
  {
    name: "gradio",
    args: ofScript("gradio_app.py"),
    adapter: "gradio",
    elements: { ...IDS, name: "#name textarea", search: "#search textarea" },
  },
  { name: "dash", args: ofScript("dash_app.py"), adapter: "dash", elements: IDS, ticksPerSecond: 2 },
  {
    name: "shiny",
    args: (port) => ["-m", "shiny", "run", "--port", String(port), "shiny_app.py"],
    adapter: "shiny",
    elements: { ...IDS, next: "text=Second" },
  },
  { name: "nicegui", args: ofScript("nicegui_app.py"), adapter: "nicegui", elements: IDS, hidesEnds: true },
  {
    name: "panel",
    args: ofScript("panel_app.py"),
    adapter: "panel",
    elements: {
      inc: ".inc button",
      name: ".name input",
      save: ".save button",
      slow: ".slow button",
      rows: ".list_rows button",
      stream: ".stream button",
      search: ".search input",
      next: ".turn button",
    },
    hidesEnds: true,
  },
  { name: "django", args: ofScript("django_app.py"), adapter: "htmx", elements: IDS },
];
