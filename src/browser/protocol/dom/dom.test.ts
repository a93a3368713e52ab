import { describe, expect, it } from "vitest";
import { askPage } from "../queries.js";
import { type HTMLFormElement, HTMLInputElement } from "./form-elements.js";
import { parseDocument, parseFragment, setInnerHtml } from "./parse.js";
import { HTMLSelectElement } from "./select-elements.js";

const parsed = (body: string) => parseDocument(`<!doctype html><title>t</title>${body}`, "http://site.test/dir/page?q=1");

describe("a document without a browser", () => {
  it("is parsed as browsers do, and serialized again", () => {
    const document = parsed("<table><tr><td>1</table><p>a<p>b<script>if (a < b) {}</script><svg viewBox='0 0 1 1'><path/></svg>");
    expect(document.body?.innerHTML).toBe(
      '<table><tbody><tr><td>1</td></tr></tbody></table><p>a</p><p>b<script>if (a < b) {}</script><svg viewBox="0 0 1 1"><path></path></svg></p>',
    );
    expect(document.querySelectorAll("table > tbody > tr > td")).toHaveLength(1);
    expect(parsed('<p title="&lt;&quot;&amp;">a &amp; b&nbsp;</p>').body?.innerHTML).toBe(
      '<p title="&lt;&quot;&amp;">a &amp; b&nbsp;</p>',
    );
  });

  it("keeps what is in templates out of searches", () => {
    const document = parsed("<template><b id=inside>x</b></template><div></div>");
    expect(document.querySelector("#inside")).toBeNull();
    expect(document.querySelector("template")?.outerHTML).toBe('<template><b id="inside">x</b></template>');
  });

  it("is changed by fragments, which are parsed for where they go", () => {
    const document = parsed("<table><tbody id=rows></tbody></table>");
    const rows = document.querySelector("#rows");
    if (rows === null) throw new Error("no rows");
    setInnerHtml(rows, "<tr><td>1<tr><td>2");
    expect(rows.children).toHaveLength(2);
    rows.insertBefore(parseFragment("<tr id=first><td>0</tr>", rows), rows.firstChild);
    expect(rows.textContent).toBe("012");
    rows.replaceChild(parseFragment("<tr><td>x</tr><tr><td>y</tr>", rows), rows.children[1] ?? rows);
    expect(rows.textContent).toBe("0xy2");
    expect(rows.children[2]?.previousElementSibling?.textContent).toBe("x");
  });

  it("has fields that keep what was entered apart from their attributes", () => {
    const document =
      parsed(`<form id=f><input id=a value=old><input type=checkbox id=b checked><input type=radio name=r id=c checked>
      <input type=radio name=r id=d><select id=s><option>1<option value=two>2</select></form>`);
    const input = (id: string) => document.getElementById(id) as HTMLInputElement;
    input("a").value = "new\nline";
    input("b").checked = false;
    input("d").checked = true;
    const list = document.getElementById("s");
    if (!(list instanceof HTMLSelectElement)) throw new Error("no list");
    expect(list.value).toBe("1");
    list.value = "two";
    expect([input("a").value, input("a").getAttribute("value")]).toEqual(["newline", "old"]);
    expect(document.querySelectorAll(":checked").map(({ id }) => id || "option")).toEqual(["d", "option"]);
    const clone = input("a").cloneNode();
    expect(clone instanceof HTMLInputElement && clone.value).toBe("newline");
    (document.getElementById("f") as HTMLFormElement).reset();
    expect([input("a").value, input("b").checked, input("c").checked, list.value]).toEqual(["old", true, true, "1"]);
  });

  it("knows which fields a form owns and which are disabled", () => {
    const document = parsed(`<form id=f><fieldset disabled><legend><input id=a></legend><input id=b></fieldset></form>
      <input id=c form=f><label for=c id=l>C</label>`);
    const form = document.getElementById("f") as HTMLFormElement;
    expect(form.elements.map(({ id, localName }) => id || localName)).toEqual(["fieldset", "a", "b", "c"]);
    expect(document.querySelectorAll("input:disabled").map(({ id }) => id)).toEqual(["b"]);
    expect((document.getElementById("c") as HTMLInputElement).labels.map(({ id }) => id)).toEqual(["l"]);
  });

  it.each([
    ["hidden", "<p id=x hidden>a</p>", false],
    ["a style", '<div style="color: red; DISPLAY : none"><p id=x>a</p></div>', false],
    ["visibility", '<div style="visibility:hidden"><p id=x>a</p></div>', false],
    ["visible in invisible", '<div style="visibility:hidden"><p id=x style="visibility:visible">a</p></div>', true],
    ["a hidden field", "<input id=x type=hidden>", false],
    ["closed details", "<details><summary>s</summary><p id=x>a</p></details>", false],
    ["open details", "<details open><summary>s</summary><p id=x>a</p></details>", true],
    ["a closed dialog", "<dialog id=x>a</dialog>", false],
    ["contents with text", '<p id=x style="display: contents">a</p>', true],
    ["anything else", "<p id=x>a</p>", true],
  ])("tells what is visible from attributes: %s", (_, body, isVisible) => {
    const document = parsed(body);
    const element = document.getElementById("x");
    if (element === null) throw new Error("no element");
    expect(askPage(document, (queries) => queries.isVisible(element))).toBe(isVisible);
  });

  it("has the text that is rendered", () => {
    const document = parsed(
      "<main><h1> A  title </h1><p>one <b>two</b>\n three</p><p>next<br>line</p><ul><li>a<li>b</ul><script>no</script><i hidden>no</i></main>",
    );
    expect(document.querySelector("main")?.innerText).toBe("A title\n\none two three\n\nnext\nline\n\na\nb");
  });

  it("is searched by the selectors of chromium", () => {
    const document = parsed(
      `<label>Name <input id=name></label><button id=save>Save it</button><div class=row>one <a href=#>open</a></div>`,
    );
    const found = (selector: string) =>
      askPage(document, (queries) => queries.all(selector).map(({ id, localName }) => id || localName));
    expect(found('role=button[name="Save it"]')).toEqual(["save"]);
    expect(found("text=save")).toEqual(["save"]);
    expect(found('internal:label="name"i')).toEqual(["name"]);
    expect(found('.row:has-text("one") >> a')).toEqual(["a"]);
    expect(found("xpath=//div[@class='row']/a")).toEqual(["a"]);
  });
});
