import { describe, expect, it } from 'vitest';
import { parseLog, toLine } from '../../reporters/ndjson.ts';
import type { RunEvent } from '../../runner/types/run-event.ts';
import { events } from './one-of-everything.ts';

const LOG = events.map(toLine).join('');
const LINES = LOG.split('\n').slice(0, -1);

const withLine = (number: number, change: (line: string) => string): string =>
  `${LINES.map((line, index) => (index === number - 1 ? change(line) : line)).join('\n')}\n`;

/** Every way to take one member out of a value, with the pointer of the member. */
const without = (value: unknown, pointer = ''): readonly { readonly pointer: string; readonly rest: unknown }[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const { [name]: _, ...others } = value as Record<string, unknown>;
    const taken = Array.isArray(value) ? [] : [{ pointer: `${pointer}/${name}`, rest: others }];
    const deeper = without(member, `${pointer}/${name}`).map((one) => ({
      pointer: one.pointer,
      rest: Array.isArray(value) ? value.with(Number(name), one.rest) : { ...value, [name]: one.rest },
    }));
    return [...taken, ...deeper];
  });
};

describe('the log', () => {
  it('is as in the golden file', async () => {
    await expect(LOG).toMatchFileSnapshot('../golden/events.ndjson');
  });

  it('gives back exactly the events that were written, whatever the target sent', () => {
    expect(parseLog(LOG)).toEqual({ events, problems: [] });
  });

  it('survives being stored as UTF-8, lone surrogates included', () => {
    expect(parseLog(Buffer.from(LOG).toString()).events).toEqual(events);
  });

  it('has one line for one event', () => {
    expect(LINES).toHaveLength(events.length);
  });

  it('may have been through an editor: byte order mark, CRLF, empty lines, no last line feed', () => {
    expect(parseLog(`\ufeff${LINES.join('\r\n\r\n')}`)).toEqual({ events, problems: [] });
  });
});

describe('a log that was cut', () => {
  it('is read up to the cut, at every place in its last line', () => {
    const last = LINES.at(-1) ?? '';
    const before = LOG.slice(0, -last.length - 1);
    for (let kept = 1; kept < last.length; kept++) {
      expect(parseLog(before + last.slice(0, kept))).toEqual({ events: events.slice(0, -1), problems: [] });
    }
  });

  it('between two lines is read up to there', () => {
    expect(parseLog(`${LINES.slice(0, 5).join('\n')}\n`)).toEqual({ events: events.slice(0, 5), problems: [] });
  });

  it('in its first line tells nothing', () => {
    expect(parseLog(LOG.slice(0, 40)).problems).toEqual([
      {
        line: 1,
        message: 'The log was cut in its first line; nothing can be told from it.',
        remedy: 'Name a file that was written by --report ndjson=FILE.',
      },
    ]);
  });
});

it.each([
  ['a JUnit file', '<?xml version="1.0"?>\n<testsuites>\n</testsuites>\n'],
  ['one line without an end', 'a'.repeat(5000)],
  ['bytes', '\u0000\u0001\ufffd\n\u0000\n'],
  ['other JSON', '{"version":1}\n'],
])('%s is no log, which is told once', (_, text) => {
  expect(parseLog(text)).toEqual({
    events: [],
    problems: [
      { line: 1, message: 'This is no event log.', remedy: 'Name a file that was written by --report ndjson=FILE.' },
    ],
  });
});

