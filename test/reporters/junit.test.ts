import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseJunit } from 'junit2json';
import { parseV2 as parseTestResults } from 'test-results-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { renderJunit } from '../../reporters/junit.ts';
import { visible } from '../../reporters/visible.ts';
import type { Exchange } from '../../runner/types/exchange.ts';
import type { Report } from '../../runner/types/report.ts';
import { reports } from './one-of-everything.ts';

const NAMES = ['everything', 'conformant', 'embedded', 'skipped', 'nothing', 'interrupted', 'incomplete'] as const;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'junit-'));
});
afterAll(() => rm(folder, { recursive: true }));

const schema = readFile(new URL('./junit.xsd', import.meta.url), 'utf8');

/** What the schema objects to. */
const problems = async (...xml: readonly string[]): Promise<readonly string[]> => {
  const files = xml.map((contents, index) => ({ fileName: `report-${index}.xml`, contents }));
  const { errors } = await validateXML({ xml: files, schema: await schema });
  return errors.map(({ message }) => message);
};

/** The root as the reader of `junit2json` (xml2js) finds it. */
const readRoot = async (xml: string) => {
  const read = await parseJunit(xml);
  if (read === undefined || read === null || !('testsuite' in read)) throw new Error('no test suites');
  return read;
};

const readFirst = async (xml: string) => (await readRoot(xml)).testsuite ?? [];

/** The reader of `test-results-parser` (fast-xml-parser), which takes a file. */
const readSecond = async (xml: string) => {
  const file = join(folder, 'junit.xml');
  await writeFile(file, xml);
  const { result, errors } = parseTestResults({ type: 'junit', files: [file] });
  expect(errors).toEqual([]);
  if (result === null) throw new Error('nothing read');
  return result;
};

describe('golden files (regenerate with `npx vitest run test/reporters -u`, then read the difference)', () => {
  it('junit.xml', async () => {
    await expect(renderJunit(reports.everything)).toMatchFileSnapshot('../golden/junit.xml');
  });
});

describe('the file', () => {
  it('is valid against the schema, whatever happened', async () => {
    expect(await problems(...NAMES.map((name) => renderJunit(reports[name])))).toEqual([]);
  });

  it('would not be, if it were not what readers expect', async () => {
    const xml = renderJunit(reports.conformant);
    expect(await problems(xml.replace('<testcase ', '<testcase line="1" '))).toHaveLength(1);
    expect(await problems(xml.replace(/time="[^"]*"/, 'time="1,5"'))).not.toEqual([]);
    expect(await problems(xml.replace('<system-out>', '<system-out>\u0001'))).not.toEqual([]);
  });

  it('is read alike by two readers that share no code', async () => {
    const xml = renderJunit(reports.everything);
    const first = await readFirst(xml);
    const cases = first.flatMap(({ testcase = [] }) => testcase);
    const second = await readSecond(xml);
    const { passed, failed, errored, skipped } = reports.everything.counts;
    const errors = errored + reports.everything.leaks.length;
    expect({
      passed: cases.filter((one) => !one.failure && !one.error && !one.skipped).length,
      failed: cases.filter(({ failure }) => failure).length,
      errors: cases.filter(({ error }) => error).length,
      skipped: cases.filter((one) => one.skipped).length,
    }).toEqual({ passed, failed, errors, skipped });
    expect(second).toMatchObject({ passed, failed, errors, skipped });
    expect(first.map(({ name, tests }) => [name, tests])).toEqual(
      second.suites.map(({ name, total, skipped: left }) => [name, total + left]),
    );
  });

  it.each(NAMES)('has totals that two readers take for the sums of the suites: %s', async (name) => {
    const xml = renderJunit(reports[name]);
    const { tests, failures, errors, testsuite = [] } = await readRoot(xml);
    const sum = (of: 'tests' | 'failures' | 'errors' | 'skipped'): number =>
      testsuite.reduce((total, suite) => total + (suite[of] ?? 0), 0);
    expect({ failures, errors }).toEqual({ failures: sum('failures'), errors: sum('errors') });
    expect(tests).toBe(sum('skipped') === 0 ? sum('tests') : undefined);
    const passed = sum('tests') - sum('failures') - sum('errors') - sum('skipped');
    expect(await readSecond(xml)).toMatchObject({ passed, failed: failures, errors, skipped: sum('skipped') });
  });

  it('tells the requirements, the target, the profile, the overlays and the seed', async () => {
    const { suites } = await readSecond(renderJunit(reports.everything));
    expect(suites[0]?.metadata).toEqual({
      target: 'http://127.0.0.1:8080/core/v1',
      profile: 'live',
      overlays: 'stricter.yaml,ours/limits.yaml',
      seed: 42,
      tool: 'katapult-conformance 0.1.0',
      requirements: 'EXCL-1,SHAPE-1',
    });
    expect(suites[0]?.cases[0]?.metadata).toMatchObject({
      requirements: 'EXCL-1,SHAPE-1',
      place: 'suites/success.yaml:8:5',
    });
  });

  it('gives its time in UTC and in seconds', () => {
    expect(renderJunit(reports.everything)).toMatch(/time="0\.024" timestamp="2026-03-01T12:00:00\.000Z"/);
  });
});

describe('a run that is not conformant', () => {
  it.each(['everything', 'skipped', 'nothing', 'interrupted', 'incomplete'] as const)(
    'is never green: %s',
    async (name) => {
      const { failed, errors, status } = await readSecond(renderJunit(reports[name]));
      expect(failed + errors).toBeGreaterThan(0);
      expect(status).toBe('FAIL');
    },
  );

  it('is green otherwise', async () => {
    expect(await readSecond(renderJunit(reports.conformant))).toMatchObject({ failed: 0, errors: 0, status: 'PASS' });
  });

  it.each<[keyof typeof reports, readonly (readonly [string, string])[]]>([
    ['nothing', [['something was proved', 'nothing was proved, for no scenario came to a verdict.']]],
    ['skipped', [['every scenario ran', '3 scenarios did not run, and all were required.']]],
    ['interrupted', [['the run came to its end', 'the run was interrupted.']]],
    ['incomplete', [['the run came to its end', 'the event log has no end: the run was killed, or the file was cut.']]],
    [
      'everything',
      [
        [
          'ip_12 is given back',
          'ip_12 of pool-exhaustion/together may still exist; release it by hand: DELETE answered 500; it may still be allocated',
        ],
      ],
    ],
  ])('says what went wrong with the run itself: %s', async (name, expected) => {
    const suites = await readFirst(renderJunit(reports[name]));
    const cases = suites.find((suite) => suite.name === '(run)')?.testcase ?? [];
    expect(cases.map((one) => [one.name, one.error?.[0]?.message])).toEqual(expected);
  });
});

/** A report in which a target sends this text wherever it can send anything. */
const sending = (text: string): Report => ({
  ...reports.everything,
  target: text,
  leaks: [{ scenario: text, resource: text, reason: text }],
  scenarios: reports.everything.scenarios.map((scenario) => ({
    ...scenario,
    title: text,
    exchanges: scenario.exchanges.map(({ step, exchange }) => ({
      step,
      exchange: {
        ...exchange,
        request: { ...exchange.request, headers: [['x', text]], body: text, url: `http://x/${text}` },
        ...(exchange.response === undefined
          ? {}
          : { response: { status: 200, headers: [['x', text]], text } satisfies Exchange['response'] }),
        ...(exchange.failure === undefined ? {} : { failure: { ...exchange.failure, message: text } }),
      },
    })),
    outcome:
      scenario.outcome.status === 'failed'
        ? {
            status: 'failed',
            findings: scenario.outcome.findings.map((one) => ({ ...one, message: text, actual: text, step: text })),
          }
        : scenario.outcome.status === 'passed'
          ? scenario.outcome
          : { status: scenario.outcome.status, reason: text },
  })),
});

const EVERY_UNIT = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));

