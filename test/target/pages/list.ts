import { LiveView, type ViewEvent } from "../live-view.js";
import { each, html, type Template } from "../template.js";

interface Row {
  readonly id: number;
  readonly value: number;
}

/** `/list?n=500`: many rows, all of them changed or moved by one event. */
export class ListView extends LiveView {
  static readonly viewName = "ListLive";
  readonly title = "List";
  #version = 0;
  #rows: readonly Row[] = [];

  override mount(): void {
    this.#rows = Array.from({ length: Math.min(this.numberParam("n", 500), 20_000) }, (_, index) => ({
      id: index + 1,
      value: 0,
    }));
  }

  override handleEvent({ name }: ViewEvent): void {
    this.#version++;
    if (name === "update") this.#rows = this.#rows.map(({ id }) => ({ id, value: id * this.#version }));
    else if (name === "shuffle") this.#rows = shuffled(this.#rows);
    else if (name === "halve") this.#rows = this.#rows.slice(0, Math.ceil(this.#rows.length / 2));
    else if (name === "add") this.#rows = [{ id: this.#version * 100_000, value: this.#version }, ...this.#rows];
    else throw new Error(`a list does not understand ${name}`);
  }

  override render(): Template {
    return html`<main>
  <h1>List</h1>
  <p><span id="rows">${this.#rows.length}</span> rows, version <span id="version">${this.#version}</span></p>
  <p class="actions"><button id="update" phx-click="update">Update all</button> <button id="shuffle" phx-click="shuffle">Shuffle</button> <button id="add" phx-click="add">Add one on top</button> <button id="halve" phx-click="halve">Keep half</button></p>
  <table>
    <thead><tr><th>Row</th><th>Value</th><th></th></tr></thead>
    <tbody id="list">${each(this.#rows, (row) => String(row.id), row)}</tbody>
  </table>
</main>`;
  }
}

function row({ id, value }: Row): Template {
  return html`<tr id="row-${id}"><td>Row ${id}</td><td>${value}</td><td>${value % 2 === 1 ? html`<em>odd ${value}</em>` : html`<span>even</span>`}</td></tr>`;
}

function shuffled(rows: readonly Row[]): Row[] {
  const copy = [...rows];
  for (let index = copy.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    const [a, b] = [copy[index], copy[other]];
    if (a && b) [copy[index], copy[other]] = [b, a];
  }
  return copy;
}
