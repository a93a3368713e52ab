import { page } from "../layout.js";
import { htmlReply } from "../reply.js";
import type { DeadRoute } from "../route.js";

/** `/controls`: one control of every kind, and a log of their events. `?after=ms` (300) delays the late ones. */
export const CONTROLS_ROUTE: DeadRoute = {
  method: "GET",
  path: "/controls",
  respond: () => htmlReply(page({ title: "Controls", body: BODY, script: SCRIPT })),
};

const BODY = `<main><h1>Controls</h1>
<div class="controls">
<fieldset><legend>Text</legend>
  <p><input id="text" name="text" value="before" aria-label="text"></p>
  <p><input id="readonly" value="fixed" readonly aria-label="read only"></p>
  <p><input id="date" type="date" aria-label="date"> <input id="number" type="number" aria-label="number"> <input id="range" type="range" min="0" max="10" value="5" aria-label="range"></p>
  <p><textarea id="textarea" rows="2" aria-label="text area"></textarea></p>
  <div id="editable" contenteditable="true" class="box">edit me</div>
  <label>Label for a field <input id="labelled"></label>
</fieldset>
<fieldset><legend>Choices</legend>
  <p><label><input id="checkbox" type="checkbox"> checkbox</label> <label><input id="checked" type="checkbox" checked> checked</label></p>
  <p><label><input id="radio-a" type="radio" name="radio" value="a"> A</label> <label><input id="radio-b" type="radio" name="radio" value="b"> B</label></p>
  <p><select id="select" aria-label="select"><option value="">choose</option><option value="red">Red</option><option value="green">Green</option><option value="blue" disabled>Blue</option></select></p>
  <p><select id="multi" multiple aria-label="several"><option value="one">One</option><option value="two">Two</option><option value="three">Three</option></select></p>
</fieldset>
<fieldset><legend>Sooner or later</legend>
  <p><button id="button">Button</button> <button id="disabled" disabled>Enabled later</button> <button id="never" disabled>Never enabled</button></p>
  <p><button id="hidden" style="display: none">Shown later</button> <button id="invisible" style="visibility: hidden">Never shown</button></p>
  <p class="covered"><button id="covered">Covered</button><span class="overlay"></span></p>
  <p><button id="moving" style="position: relative">Moves first</button></p>
  <p id="late"></p>
</fieldset>
<fieldset><legend>Pointer and keys</legend>
  <p><span id="drag" class="box" draggable="true">drag me</span> <span id="drop" class="box">drop here</span></p>
  <p><span id="hover" class="box">hover me</span> <span id="double" class="box">double click</span></p>
  <p><input id="keys" placeholder="keys" aria-label="keys"> <a id="focusable" href="#focusable">a link</a></p>
  <form id="form"><input id="form-text" name="form-text" aria-label="form text"> <button id="form-submit">Submit</button></form>
</fieldset>
</div>
<h2>Events</h2>
<ol id="log" aria-label="events"></ol>
<div style="height: 1500px"></div>
<p><button id="far">Far below</button></p>
</main>`;

const SCRIPT = `
const log = (text) => { const item = document.createElement("li"); item.textContent = text; document.querySelector("#log").append(item); };
const nameOf = (el) => (el instanceof Element && el.id ? "#" + el.id : "");
for (const type of ["click", "dblclick", "input", "change", "focusin", "focusout", "submit"]) {
  document.addEventListener(type, (event) => {
    if (type === "submit") event.preventDefault();
    const id = nameOf(event.target);
    if (!id) return;
    const el = event.target;
    const value = type === "input" || type === "change" ? " " + (el.type === "checkbox" || el.type === "radio" ? el.checked : el.multiple ? [...el.selectedOptions].map((o) => o.value).join("+") : el.isContentEditable ? el.textContent : el.value) : "";
    log(type + " " + id + value + (event.isTrusted ? "" : " (untrusted)"));
  });
}
document.querySelector("#hover").addEventListener("mouseenter", () => log("hover #hover"));
for (const type of ["keydown", "keyup"]) document.querySelector("#keys").addEventListener(type, (event) => {
  const modifiers = ["ctrlKey", "shiftKey", "altKey", "metaKey"].filter((name) => event[name]).map((name) => name.replace("Key", "+")).join("");
  log(type + " #keys " + modifiers + event.key + " " + event.code);
});
document.querySelector("#drag").addEventListener("dragstart", (event) => { event.dataTransfer.setData("text/plain", "cargo"); log("dragstart #drag"); });
document.querySelector("#drag").addEventListener("dragend", () => log("dragend #drag"));
document.querySelector("#drop").addEventListener("dragover", (event) => event.preventDefault());
document.querySelector("#drop").addEventListener("drop", (event) => { event.preventDefault(); log("drop #drop " + event.dataTransfer.getData("text/plain")); });
const after = Number(new URLSearchParams(location.search).get("after") ?? 300);
setTimeout(() => {
  document.querySelector("#disabled").disabled = false;
  document.querySelector("#hidden").style.display = "";
  document.querySelector(".overlay").remove();
  document.querySelector("#late").innerHTML = '<button id="added">Added later</button>';
  log("later");
}, after);
document.querySelector("#moving").animate([{ left: "0px" }, { left: "120px" }], { duration: after, fill: "forwards" });
`;
