import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { targetTemplate } from '../../target/init.ts';
import { loadTarget } from '../../target/load.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'init-'));
});
afterAll(() => rm(folder, { recursive: true }));

const loadText = async (text: string) => {
  const file = join(folder, 'target.yaml');
  await writeFile(file, text);
  const names = [...text.matchAll(/\$\{([A-Z_]{6,})\}/g)].map((match) => match[1] ?? '');
  const env = Object.fromEntries(names.map((name) => [name, name.endsWith('URL') ? 'http://127.0.0.1/states' : name]));
  return loadTarget({ file, env });
};

it('is a target as it stands, once its variables are set', async () => {
  const target = await loadText(await targetTemplate());
  expect(Object.keys(target.tokens)).toEqual(['valid']);
  expect(target.roles.organization?.main).toEqual({
    id: 'KATAPULT_ORGANIZATION_ID',
    sub_domain: 'KATAPULT_ORGANIZATION_SUB_DOMAIN',
  });
});

it('is a target too with everything but the certificates uncommented, with the same settings', async () => {
  const template = await targetTemplate();
  const uncommented = template
    .slice(template.indexOf('# Base URL'), template.indexOf('# Certificates'))
    .replaceAll(/^( *)# ((?: {2})*)(?=[a-zA-Z_-]+:( |$))/gm, '$1$2');
  const target = await loadText(uncommented);
  const plain = await loadText(template);
  expect(Object.keys(target.tokens).length).toBeGreaterThan(5);
  expect(target.states?.url).toBe('http://127.0.0.1/states');
  expect(target).toMatchObject({ dedicated: false, timeouts: plain.timeouts, limits: plain.limits });
});
