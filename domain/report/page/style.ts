import { seriesColours } from '../charts/series.ts';

const variables = (mode: 'light' | 'dark') =>
  Object.entries(seriesColours)
    .map(([name, colour]) => `${name}:${colour[mode]}`)
    .join(';');

const light = `color-scheme:light;--paper:#fdfcfa;--panel:#f6f3ed;--ink:#1d1b18;--muted:#6b655b;--rule:#e4dfd5;--strong:#bdb5a6;--shade:#1d1b1838;
--good:#0b6e4f;--bad:#a8362a;--doubt:#8a6116;--neutral:#3f5f8f;${variables('light')}`;

const dark = `color-scheme:dark;--paper:#171614;--panel:#201e1b;--ink:#ebe7df;--muted:#a39c90;--rule:#35312b;--strong:#5e574c;--shade:#000c;
--good:#66c7a0;--bad:#ef8d80;--doubt:#dcb062;--neutral:#93b4e6;${variables('dark')}`;

/** The style sheet of the page: light and dark as the reader has it, and fit for print. */
export function pageStyle(): string {
  return `:root{${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
${base}${header}${tables}${figures}${gallery}${browser}${small}
@media print{:root{${light};--paper:#fff}${print}}`;
}

const base = `
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:74rem;margin:0 auto;padding:3.5rem 2rem 6rem}
section{margin-top:4.5rem}
h1,h2,.headline,.figures dd:not(.note){font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,"DejaVu Serif",serif}
h2{font-size:1.6rem;line-height:1.2;font-weight:500;margin:0 0 1.25rem;text-wrap:balance}
h3{font-size:1.05rem;font-weight:600;margin:2.5rem 0 1rem}
h3 small{font-weight:400;color:var(--muted);margin-left:.4em}
p{margin:0 0 1rem;max-width:44rem}
small{font-size:.8125rem;color:var(--muted)}
.caption{font-size:.875rem;color:var(--muted);margin:.9rem 0 0}
.warning,.caption.warning{color:var(--doubt)}
code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85em;overflow-wrap:anywhere}
pre{background:var(--panel);border-radius:6px;padding:1rem 1.25rem;overflow:auto;max-height:32rem;line-height:1.45;margin:0 0 1rem}
pre code{overflow-wrap:normal}
details{margin-top:1.5rem}
summary{cursor:pointer;margin-bottom:.75rem}
:focus-visible{outline:2px solid var(--neutral);outline-offset:3px;border-radius:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem}`;

const header = `
.eyebrow{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;font-size:.875rem;color:var(--muted);margin:0 0 2.5rem;max-width:none;border-bottom:1px solid var(--rule);padding-bottom:.9rem}
.eyebrow bdi{font-weight:600;color:var(--ink)}
h1{font-size:clamp(3.25rem,9vw,5.5rem);line-height:1;font-weight:500;letter-spacing:-.02em;margin:0 0 1.5rem;color:var(--tone)}
.verdict{--tone:var(--ink)}
.verdict.better,.verdict.not-worse{--tone:var(--good)}
.verdict.worse{--tone:var(--bad)}
.verdict.undecided,.verdict.incomplete{--tone:var(--doubt)}
.verdict.equivalent{--tone:var(--neutral)}
.notice{margin:0 0 2.25rem;padding:.85rem 1.1rem;border-left:3px solid var(--doubt);background:var(--panel)}
.notice p{max-width:60rem;margin:0}
.notice p+p{margin-top:.45rem}
.notice strong{color:var(--doubt)}
header+.caption{margin-top:2rem}
.verdict.doubtful{--tone:var(--doubt)}
.headline{font-size:clamp(1.15rem,2.4vw,1.45rem);line-height:1.42;max-width:42rem;margin-bottom:2.75rem;text-wrap:pretty}
.headline:has(+.remarks){margin-bottom:1rem}
.remarks{list-style:none;padding:0;max-width:42rem;margin:0 0 2.5rem;font-size:.875rem;line-height:1.5;color:var(--muted)}
.remarks li+li{margin-top:.25rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,max-content));gap:1.5rem 4rem;margin:0 0 2.5rem}
.figures dt{font-size:.875rem;color:var(--muted)}
.figures dd{margin:0;font-size:2.25rem;line-height:1.2;font-variant-numeric:lining-nums tabular-nums}
.figures dd small{font-size:1rem}
.figures .note{font-size:.875rem;color:var(--muted)}
.figures .main dd:not(.note){color:var(--tone)}
.figures .main small{color:inherit}`;

