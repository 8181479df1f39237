import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeze, thaw } from '../../documents/frozen.ts';
import { readPrepared, writePrepared } from '../../documents/prepared.ts';
import { assemble } from '../../spec/assemble.ts';
import { profiles } from '../../spec/profiles.ts';

describe('a prepared result', () => {
  let folder = '';
  const at = (name: string): URL => pathToFileURL(join(folder, name));
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prepared-'));
    await writeFile(at('a.yaml'), 'a: 1\n');
    await writeFile(at('b.yaml'), 'b: 1\n');
    await writePrepared(at('kept/one.json'), [at('a.yaml'), at('b.yaml')], { sum: 2 });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('counts as long as its sources are the same', async () => {
    expect(await readPrepared(at('kept/one.json'), [at('a.yaml'), at('b.yaml')])).toEqual({ sum: 2 });
  });

  it('counts no longer once a source was edited', async () => {
    await cp(at('b.yaml'), at('c.yaml'));
    expect(await readPrepared(at('kept/one.json'), [at('a.yaml'), at('c.yaml')])).toEqual({ sum: 2 });
    await writeFile(at('c.yaml'), `${await readFile(at('c.yaml'), 'utf8')}c: 1\n`);
    expect(await readPrepared(at('kept/one.json'), [at('a.yaml'), at('c.yaml')])).toBeUndefined();
    expect(await readPrepared(at('kept/one.json'), [at('a.yaml')])).toBeUndefined();
  });

  it('need not be there', async () => {
    expect(await readPrepared(at('kept/none.json'), [at('a.yaml')])).toBeUndefined();
  });
});

describe.each(profiles)('the spec of profile %s as data', (profile) => {
  it('survives JSON, with every place', async () => {
    const { description, facts } = await assemble({ profile });
    const back = thaw(JSON.parse(JSON.stringify(freeze(description))));
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
    expect(back.file).toBe(description.file);
    expect(back.value).toEqual(description.value);
    const pointers = facts.operations.flatMap(({ pointer, errors }) => [
      pointer,
      ...errors.map((error) => error.pointer),
    ]);
    for (const pointer of ['', '/x-cases/nothing/here', ...pointers, ...facts.requirements.map((one) => one.pointer)]) {
      expect(back.placeOf(pointer), pointer).toEqual(description.placeOf(pointer));
      expect(back.keyPlaceOf(pointer), pointer).toEqual(description.keyPlaceOf(pointer));
    }
  });
});
