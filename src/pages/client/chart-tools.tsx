import { saveFile } from "./save.js";
import { color } from "./theme.js";
import { changeView, useView } from "./view.js";

interface Legend {
  readonly label: string;
  /** One of the page's colours. */
  readonly color: string;
  readonly dashed?: boolean;
}

/** The buttons of a chart: show the whole run again, and save as a picture. */
export function ChartTools(props: {
  readonly title: string;
  readonly canvasOf: () => HTMLCanvasElement | undefined;
  readonly legend: readonly Legend[];
}) {
  const { title, canvasOf, legend } = props;
  const { zoom } = useView();
  const save = () => {
    const canvas = canvasOf();
    if (canvas !== undefined) saveFile(`${title.replace(/[^\w.-]+/g, "-")}.png`, pictureOf(canvas, title, legend));
  };
  return (
    <span class="tools">
      {zoom === undefined ? null : (
        <button type="button" onClick={() => changeView({ zoom: undefined })}>
          Show the whole run
        </button>
      )}
      <button type="button" aria-label={`Save ${title} as PNG`} onClick={save}>
        PNG
      </button>
    </span>
  );
}

const HEAD = 30;
const FOOT = 28;

/** The chart with its title and its legend, as the URL of a PNG. */
function pictureOf(chart: HTMLCanvasElement, title: string, legend: readonly Legend[]): string {
  const scale = devicePixelRatio;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [chart.width, chart.height + (HEAD + FOOT) * scale];
  const context = canvas.getContext("2d");
  if (context === null) return chart.toDataURL("image/png");
  context.fillStyle = color("card");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(chart, 0, HEAD * scale);
  context.scale(scale, scale);
  context.fillStyle = color("text");
  context.font = "600 14px system-ui, sans-serif";
  context.fillText(title, 12, 20);
  context.font = "12px system-ui, sans-serif";
  let x = 12;
  const y = canvas.height / scale - 10;
  for (const { label, color: name, dashed } of legend) {
    context.fillStyle = color(name);
    if (dashed === true) for (const at of [0, 7]) context.fillRect(x + at - 1, y - 5, 5, 2);
    else context.fillRect(x, y - 9, 10, 10);
    context.fillStyle = color("muted");
    context.fillText(label, x + 16, y);
    x += 32 + context.measureText(label).width;
  }
  return canvas.toDataURL("image/png");
}