const figures = `
figure{margin:0}
.difference{max-width:52rem}
.difference figcaption{display:flex;justify-content:space-between;flex-wrap:wrap;gap:.25rem 1rem;font-size:.8125rem;color:var(--muted);margin-top:.35rem}
.line{display:block;overflow:visible}
.line .band{fill:var(--strong);opacity:.28}
.line .zero{stroke:var(--ink);stroke-width:1;opacity:.55}
.line .scale{stroke:var(--rule)}
.line .range{stroke:var(--tone,var(--ink));stroke-width:2.5}
.line .mean{fill:var(--tone,var(--ink))}
.line text{fill:var(--muted);font-size:12px;font-variant-numeric:tabular-nums}
.line .value{fill:var(--tone,var(--ink));font-size:15px;font-weight:600}
td .line .range{stroke-width:1.75}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,32rem),1fr));gap:2.5rem 3rem}
.charts figure:has(.wide){grid-column:1/-1}
.slices-chart{margin-bottom:2.5rem}
.charts figcaption{font-weight:600;margin-bottom:.75rem}
.charts svg{display:block;max-width:100%;height:auto;min-width:30rem}
.charts svg.wide{min-width:44rem}`;

const tables = `
.scroll{overflow-x:auto;background:linear-gradient(to right,var(--paper) 1rem,transparent) 0 0/3rem 100% local no-repeat,linear-gradient(to left,var(--paper) 1rem,transparent) 100% 0/3rem 100% local no-repeat,linear-gradient(to right,var(--shade),transparent) 0 0/1.1rem 100% no-repeat,linear-gradient(to left,var(--shade),transparent) 100% 0/1.1rem 100% no-repeat}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.9375rem}
th,td{text-align:left;vertical-align:baseline;padding:.7rem 1.1rem .7rem 0;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
thead th{font-size:.8125rem;font-weight:500;color:var(--muted);border-bottom-color:var(--strong);vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:500;white-space:nowrap}
tbody th,thead th:first-child{position:sticky;left:0;background:var(--paper)}
.number{text-align:right;font-variant-numeric:lining-nums tabular-nums;white-space:nowrap}
td small{display:block;line-height:1.4}
.score{font-weight:500}
thead .primary{color:var(--ink);font-weight:700}
td.primary .score,tr.primary .score,tr.primary th{font-weight:700}
tr.baseline{color:var(--muted)}
tr:has(+.group)>*{border-bottom-color:var(--strong)}
.first{padding-left:1.5rem}
.swatch{display:inline-block;width:.65em;height:.65em;border-radius:2px;margin-right:.55em;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.plot{min-width:13rem;width:24%;text-align:center}
td.plot{vertical-align:middle}
.square{width:auto;min-width:min(100%,36rem)}
.square .sum{color:var(--muted)}
.square .changed a{font-weight:600}
td a{color:inherit;text-decoration-color:var(--strong);text-underline-offset:.2em}
td a:hover{text-decoration-color:currentColor}
.slices small{font-weight:400}
.slices tbody th{white-space:normal;overflow-wrap:anywhere;min-width:11rem;max-width:24rem}
.terms,.facts{display:grid;grid-template-columns:max-content minmax(0,48rem);gap:.7rem 2rem;margin:0}
.facts{margin-top:2rem}
.terms dt,.facts dt{font-weight:500}
.facts dt{color:var(--muted);font-weight:400}
.terms dd,.facts dd{margin:0}
#provenance~.scroll+.scroll{margin-top:2rem}`;

