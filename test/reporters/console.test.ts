import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderConsole } from '../../reporters/console.ts';
import { exitCodes } from '../../reporters/verdict.ts';
import type { Report, ScenarioResult } from '../../runner/types/report.ts';
import type { Leak } from '../../runner/types/run-event.ts';
import { reports } from './one-of-everything.ts';

const plain = (report: Report): string => renderConsole(report, { colour: false });

/** The report of one scenario of `everything`, changed. */
const withScenario = (id: string, change: (scenario: ScenarioResult) => ScenarioResult): string => {
  const scenarios = reports.everything.scenarios.filter((scenario) => scenario.id === id).map(change);
  expect(scenarios).toHaveLength(1);
  return plain({ ...reports.everything, scenarios });
};

describe('golden files (regenerate with `npx vitest run test/reporters -u`, then read the difference)', () => {
  it.each([
    ['console.txt', { colour: false }],
    ['console-80-columns.txt', { colour: false, width: 80 }],
    ['console-colour.txt', { colour: true }],
  ])('%s', async (file, options) => {
    await expect(renderConsole(reports.everything, options)).toMatchFileSnapshot(`../golden/${file}`);
  });
  it.each(['conformant', 'embedded', 'skipped', 'nothing', 'interrupted', 'incomplete'] as const)(
    'console-%s.txt',
    async (name) => {
      await expect(plain(reports[name])).toMatchFileSnapshot(`../golden/console-${name}.txt`);
    },
  );
});

describe('colours', () => {
  it('change nothing but the colours', () => {
    const coloured = renderConsole(reports.everything, { colour: true });
    expect(coloured).toContain('\u001b[31m');
    expect(stripVTControlCharacters(coloured)).toBe(plain(reports.everything));
  });

  it('follow the option alone, not the environment', () => {
    const before = process.env.NO_COLOR;
    process.env.NO_COLOR = '1';
    try {
      expect(renderConsole(reports.conformant, { colour: true })).toContain('\u001b[32m');
    } finally {
      if (before === undefined) delete process.env.NO_COLOR;
      else process.env.NO_COLOR = before;
    }
  });
});

describe('what a target sends', () => {
  it('reaches the screen only as visible characters', () => {
    expect(plain(reports.everything)).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u);
  });

  it('is obeyed by no build service', () => {
    const text = plain(reports.everything);
    expect(text).not.toMatch(/^\s*::/m);
    expect(text).not.toMatch(/##\w*\[/);
  });

  it('is cut where it is long, and says so', () => {
    const text = withScenario('protocol/anything', (scenario) => ({
      ...scenario,
      exchanges: scenario.exchanges.map(({ step, exchange }) => ({
        step,
        exchange: {
          ...exchange,
          request: { ...exchange.request, body: 'b'.repeat(50_000) },
          response: { status: 200, headers: [], text: 'a'.repeat(1499) + '😀'.repeat(600) },
        },
      })),
    }));
    expect(text).toContain(`| ${'a'.repeat(1499)} ... (1200 more characters)\n`);
    expect(text).toContain('# and a body of 50000 bytes, too long to show: --report ndjson=FILE keeps it\n');
    expect(text.length).toBeLessThan(12_000);
  });
});

describe('findings', () => {
  it('of many requests are told once, with the numbers of the requests', () => {
    expect(plain(reports.everything)).toContain('step         1, requests 3, 4 of 7\n');
  });

  it('beyond the fifth are counted', () => {
    const text = withScenario('pool-exhaustion/together', (scenario) => ({
      ...scenario,
      outcome: {
        status: 'failed',
        findings:
          scenario.outcome.status !== 'failed'
            ? []
            : [1, 2].flatMap((round) =>
                scenario.outcome.status !== 'failed'
                  ? []
                  : scenario.outcome.findings.map((finding) => ({ ...finding, actual: `${finding.actual} ${round}` })),
              ),
      },
    }));
    expect(text.match(/An address is held twice\./g)).toHaveLength(5);
    expect(text).toContain('and 3 more findings; --report ndjson=FILE keeps them all\n');
  });

  it('that no single request shows are told with the first request of their step', () => {
    const text = withScenario('protocol/anything', (scenario) => ({
      ...scenario,
      outcome: {
        status: 'failed',
        findings:
          scenario.outcome.status !== 'failed'
            ? []
            : scenario.outcome.findings.slice(1).map(({ exchange: _, ...finding }) => finding),
      },
    }));
    expect(text).toContain('step          cut\n');
    expect(text).toContain('sent as request 2 of 2\n');
  });
});

