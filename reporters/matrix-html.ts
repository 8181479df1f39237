import { html } from './html.ts';
import {
  accusedPart,
  classPart,
  faultPart,
  type HtmlPart,
  luckPart,
  scenarioPart,
  smallestPart,
  survivorPart,
  untriedPart,
  variationPart,
} from './matrix-html-parts.ts';
import { faultlessText, mostText, proofText, shareText, summaryOf } from './matrix-summary.ts';
import type { Matrix } from './matrix-types.ts';
import { count } from './text.ts';

const PARTS: readonly HtmlPart[] = [
  survivorPart,
  accusedPart,
  classPart,
  smallestPart,
  luckPart,
  faultPart,
  scenarioPart,
  untriedPart,
  variationPart,
];

/** Colours have a contrast of at least 4.5 : 1 on their ground (WCAG 2.2, 1.4.3), light and dark. */
const STYLE = html`<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #d0d7de; --faint: #57606a; --good: #116329; --bad: #b3101d; --hit: #dafbe1; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #0d1117; --line: #3d444d; --faint: #9198a1; --good: #56d364; --bad: #ff7b72; --hit: #12361f; }
}
body { margin: 0 auto; max-width: 80rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.2; margin: 2rem 0 0.5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; }
caption { text-align: start; color: var(--faint); padding-bottom: 0.25rem; }
th, td { border: 1px solid var(--line); padding: 0.25rem 0.5rem; text-align: start; vertical-align: top; }
tbody th { font-weight: normal; }
.number, .hit { text-align: end; font-variant-numeric: tabular-nums; }
.hit { background: var(--hit); }
.good { color: var(--good); }
.bad { color: var(--bad); font-weight: bold; }
.faint { color: var(--faint); }
details ul { margin: 0; padding-inline-start: 1rem; }
:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
</style>`;

/** A page for people that needs nothing but itself: no script, no font, no image, and it may load none. */
export const renderMatrixHtml = (matrix: Matrix): string => {
  const summary = summaryOf(matrix);
  const title = `What the suites of ${matrix.tool.name} catch`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
${STYLE}
</head>
<body>
<main>
<h1>${title}</h1>
<p class="${matrix.proved ? 'good' : 'bad'}">${proofText(matrix, summary)}.</p>
<p>${count(summary.faults, 'fault')} in ${count(summary.classes.length, 'class', 'classes')}, each in every profile it applies to: ${shareText(summary.all)} killed.${mostText(summary, ' ', ' of them.')} Correct servers that differ: ${shareText(summary.variations)} accused.${faultlessText(summary)}</p>
<p class="faint">${matrix.tool.name} ${matrix.tool.version}, seed ${matrix.seed}, profiles ${matrix.profiles.join(', ')}</p>
${PARTS.map((part) => part(matrix, summary))}</main>
</body>
</html>
`.html;
};