const gallery = `
.caption+.gallery{margin-top:1.5rem}
.slice{margin:2.25rem 0 1.25rem}
.gallery{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));gap:2rem 2.25rem}
.card{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:1.1rem;align-items:start;break-inside:avoid}
.cover{width:6.5rem;height:auto;border-radius:3px;box-shadow:0 0 0 1px var(--rule);background:var(--panel);min-height:4rem}
.question{margin:0 0 .5rem;font-weight:500;line-height:1.35;overflow-wrap:anywhere}
.card dl{margin:0;font-size:.875rem;line-height:1.4}
.card dl>div{padding:.4rem 0;border-top:1px solid var(--rule)}
.card dt{font-size:.75rem;color:var(--muted)}
.card dd{margin:0;overflow-wrap:anywhere}
.mark{font-weight:700}
.right .mark{color:var(--good)}
.wrong .mark{color:var(--bad)}
.card dt{display:flex;align-items:baseline}
.rating{margin-left:auto;padding-left:1rem;font-style:italic}`;

const browser = `
.browse{position:relative;margin-bottom:2rem;scroll-margin-top:1rem}
.browse fieldset{border:0;margin:0 0 1rem;padding:0;display:flex;flex-wrap:wrap;gap:.5rem}
.browse legend{float:left;font-size:.875rem;color:var(--muted);margin-right:.75rem;padding:.3rem 0}
.chip{position:relative;cursor:pointer}
.chip input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
.chip span{display:block;font-size:.875rem;padding:.25rem .8rem;border:1px solid var(--strong);border-radius:99px}
.chip input:checked+span{background:var(--ink);border-color:var(--ink);color:var(--paper)}
.chip input:checked+span small{color:inherit}
.chip input:focus-visible+span{outline:2px solid var(--neutral);outline-offset:2px}
.narrow,.paging{display:flex;flex-wrap:wrap;align-items:center;gap:.6rem 1.5rem;font-size:.875rem}
.narrow label{color:var(--muted)}
.narrow select,.narrow input,.paging button{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--strong);border-radius:5px;padding:.3rem .6rem;max-width:18rem}
.narrow select,.narrow input{margin-left:.35rem}
.paging{margin-top:1.1rem;padding-top:.9rem;border-top:1px solid var(--rule)}
.paging output{margin-right:auto;color:var(--muted);font-variant-numeric:tabular-nums}
.paging button{cursor:pointer}
.paging button:disabled{opacity:.4;cursor:default}
.earlier{margin:0 0 .5rem;color:var(--neutral)}
.earlier bdi{white-space:pre-wrap}
.long summary{list-style:none;margin:0}
.long summary::-webkit-details-marker{display:none}
.long{display:inline;margin:0}
.long summary::after{content:" … show all";color:var(--neutral);white-space:nowrap}
.long[open] summary::after{content:""}`;

const small = `
@media (max-width:40rem){
main{padding:2rem 1.1rem 4rem}
section{margin-top:3.25rem}
.terms,.facts{grid-template-columns:minmax(0,1fr);gap:.15rem}
.terms dd,.facts dd{margin-bottom:.9rem}
.figures{grid-template-columns:1fr 1fr;gap:1.25rem 1.5rem}
.figures .main{grid-column:1/-1}
.difference figcaption .band{order:3;flex-basis:100%}
th,td{padding-right:.7rem}
tbody th,thead th:first-child,.slices tbody th{white-space:normal;overflow-wrap:anywhere;min-width:7rem;max-width:8.5rem}
thead .number{white-space:normal;min-width:5rem}
.first{padding-left:.7rem}
.card{grid-template-columns:5rem minmax(0,1fr)}
.cover{width:5rem}
}`;

const print = `
html{font-size:11px}
main{max-width:none;padding:0}
section{margin-top:2.5rem}
h2,h3{break-after:avoid}
tr,figure{break-inside:avoid}
table{font-size:.85rem}
th,td{padding:.45rem .75rem .45rem 0}
thead th{white-space:normal}
tbody th,thead th:first-child{position:static;background:none}
.skip{display:none}
.scroll{overflow:visible;background:none}
pre{max-height:none;white-space:pre-wrap}
.charts svg,.charts svg.wide{min-width:0;max-height:23cm}
#browser{display:none}
#shelves[hidden]{display:block}
details:not(.long)::details-content{content-visibility:visible;block-size:auto}`;