describe('scenarios that found the same wrong', () => {
  const [one] = reports.everything.scenarios.filter(({ id }) => id === 'pool-exhaustion/together');
  if (one === undefined) throw new Error('no scenario that failed');
  const copies = ['b', 'c'].map((id) => ({ ...one, id: `pool-exhaustion/${id}` }));
  const other =
    one.outcome.status === 'failed' ? one.outcome.findings.map((finding) => ({ ...finding, message: 'Else.' })) : [];
  const odd: ScenarioResult = { ...one, id: 'pool-exhaustion/odd', outcome: { status: 'failed', findings: other } };
  const text = plain({ ...reports.everything, scenarios: [one, ...copies, odd] });

  it('are told by the first of them', () => {
    expect(text).toContain('FAILED: 4 scenarios\n');
    expect(text).toContain('The same in 2 more scenarios: pool-exhaustion/b, pool-exhaustion/c\n');
    expect(text.match(/An address is held twice\./g)).toHaveLength(
      plain({ ...reports.everything, scenarios: [one] }).match(/An address is held twice\./g)?.length ?? 0,
    );
  });

  it('are told apart from others', () => {
    expect(text).toMatch(/^ {2}pool-exhaustion\/odd$/m);
  });
});

describe('scenarios that could not be judged', () => {
  const [one] = reports.everything.scenarios.filter(({ id }) => id === 'availability/other');
  const textOf = (...reasons: readonly string[]): string => {
    const scenarios = reasons.flatMap((reason, index): readonly ScenarioResult[] =>
      one === undefined ? [] : [{ ...one, id: `s/${index}`, outcome: { status: 'errored', reason } }],
    );
    const counts = { ...reports.everything.counts, errored: reasons.length };
    const text = plain({ ...reports.everything, scenarios, counts });
    return text.slice(text.indexOf('ERRORED'), text.indexOf('LEFT BEHIND'));
  };
  const HEADING = 'ERRORED: 4 scenarios could not be judged\n';

  it('for one reason are told together, whatever their steps are called', () => {
    const down = 'target cannot be reached: refused';
    expect(textOf(`step 'a': ${down}`, "step 'b': else", `step 'it's': ${down}`, down)).toBe(
      `${HEADING}\n  target cannot be reached: refused\n    s/0, s/2, s/3\n\n  step 'b': else\n    s/1\n\n`,
    );
  });

  it('keep the step that they have in common', () => {
    expect(textOf("step 'a': x", "step 'a': x", "step 'a': x", "step 'a': x")).toBe(
      `${HEADING}\n  step 'a': x\n    s/0, s/1, s/2, s/3\n\n`,
    );
  });
});

describe('scenarios that did not run', () => {
  type Skipped = Pick<ScenarioResult, 'outcome' | 'skip'>;
  const pending = (reason: string): Skipped => ({ outcome: { status: 'skipped', reason } });
  const lacking = (...needs: readonly string[]): Skipped => ({
    ...pending(needs.join('; ')),
    skip: needs,
  });
  const [valid, main] = ["needs token 'valid' (target.yaml: tokens.valid)", 'needs a main organization'];

  it('are told by what has to be provided, what most of them need first', () => {
    const skipped = [
      lacking(main),
      lacking(main, valid),
      lacking(valid, main),
      lacking(valid, 'needs luck; or time'),
      lacking(valid),
      pending('pending, and not kept yet: a; b'),
    ];
    const [one] = reports.skipped.scenarios;
    const scenarios = skipped.flatMap((result, index) =>
      one === undefined ? [] : { ...one, id: `s/${index}`, ...result },
    );
    const text = plain({ ...reports.skipped, scenarios, counts: { ...reports.skipped.counts, skipped: 6 } });
    expect(text.slice(text.indexOf('SKIPPED'), text.indexOf('REQUIREMENTS'))).toBe(
      `SKIPPED: 6 scenarios did not run

  needs token 'valid' (target.yaml: tokens.valid)
    4 scenarios, 1 of which needs nothing else: s/4

  needs a main organization
    3 scenarios, 1 of which needs nothing else: s/0

  needs luck; or time
    1 scenario, which needs something else too: s/3

  pending, and not kept yet: a; b
    s/5

  \`init\` writes a target.yaml that explains each of these lines and names its environment variable.

`,
    );
  });
});

