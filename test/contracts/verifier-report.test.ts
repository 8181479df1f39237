import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VerifierReport } from '../../contracts/verifier-report.ts';
import { verifiedIn } from '../../contracts/verifier-report.ts';
import type { Report } from '../../runner/types/report.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import {
  interaction,
  JSON_TYPE,
  pactFile,
  pactText,
  serve,
  targetAt,
  temporaryFolder,
  verifiedFiles,
} from './helpers.ts';

/** What each interaction came to, in the order of the report; a failure with its messages. */
const told = ({ scenarios }: Report): readonly string[] =>
  scenarios.map(({ suite, title, outcome }) => {
    const why = outcome.status === 'failed' ? outcome.findings.map(({ message }) => message).join('; ') : '';
    return `${suite}: ${title}: ${outcome.status}${why && `: ${why}`}`;
  });

/** Answers each path with the status that it ends with. */
const verifiedAt = async (...paths: readonly string[]): Promise<Report> => {
  const { url } = await serve((request) => ({
    status: Number(request.url.split('/').at(-1)) || 200,
    headers: JSON_TYPE,
  }));
  return verifiedFiles(targetAt(url), paths);
};

const answering = (description: string, status: number, more: JsonObject = {}): JsonObject => ({
  ...interaction(description, { request: { path: `/${status}` } }),
  ...more,
});

const unsent = (description: string, more: JsonObject = {}): JsonObject => ({
  ...interaction(description, { request: { headers: { Authorization: ['Bearer unheard-of'] } } }),
  ...more,
});

const PENDING = { pending: true };
const UNNAMED_STATE = { providerStates: [{ name: '' }] };

describe('what failed is told of the interaction that failed', () => {
  it.each<[what: string, interactions: readonly JsonObject[], outcomes: readonly string[]]>([
    [
      'with the same description as one that is pending',
      [answering('one', 500, PENDING), answering('one', 404)],
      ['one: skipped', 'one: failed: status: expected 200 but was 404'],
    ],
    [
      'before one that is pending',
      [answering('one', 404), answering('one', 500, PENDING)],
      ['one: failed: status: expected 200 but was 404', 'one: skipped'],
    ],
    [
      'though one that is pending was not sent',
      [unsent('one', PENDING), answering('one', 404, UNNAMED_STATE)],
      ['one: skipped', 'one: failed: status: expected 200 but was 404'],
    ],
    [
      'or of none, where it was not sent',
      [answering('one', 500, PENDING), unsent('one', UNNAMED_STATE)],
      ['one: skipped', 'one: errored'],
    ],
    [
      'with a description that ends like that of one that is pending',
      [answering('b', 500, PENDING), answering('a - b', 404)],
      ['b: skipped', 'a - b: failed: status: expected 200 but was 404'],
    ],
    [
      'after comments that read like the text of the Verifier',
      [
        answering('one', 200, {
          comments: { text: ['\nVerifying a pact between x and provider', 'WARNING: Pact file has no interactions'] },
        }),
        answering('two', 404, { comments: { text: ['Verifying a pact between x and provider', '  three (0s)'] } }),
        answering('three', 404),
      ],
      [
        'one: passed',
        'two: failed: status: expected 200 but was 404',
        'three: failed: status: expected 200 but was 404',
      ],
    ],
  ])('%s', async (_, interactions, outcomes) => {
    const report = await verifiedAt(await pactFile(...interactions));
    expect(told(report)).toEqual(outcomes.map((outcome) => `consumer: ${outcome}`));
  });
});

describe('a pact with another provider', () => {
  const besides = async (provider: string, interactions: readonly JsonObject[]): Promise<Report> => {
    const path = join(await temporaryFolder(), 'pact.json');
    await writeFile(path, pactText(interactions, 'other', provider));
    return verifiedAt(await pactFile(answering('one', 200)), path);
  };

  it.each([200, 404])('that is asked for %d is neither kept nor broken', async (status) => {
    const report = await besides('elsewhere', [answering('two', status)]);
    expect(told(report)).toEqual(['consumer: one: passed', 'other: two: errored']);
    expect(report.scenarios[1]?.outcome).toEqual({
      status: 'errored',
      reason: 'the pact is with the provider `elsewhere`, and `provider` was to be verified',
    });
  });

  it('is one whose name differs in more than its case', async () => {
    expect(told(await besides('Provider', [answering('two', 404)]))).toEqual([
      'consumer: one: passed',
      'other: two: failed: status: expected 200 but was 404',
    ]);
  });

  it('that holds no interactions is not overlooked', async () => {
    const report = await besides('elsewhere', []);
    expect(report.scenarios[1]?.outcome).toEqual({
      status: 'errored',
      reason: 'the pact between other and elsewhere holds no interactions',
    });
  });
});

type Failed = VerifierReport['errors'][number];

/** What the Verifier reports of one pact after the other, all between the same two; each holds interactions that failed. */
const reported = (
  pacts: readonly (readonly string[])[],
  errors: readonly (readonly [description: string, status: number])[],
  pendingErrors: readonly (readonly [description: string, status: number])[],
): VerifierReport => {
  const failed = ([description, actual]: readonly [string, number]): Failed => ({
    interaction: `Verifying a pact between c and p - ${description}`,
    mismatch: {
      type: 'mismatches',
      interactionId: '',
      mismatches: [{ type: 'StatusMismatch', mismatch: '', expected: 200, actual }],
    },
  });
  return {
    errors: errors.map(failed),
    pendingErrors: pendingErrors.map(failed),
    interactionResults: pacts.flat().map((description) => ({ description, result: 'Error' })),
    output: pacts.flatMap((pact) => [
      '\nVerifying a pact between c and p',
      ...pact.flatMap((description) => ['', `  ${description} (0s loading, 1ms verification)`]),
      '',
    ]),
  };
};

describe('that a pact as a whole is pending', () => {
  const [same, other, first] = [['same', 500] as const, ['other', 500] as const, ['same', 404] as const];

  it.each<
    [
      what: string,
      report: VerifierReport,
      answered: readonly (number | undefined)[],
      fates: readonly (boolean | undefined)[],
    ]
  >([
    [
      'the list of another one',
      reported([['same', 'other'], ['same']], [same], [same, other]),
      [],
      [true, true, false],
    ],
    ['the other list', reported([['same'], ['same', 'other']], [same], [same, other]), [], [false, true, true]],
    ['the status', reported([['same'], ['same']], [same], [first]), [404, 500], [true, false]],
    ['the status of the other one', reported([['same'], ['same']], [same], [first]), [undefined, 500], [true, false]],
    [
      'the first way that fits, where many do',
      reported([['same'], ['same'], ['same'], ['same']], [same, same], [same, same]),
      [],
      [false, false, true, true],
    ],
    [
      'nothing, where there are too many ways to try each, and none fits',
      reported([...Array<string[]>(40).fill(['same']), ['other']], Array(20).fill(same), Array(21).fill(same)),
      [],
      Array(41).fill(undefined),
    ],
    ['nothing, if no status fits', reported([['same'], ['same']], [same], [first]), [403, 500], [undefined, undefined]],
  ])('shows in %s', (_, report, answered, fates) => {
    const verified = verifiedIn(report, 'p', answered);
    expect(verified.map(({ failure, pending }) => (failure?.type === 'error' ? undefined : pending))).toEqual(fates);
  });
});
