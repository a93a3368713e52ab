/** A page on which both engines are to find the same by each of {@link SELECTORS}; what can be found has an id. */
export const SELECTORS_PAGE = `<!DOCTYPE html><meta charset="utf-8"><title>Selectors</title><link rel="icon" href="data:,">
<header id="header"><nav id="nav" aria-label="Main"><a id="home" href="#home">Home <b id="home-b">page</b></a> <a id="anchor">no link</a></nav></header>
<main id="main"><h1 id="h1">Things   to
  buy</h1><h2 id="h2">Second</h2>
<div id="early"><template shadowrootmode="open"><button id="early-button" class="twice">Twice</button></template></div>
<section id="section" aria-labelledby="h2"><p id="para">It's “late” <em id="em">late</em> again</p></section>
<form id="form" aria-label="Order"><label id="label" for="name">Full <i id="i">name</i></label><input id="name" data-testid="name-field">
<label id="wrap">Mail <input id="mail" type="email" placeholder="you@example.test"></label>
<input id="placeholder" placeholder="Search for"><input id="search" type="search" aria-label="Find" title="ignored">
<input id="amount" type="number" title="Amount"><input id="slider" type="range" aria-label="Volume">
<input id="agree" type="checkbox" checked aria-label="Agree"><input id="deny" type="checkbox" aria-label="Deny">
<input id="r1" type="radio" name="r" checked><label id="r1-label" for="r1">First</label>
<select id="single" aria-label="Size"><option id="small">Small</option><option id="large" selected>Large</option></select>
<select id="many" multiple aria-label="Colours"><option id="red">Red</option></select>
<textarea id="area" aria-label="Notes"></textarea>
<button id="save" data-test="save">Save <span id="save-span">now</span></button><button id="dead" disabled>Save later</button>
<input id="go" type="submit"><input id="reset" type="reset"><input id="pushed" type="button" value="Push me">
<button id="icon" aria-label="Close"><svg id="svg" width="9" height="9"></svg></button>
<button id="image"><img id="img" alt="Print" width="9" height="9"></button>
<button id="titled" title="Titled"></button><button id="pressed" aria-pressed="true">Bold</button>
<div id="aria-button" role="button" tabindex="0" data-test-id="aria">Div <span id="hidden-part" hidden>not</span> button</div></form>
<ul id="list"><li id="li1">one</li><li id="li2" class="twin">two</li><li id="li3" class="twin">two more</li></ul>
<table id="table"><caption id="caption">Prices</caption><thead><tr id="tr1"><th id="th">What</th></tr></thead><tbody><tr id="tr2"><td id="td">Nine</td></tr></tbody></table>
<details id="details" open><summary id="summary">More</summary><p id="inside">inside</p></details>
<div id="gone" style="display: none">Nowhere <button id="gone-button">Gone</button></div><p id="invisible" style="visibility: hidden">Unseen</p>
<div id="described" aria-hidden="true"><button id="aria-hidden">Ghost</button></div><img id="decoration" alt="" width="5" height="5">
<div id="host" class="host"><template shadowrootmode="open"><div id="in-shadow"><button id="shadow-button">Deep <slot></slot></button></div></template><span id="slotted">slotted</span></div>
<p id="quoted">He said "yes" &gt;&gt; done</p><div id="split">one <br>line</div><span id="after">after</span><button id="later-button" class="twice">Twice</button></main>
<footer id="footer">The end</footer><div id="dialog" role="dialog" aria-label="Sure?"><button id="yes">Yes</button></div>`;