describe('requirements that no scenario of the run names', () => {
  const some = Array.from({ length: 10 }, (_, index) => ({ id: `NEW-${index + 1}`, scenarios: [], universal: false }));
  const textWith = (number: number): string => {
    const [one] = reports.conformant.requirements.filter(({ id }) => id === 'STATE-2');
    const unnamed = some.slice(0, number).flatMap((rest) => (one === undefined ? [] : [{ ...one, ...rest }]));
    const requirements = [...reports.conformant.requirements.filter(({ status }) => status === 'proved'), ...unnamed];
    return plain({ ...reports.conformant, requirements });
  };

  it('are told in full where there is one', () => {
    expect(textWith(1)).toContain(
      `0 not kept, 1 not covered
  not covered  NEW-1: What several requests leave behind is known to nobody.
               no scenario names it
`,
    );
  });

  it.each([
    [2, 'NEW-1, NEW-2'],
    [10, 'NEW-1, NEW-2, NEW-3, NEW-4, NEW-5, NEW-6, NEW-7, NEW-8 and 2 more'],
  ])('are one line if there are %s', (number, names) => {
    const text = textWith(number);
    expect(text).toContain(
      `0 not kept, ${number} not covered\n  not covered  ${number} requirements that no scenario of this run names: ${names}\n`,
    );
    expect(text).not.toContain('no scenario names it');
  });
});

it('needs of one line of target.yaml are one thing to provide', () => {
  const needs = ['one', 'two'].map((name) => `needs provider state '${name}' (target.yaml: states.url)`);
  const [one] = reports.skipped.scenarios;
  const outcome = { status: 'skipped', reason: needs.join('; ') } as const;
  const scenarios = one === undefined ? [] : [{ ...one, id: 's/1', outcome, skip: needs }];
  const text = plain({ ...reports.skipped, scenarios });
  expect(text).toContain("needs provider state 'one' (target.yaml: states.url)\n    s/1\n");
});

const LEAK: Leak = { scenario: 'pools/one', resource: 'ip_1', reason: 'The list has it.' };

describe('resources that were not given back as they should be', () => {
  it.each<[fate: Leak['fate'], heading: string]>([
    [undefined, 'LEFT BEHIND: 1 resource may still exist; release by hand'],
    ['found', 'FOUND: 1 resource that no answer had named; given back'],
    ['theirs', "NOT TOUCHED: 1 resource that an answer named as new, and that are somebody else's"],
  ])('are told by what became of them: %s', (fate, heading) => {
    const others = (['found', 'theirs', undefined] as const).filter((other) => other !== fate);
    const leaks = [fate, ...others, ...others].map((one) => ({ ...LEAK, ...(one === undefined ? {} : { fate: one }) }));
    const text = plain({ ...reports.conformant, leaks, verdict: 'undetermined' });
    expect(text).toContain(`${heading}\n\n  ip_1: The list has it.\n    pools/one\n`);
  });
});

describe('the last words', () => {
  const lastLine = (report: Report): string => plain(report).trimEnd().split('\n').at(-1) ?? '';

  it.each(Object.entries(reports))('name the exit code: %s', (_name, report: Report) => {
    expect(lastLine(report)).toMatch(
      new RegExp(`^${report.verdict.toUpperCase()}: .* Exit code ${exitCodes[report.verdict]}\\.$`),
    );
  });

  it.each([
    ['nothing', 'Nothing was proved, for no scenario came to a verdict.'],
    ['skipped', '3 scenarios did not run, and all were required.'],
    ['interrupted', 'The run was interrupted.'],
    [
      'incomplete',
      'The event log has no end: the run was killed, or the file was cut; 3 scenarios could not be judged.',
    ],
  ] as const)('give the reason: %s', (name, reason) => {
    expect(lastLine(reports[name])).toContain(reason);
  });

  it.each<[fates: readonly Leak['fate'][], reason: string]>([
    [[undefined], '1 resource may be left behind at the target.'],
    [['found', 'theirs'], 'The list of resources does not fit the answers: 2 resources.'],
    [
      ['found', undefined],
      '1 resource may be left behind at the target; the list of resources does not fit the answers: 1 resource.',
    ],
  ])('tell of what was not given back as it should be: %j', (fates, reason) => {
    const leaks = fates.map((fate) => ({ ...LEAK, ...(fate === undefined ? {} : { fate }) }));
    const report: Report = { ...reports.conformant, leaks, verdict: 'undetermined' };
    expect(lastLine(report).toLowerCase()).toContain(` contract. ${reason} exit`.toLowerCase());
  });

  it('do not hide that something was skipped', () => {
    const report: Report = { ...reports.skipped, verdict: 'conformant' };
    expect(lastLine(report)).toBe(
      'CONFORMANT: 3 scenarios ran and passed. Nothing is said about the 3 that did not run. Exit code 0.',
    );
  });
});
