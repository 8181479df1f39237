import { type Html, html } from './html.ts';
import { keyOf, killedText, luckText, type MatrixSummary, shareCell, survivalReason } from './matrix-summary.ts';
import type { FaultRow, Matrix } from './matrix-types.ts';
import { groupBy } from './text.ts';

/** A part of the page; nothing if it has nothing to show. */
export type HtmlPart = (matrix: Matrix, summary: MatrixSummary) => Html;

const NOTHING = html``;

const items = (values: readonly Html[]): Html => html`<ul>${values.map((value) => html`<li>${value}</li>\n`)}</ul>`;

const code = (text: string): Html => html`<code>${text}</code>`;

const section = (id: string, heading: string, content: Html): Html =>
  html`<section aria-labelledby="${id}">\n<h2 id="${id}">${heading}</h2>\n${content}\n</section>\n`;

/** A table that scrolls by itself if it is wider than the page. */
const table = (caption: string, head: readonly string[], body: readonly Html[]): Html =>
  html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>\n<caption>${caption}</caption>\n<thead><tr>${head.map(
    (name) => html`<th scope="col">${name}</th>`,
  )}</tr></thead>\n<tbody>\n${body.map((row) => html`<tr>${row}</tr>\n`)}</tbody></table></div>`;

export const survivorPart: HtmlPart = (_matrix, { survivors }) =>
  survivors.length === 0
    ? NOTHING
    : section(
        'survivors',
        'Faults that survived',
        items(
          survivors.map(
            (row) =>
              html`<strong class="bad">${keyOf(row)}</strong>: ${row.text} It breaks ${code(row.requirement)}; ${survivalReason(row)}.`,
          ),
        ),
      );

export const accusedPart: HtmlPart = (_matrix, { accused }) =>
  accused.length === 0
    ? NOTHING
    : section(
        'accused',
        'Correct servers that were accused',
        items(
          accused.map(
            (row) =>
              html`<strong class="bad">${keyOf(row)}</strong>: ${row.text}${items(
                row.accusers.map(({ scenario, reason }) => html`${code(scenario)}: ${reason}`),
              )}`,
          ),
        ),
      );

export const classPart: HtmlPart = ({ profiles }, { classes, totals }) =>
  section(
    'classes',
    'Killed by class and profile',
    table(
      'Killed faults of all faults, by class and profile',
      ['class', ...profiles],
      [...classes, { name: 'all', shares: totals }].map(
        ({ name, shares }) =>
          html`<th scope="row">${name}</th>${shares.map((share) => html`<td class="number">${shareCell(share)}</td>`)}`,
      ),
    ),
  );

const suiteOf = (scenario: string): string => scenario.split('/', 1)[0] ?? scenario;

const faultCells = (row: FaultRow, suites: readonly string[]): Html => {
  const bySuite = groupBy(row.killers, suiteOf);
  const result = row.killed ? html`<td class="good">${killedText(row)}</td>` : html`<td class="bad">survived</td>`;
  const killers =
    row.killers.length === 0
      ? html`<td>-</td>`
      : html`<td><details><summary>${row.killers.length}</summary>${items(row.killers.map(code))}</details></td>`;
  const counts = suites.map((suite) => {
    const number = bySuite.get(suite)?.length ?? 0;
    return number === 0 ? html`<td></td>` : html`<td class="hit">${number}</td>`;
  });
  return html`<th scope="row">${code(row.id)}<br><span class="faint">${row.text}</span></th><td>${row.profile}</td><td>${code(row.requirement)}</td>${result}${killers}${counts}`;
};

/** The matrix itself: faults by class, and how many scenarios of each suite show them. */
export const faultPart: HtmlPart = ({ faults, scenarios }) => {
  const suites = [...new Set(scenarios.map(({ id }) => suiteOf(id)))];
  const head = ['fault', 'profile', 'breaks', 'result', 'scenarios', ...suites];
  const tables = [...groupBy(faults, (row) => row.class)].map(
    ([name, rows]) =>
      html`<h3>${name}</h3>\n${table(
        `Faults of the class ${name}, and how many scenarios of each suite show them`,
        head,
        rows.map((row) => faultCells(row, suites)),
      )}\n`,
  );
  return section('faults', 'Fault by fault', html`${tables}`);
};

export const luckPart: HtmlPart = (_matrix, { lucky }) =>
  lucky.length === 0
    ? NOTHING
    : section(
        'luck',
        'Faults that a run may miss',
        items(lucky.map((luck) => html`${code(keyOf(luck.row))}: ${luckText(luck)}.`)),
      );

export const untriedPart: HtmlPart = ({ untried }) =>
  untried.length === 0
    ? NOTHING
    : section(
        'untried',
        'Scenarios that were not tried',
        items(
          untried.map(
            ({ scenario, profile, needs }) => html`${code(scenario)} in profile ${profile}: ${needs.join('; ')}`,
          ),
        ),
      );

export const smallestPart: HtmlPart = ({ smallest, faults }) =>
  smallest.length === 0
    ? NOTHING
    : section(
        'smallest',
        'The smallest set of scenarios',
        table(
          'Scenarios of the smallest set, with requests sent and faults killed so far',
          ['scenario', 'requests so far', 'killed so far'],
          smallest.map(
            ({ scenario, requests, killed }) =>
              html`<th scope="row">${code(scenario)}</th><td class="number">${requests}</td><td class="number">${killed} of ${faults.length}</td>`,
          ),
        ),
      );

export const scenarioPart: HtmlPart = ({ scenarios }) =>
  section(
    'scenarios',
    'Scenario by scenario',
    table(
      'What every scenario is worth',
      ['scenario', 'profiles', 'requests', 'kills', 'remark'],
      scenarios.map(({ id, profiles, requests, kills, coveredBy }) => {
        const covered = coveredBy === undefined ? NOTHING : html`<td>covered by ${code(coveredBy)}</td>`;
        const remark = kills.length === 0 ? html`<td class="bad">idle</td>` : covered;
        return html`<th scope="row">${code(id)}</th><td>${profiles.join(', ')}</td><td class="number">${requests}</td><td class="number">${kills.length}</td>${remark.html === '' ? html`<td></td>` : remark}`;
      }),
    ),
  );

export const variationPart: HtmlPart = ({ variations }) =>
  section(
    'variations',
    'Correct servers',
    table(
      'Servers that differ and are right, and what was said of them',
      ['variation', 'profile', 'result'],
      variations.map(
        (row) =>
          html`<th scope="row">${code(row.id)}<br><span class="faint">${row.text}</span></th><td>${row.profile}</td>${
            row.accusers.length === 0 ? html`<td class="good">not accused</td>` : html`<td class="bad">accused</td>`
          }`,
      ),
    ),
  );