/** As Playwright's users write them. */
export const SELECTORS: readonly string[] = [
  "h1",
  "#form input",
  "ul > li.twin",
  "li + li ~ li",
  "#host #shadow-button",
  ".host > #in-shadow > button",
  "button:not([disabled])",
  "p:has(em)",
  "css=textarea",
  "css=#nav >> a",
  "//li[2]",
  "xpath=//button[@id='save']",
  "#list >> //li[3]",
  "#list >> ..",
  "text=home",
  "text=Things to buy",
  "text=late",
  'text="late"',
  'text="Save"',
  "text=Save",
  "text=/^two$/",
  "text=/TWO m/i",
  "text=slotted",
  "text=Deep",
  "text=push me",
  "text=it's",
  '"Second"',
  "'two more'",
  "text=nowhere at all",
  "text=Unseen",
  "text=one line",
  "data-testid=name-field",
  "data-test=save",
  "data-test-id=aria",
  "id=td",
  "li >> nth=1",
  "li >> nth=-1",
  "li >> nth=9",
  ".twin >> nth=0",
  "button >> visible=true >> nth=2",
  "button:visible",
  "#gone button:visible",
  "li:has-text('two')",
  "main :has-text('two more')",
  "li:text('two')",
  "li:text-is('two')",
  'button:has-text("now"), h2',
  "#form button:has-text('bold')",
  "section:has-text('again') em",
  "tr:has(td:text-is('Nine'))",
  "tr:has(:text('Nine')) td",
  "li:not(:has-text('one'))",
  "li:not(:has-text('one'), :text-is('two'))",
  "li:not(.twin:has-text('two more')):has-text('two')",
  "p:not(:visible)",
  "li:is(:text('two more'), .none)",
  "ul:has(> li:text('two'))",
  "li:has(+ li:text-is('two more'))",
  "form button:not(:has(:visible)):not(:has-text('e'))",
  "li:text-matches('^TWO m', 'i')",
  ":nth-match(li, 3)",
  ":nth-match(.twin:has-text('two'), 2)",
  "section >> > p",
  "a[href='#home']:has-text('page')",
  "li:nth-match(li, 0)",
  // What is in a shadow root comes after all that is not, wherever it stands.
  "text=Twice",
  "text=/twice/i",
  "button.twice",
  ".twice:visible",
  "button:text('Twice')",
  'role=button[name="Twice"]',
  "role=heading",
  "role=heading[level=2]",
  'role=heading[name="Things to buy"]',
  "role=link",
  'role=link[name="Home page"]',
  "role=navigation",
  'role=navigation[name="Main"]',
  "role=banner",
  "role=contentinfo",
  'role=region[name="Second"]',
  'role=form[name="Order"]',
  "role=main >> role=list",
  "role=listitem >> nth=1",
  'role=textbox[name="Full name"]',
  'role=textbox[name="Mail"]',
  'role=textbox[name="Search for"]',
  'role=searchbox[name="Find"]',
  'role=spinbutton[name="Amount"]',
  'role=slider[name="Volume"]',
  'role=checkbox[name="Deny"]',
  "role=checkbox[checked]",
  "role=checkbox[checked=false]",
  'role=radio[name="First"]',
  'role=combobox[name="Size"]',
  'role=listbox[name="Colours"]',
  'role=option[name="Large"]',
  "role=option[selected]",
  'role=textbox[name="Notes"]',
  "role=button",
  'role=button[name="Save now"]',
  'role=button[name="save"]',
  'role=button[name="save" i]',
  'role=button[name*="later"]',
  'role=button[name^="SAVE" i]',
  "role=button[name=/^push/i]",
  "role=button[disabled]",
  'role=button[name="Submit"]',
  'role=button[name="Reset"]',
  'role=button[name="Close"]',
  'role=button[name="Print"]',
  'role=button[name="Titled"]',
  "role=button[pressed]",
  'role=button[name="Div button"]',
  'role=button[name="Gone"]',
  'role=button[name="Gone"][include-hidden]',
  'role=button[name="Ghost"]',
  'role=button[name="Deep slotted"]',
  "role=img",
  'role=img[name="Print"]',
  'role=table[name="Prices"]',
  "role=columnheader",
  'role=cell[name="Nine"]',
  'role=row[name="Nine"]',
  "role=group",
  'role=dialog[name="Sure?"] >> role=button',
  "role=paragraph",
  "role=caption",
  "role=emphasis",
  // None of these is a selector.
  "##",
  "role=",
  "role=button[colour=red]",
  "nope=here",
  "text=[",
  ">> h1",
  "li[",
];