describe('what a target sends', () => {
  it('stays well-formed XML, whichever of all UTF-16 units it is', async () => {
    const blocks = Array.from({ length: 0x80 }, (_, block) => EVERY_UNIT.slice(block * 0x200, (block + 1) * 0x200));
    expect(await problems(...blocks.map((block) => renderJunit(sending(block.join(' ')))))).toEqual([]);
  });

  it.each([
    ['control characters', '\u0000\u0008\u000b\u001f\u007f', '\\u0000\\u0008\\u000b\\u001f\\u007f'],
    ['carriage return', 'a\r\nb', 'a\\u000d b'],
    ['lone surrogates', '\ud800 \udfff', '\\ud800 \\udfff'],
    ['noncharacters', '\ufffe\uffff', '\\ufffe\\uffff'],
    ['the end of CDATA', '<![CDATA[a]]>', '<![CDATA[a]]>'],
    ['entities', '&amp;&#0;&x;<x a="b"/>\'', '&amp;&#0;&x;<x a="b"/>\''],
    ['characters beyond ASCII', 'ü € 😀', 'ü € 😀'],
  ])('is read back visibly: %s', async (_name, text, message) => {
    const suites = await readFirst(renderJunit(sending(text)));
    const failure = suites.flatMap(({ testcase = [] }) => testcase).find((one) => one.failure)?.failure?.[0];
    expect(failure?.message).toBe(message);
    expect(failure?.inner).toContain(visible(text).split('\n')[0]);
  });

  it('makes no reader attach a file or believe a property', async () => {
    const text = '[[ATTACHMENT|/etc/passwd]] [[PROPERTY|requirements=FAKE-1]]';
    const { suites } = await readSecond(renderJunit(sending(text)));
    const cases = suites.flatMap((suite) => suite.cases);
    expect(cases.flatMap(({ attachments }) => attachments)).toEqual([]);
    expect(cases.map(({ metadata }) => metadata)).not.toContainEqual(
      expect.objectContaining({ requirements: 'FAKE-1' }),
    );
  });
});