describe('a log that is damaged', () => {
  it.each<[string, string, number, string]>([
    ['is empty', '', 1, 'The log is empty.'],
    ['has only blank lines', '\n\n', 1, 'The log is empty.'],
    ['is no JSON', withLine(3, () => '{"v":2,"type":\u001b[2J'), 3, 'This is no JSON: {"v":2,"type":\\u001b[2J'],
    [
      'is no JSON and long',
      withLine(3, () => `{"v":2,"type":"${'a'.repeat(44)}😀`),
      3,
      `This is no JSON: {"v":2,"type":"${'a'.repeat(44)}`,
    ],
    [
      'has a long value that is wrong',
      withLine(2, () => `{"v":2,"at":"${'a'.repeat(58)}😀","type":"released","resource":"a"}`),
      2,
      `This is no event: /at is "${'a'.repeat(58)} ..., not a time.`,
    ],
    ['holds another JSON', withLine(2, () => '[]'), 2, 'This is no event: it has no version (member "v").'],
    [
      'is of a later version',
      withLine(4, (line) => line.replace('"v":2', '"v":3')),
      4,
      'The event has version 3 of the format; this program reads version 2.',
    ],
    [
      'has an unknown event',
      withLine(2, () => '{"v":2,"at":1,"type":"paused"}'),
      2,
      'This is no event: /type is "paused", not one of run-started, scenario-started, exchange, scenario-finished, waited, held, released, doubted, explained, leaked, run-finished.',
    ],
    [
      'has wrong members',
      withLine(2, () => '{"v":2,"at":"now","type":"scenario-finished","scenario":7,"outcome":{"status":"ok"}}'),
      2,
      'This is no event: /scenario is 7, not a text; /outcome/status is "ok", not one of passed, failed, errored, skipped; /at is "now", not a time.',
    ],
    [
      'says wrongly what was judged',
      withLine(1, (line) =>
        line.replace('{"v":2,', '{"v":2,"embedded":"yes",').replace(/"overlays":\[/, '"overlays":[7,'),
      ),
      1,
      'This is no event: /embedded is "yes", not true or false; /overlays/0 is 7, not a text.',
    ],
    [
      'has a time that is no date',
      withLine(2, () => '{"v":2,"at":1e300,"type":"scenario-started","scenario":"a/b"}'),
      2,
      'This is no event: /at is 1e+300, not a time.',
    ],
    [
      'lost its beginning',
      LINES.slice(1).join('\n'),
      1,
      'The log begins with scenario-started; its first lines are missing.',
    ],
    ['holds two runs', LOG + LOG, LINES.length + 1, 'A second run begins here; one file holds one run.'],
    [
      'goes on after its end',
      `${LOG}${LINES[1]}\n`,
      LINES.length + 1,
      'The event scenario-started follows the end of the run.',
    ],
  ])('%s', (_name, log, line, message) => {
    expect(parseLog(log).problems[0]).toMatchObject({ line, message, remedy: expect.stringMatching(/\.$/) });
  });

  it('tells all its damaged lines at once', () => {
    const log = LOG.replaceAll('"outcome"', '"outcom"');
    const finished = events.flatMap(({ type }, index) => (type === 'scenario-finished' ? [index + 1] : []));
    expect(parseLog(log).problems.map(({ line }) => line)).toEqual(finished);
  });

  it('is found out whichever member is missing', () => {
    const missed = events.flatMap((event, index) =>
      without(event)
        .filter(
          ({ rest }) => parseLog(withLine(index + 1, () => toLine(rest as RunEvent).trim())).problems.length === 0,
        )
        .map(({ pointer }) => `${event.type}${pointer.replaceAll(/\/\d+/g, '/*')}`),
    );
    expect([...new Set(missed)].sort()).toEqual(
      [
        'exchange/code',
        'exchange/exchange/failure',
        'exchange/exchange/response',
        'exchange/exchange/response/json',
        'exchange/exchange/response/json/code',
        'exchange/exchange/response/json/description',
        'exchange/exchange/response/json/detail',
        'exchange/exchange/response/json/ip_address',
        'exchange/exchange/response/json/ip_address/address',
        'exchange/exchange/response/json/ip_address/address_with_mask',
        'exchange/exchange/response/json/ip_address/id',
        'exchange/exchange/response/problem',
        'exchange/exchange/request/body',
        'run-started/overlays',
        'run-started/scenarios/*/skip',
        'scenario-finished/outcome/findings/*/exchange',
        'scenario-finished/outcome/findings/*/rule',
        'scenario-finished/outcome/problems',
        'scenario-finished/outcome/warnings/*/exchange',
        'scenario-finished/outcome/warnings/*/rule',
        'scenario-finished/judged',
        'scenario-finished/overlap',
      ].sort(),
    );
  });
});
