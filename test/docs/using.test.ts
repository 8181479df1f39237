import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSpec } from '../../spec/load.ts';
import { loadSuites } from '../../suites/load.ts';

const page = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

/** The YAML block of a page that has this text. */
const example = (name: string, text: string): string =>
  [...page(name).matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, block = '']) => block)
    .find((block) => block.includes(text)) ?? '';

let folder = '';
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('examples', () => {
  it('of an overlay: it changes what a scenario expects', async () => {
    const overlay = file('stricter.overlay.yaml', example('docs/using.md', 'overlay: 1.0.0'));
    const codesIn = async (overlays: readonly string[]) => {
      const scenarios = await loadSuites({ spec: await loadSpec({ overlays }) });
      const { steps } = scenarios.find(
        ({ id }) => id === 'mutual-exclusivity/organization-id-and-sub_domain-agree',
      ) ?? {
        steps: [],
      };
      return steps.flatMap((step) => (step.kind === 'request' ? step.expect.answers.map(({ code }) => code) : []));
    };
    expect(await codesIn([])).toEqual(['validation_error', 'organization_not_found']);
    expect(await codesIn([overlay])).toEqual(['validation_error']);
  });

  it("of a suite of one's own", async () => {
    const suite = file('mine.yaml', example('README.md', 'suite: mine'));
    const scenarios = await loadSuites({ spec: await loadSpec(), files: [suite] });
    expect(scenarios.map(({ id }) => id)).toEqual(['mine/gone']);
  });
});

it('the tags that are explained are those that there are', async () => {
  const scenarios = await loadSuites({ spec: await loadSpec() });
  const explained = /\| tag \| .*/.exec(page('docs/using.md'))?.[0] ?? '';
  for (const tag of new Set(scenarios.flatMap(({ tags }) => tags))) expect(explained).toContain(`\`${tag}\``);
});
