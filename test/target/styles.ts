/** The style sheet of every page. No fonts, no images: nothing is fetched from other hosts. */
export const STYLES = `
:root { --ink: #1f2430; --soft: #667085; --line: #e3e6ec; --paper: #fbfbfd; --accent: #b4380d; --good: #18794e; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; }
header.site { padding: .75rem 1.5rem; border-bottom: 1px solid var(--line); background: #fff; }
header.site a { color: inherit; font-weight: 650; text-decoration: none; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { margin: 0 0 1rem; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 0 0 .5rem; font-size: 1.2rem; }
h3 { margin: .75rem 0 0; font-size: 1rem; }
a { color: var(--accent); text-underline-offset: .2em; }
button { padding: .5rem 1rem; border: 1px solid transparent; border-radius: .5rem; background: var(--accent); color: #fff; font: inherit; cursor: pointer; }
button:hover { filter: brightness(1.08); }
button:disabled { opacity: .5; cursor: default; }
button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid #f3b08f; outline-offset: 1px; }
button.phx-click-loading, form.phx-submit-loading { opacity: .6; }
input, select, textarea { padding: .5rem .6rem; border: 1px solid #c8cdd6; border-radius: .5rem; background: #fff; font: inherit; }
input[type=checkbox], input[type=radio] { width: 1rem; height: 1rem; accent-color: var(--accent); }
table { border-collapse: collapse; width: 100%; }
td, th { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; font-variant-numeric: tabular-nums; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
.figure { margin: .5rem 0 1rem; font-size: 3rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.1; }
.stack { display: grid; gap: .4rem; max-width: 26rem; }
.stack .actions, .stack button { margin-top: .6rem; }
.check { display: flex; gap: .5rem; align-items: center; margin-top: .4rem; }
.error { margin: 0; color: #b42318; }
.notice { padding: .6rem .9rem; border-left: 3px solid var(--good); background: #eef8f3; }
.links { columns: 2; padding-left: 1.1rem; }
.links li { break-inside: avoid; margin-bottom: .3rem; }
.soft { color: var(--soft); }
.shop { display: grid; grid-template-columns: minmax(0, 1fr) 18rem; gap: 2rem; align-items: start; }
.picture { aspect-ratio: 4 / 3; border-radius: .6rem; background: linear-gradient(135deg, hsl(var(--hue) 45% 82%), hsl(var(--hue) 40% 58%)); }
.product { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: .9rem; background: #fff; }
.price { margin: .2rem 0 .6rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1.25rem; margin: 1.5rem 0; padding: 0; list-style: none; }
.card { padding: .9rem; border: 1px solid var(--line); border-radius: .9rem; background: #fff; }
.basket { position: sticky; top: 1rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: .9rem; background: #fff; }
.basket .line { margin: .1rem 0; color: var(--soft); }
.panes { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; }
.pane { padding: 1.25rem; border: 1px solid var(--line); border-radius: .9rem; background: #fff; }
.controls { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); }
.controls fieldset { border: 1px solid var(--line); border-radius: .7rem; background: #fff; }
.box { display: inline-block; padding: .8rem 1.2rem; border: 1px dashed #98a2b3; border-radius: .5rem; background: #fff; }
.covered { position: relative; display: inline-block; }
.covered .overlay { position: absolute; inset: -4px; background: #98a2b3; opacity: .7; }
#log { max-height: 14rem; overflow: auto; padding: .75rem .75rem .75rem 2rem; border: 1px solid var(--line); background: #fff; font: 13px/1.5 ui-monospace, monospace; }
pre { overflow: auto; padding: .75rem; border: 1px solid var(--line); background: #fff; }
.phx-error main { opacity: .7; }
@media (max-width: 48rem) { .shop, .product, .panes { grid-template-columns: 1fr; } .links { columns: 1; } }
`;
