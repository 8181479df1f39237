import { describe, expect, it } from 'vitest';
import { noProgress, type ProgressOptions, progress } from '../../reporters/progress.ts';
import type { RunEvent } from '../../runner/types/run-event.ts';
import { events } from './one-of-everything.ts';

const told = (options: ProgressOptions, log: readonly RunEvent[] = events): readonly string[] => {
  let state = noProgress;
  return log.map((event) => {
    const step = progress(state, event, options);
    state = step.state;
    return step.text;
  });
};

/** The lines a terminal shows after these texts: carriage return and "erase line" are all it needs to know. */
const screen = (texts: readonly string[]): readonly string[] =>
  texts
    .join('')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r\u001b[K') + 1).replace('\u001b[K', ''));

describe('in a log', () => {
  it('is plain lines (golden file)', async () => {
    const text = told({ terminal: false, colour: false }).join('');
    await expect(text).toMatchFileSnapshot('../golden/progress.txt');
    expect(text).not.toMatch(/[^\P{C}\n]/u);
  });

  it('has no line for a request', () => {
    const texts = told({ terminal: false, colour: false });
    expect(events.flatMap(({ type }, index) => (type === 'exchange' ? [texts[index]] : []))).toEqual(
      events.flatMap(({ type }) => (type === 'exchange' ? [''] : [])),
    );
  });
});

describe('on a terminal', () => {
  const until = (type: RunEvent['type'], scenario: string): readonly RunEvent[] =>
    events.slice(
      0,
      events.findIndex((event) => event.type === type && 'scenario' in event && event.scenario === scenario) + 1,
    );

  it('is written as in the golden file', async () => {
    const texts = told({ terminal: true, colour: true, width: 60 });
    await expect(`${texts.map((text) => JSON.stringify(text)).join('\n')}\n`).toMatchFileSnapshot(
      '../golden/progress-terminal.txt',
    );
  });

  it('shows how many are done and what is running', () => {
    const shown = screen(told({ terminal: true, colour: false }, until('scenario-started', 'success/ipv6')));
    expect(shown.at(-1)).toBe('1/9  success/ipv6');
  });

  it('keeps what went wrong above the line that is rewritten', () => {
    const shown = screen(
      told({ terminal: true, colour: false }, until('scenario-started', 'pool-exhaustion/together')),
    );
    expect(shown.at(-2)).toMatch(
      /^4\/9 FAILED {2}mutual-exclusivity\/organization-both-agree \(12 ms\): The answer is 200/,
    );
    expect(shown.at(-1)).toBe('4/9  1 failed  pool-exhaustion/together');
  });

  it('never wraps the line that is rewritten', () => {
    const width = 24;
    const texts = told({ terminal: true, colour: false, width }, until('scenario-started', 'pool-exhaustion/together'));
    expect(screen(texts).at(-1)).toBe('4/9  1 failed  pool-exh');
  });

  it('shows no half of a character, however long a reason or a name is', () => {
    const options = { terminal: true, colour: false, width: 80 };
    const outcome = { status: 'errored', reason: `${'a'.repeat(199)}😀` } as const;
    const finished = { at: 1, type: 'scenario-finished', scenario: 'a', outcome } as const;
    expect(progress(noProgress, finished, options).text).toContain(`${'a'.repeat(199)} ...\n`);
    const started = { at: 1, type: 'scenario-started', scenario: `${'a'.repeat(73)}😀` } as const;
    expect(screen([progress(noProgress, started, options).text]).at(-1)).toBe(`0/0  ${'a'.repeat(73)}`);
  });

  it('leaves an empty line at the end', () => {
    expect(screen(told({ terminal: true, colour: false })).at(-1)).toBe('');
  });
});
