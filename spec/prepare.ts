import { readAcceptors, writeAcceptors } from '../documents/acceptors.ts';
import type { Frozen } from '../documents/frozen.ts';
import { freeze, thaw } from '../documents/frozen.ts';
import { readPrepared, writePrepared } from '../documents/prepared.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Assembled } from './assemble.ts';
import type { Facts } from './facts.ts';
import type { SpecOptions } from './profiles.ts';
import { PROFILES, profiles, STANDARD } from './profiles.ts';

type Kept = { readonly description: Frozen; readonly facts: Facts };

const urlOf = (profile: string): URL => new URL(`./prepared/${profile}.json`, import.meta.url);

const codeOf = (profile: string): URL => new URL(`./prepared/${profile}.cjs`, import.meta.url);

const sourcesOf = (profile: string): readonly URL[] =>
  ['openapi.yaml', 'requirements.yaml', 'states.yaml', ...(PROFILES[profile]?.overlays ?? [])].map(
    (name) => new URL(`./${name}`, import.meta.url),
  );

/** The package's own spec of a profile as the build prepared it; `undefined` if it has to be read from its files. */
export const readAssembled = async ({
  profile = STANDARD,
  overlays = [],
  file,
}: SpecOptions): Promise<Assembled | undefined> => {
  if (file !== undefined || overlays.length > 0 || !profiles.includes(profile)) return undefined;
  const kept = (await readPrepared(urlOf(profile), sourcesOf(profile))) as unknown as Kept | undefined;
  if (kept === undefined) return undefined;
  return { description: thaw(kept.description), facts: kept.facts, acceptors: readAcceptors(codeOf(profile)) };
};

/** Prepares the package's own spec of every profile; a step of the build. Throws an `InputError` if a file has problems. */
export const prepareSpecs = async (): Promise<void> => {
  const [{ assemble, schemasOf }, { writableAjv }, { stateKey }] = await Promise.all([
    import('./assemble.ts'),
    import('./validators.ts'),
    import('./params.ts'),
  ]);
  for (const profile of profiles) {
    const { description, facts } = await assemble({ profile });
    const kept: Kept = { description: freeze(description), facts };
    await writePrepared(urlOf(profile), sourcesOf(profile), kept as unknown as Json);
    const schemas = schemasOf(description);
    const states = Object.values(facts.states);
    const ajv = writableAjv(description.value as JsonObject, schemas);
    for (const state of states) ajv.addSchema(state.params, stateKey(state));
    await writeAcceptors(codeOf(profile), ajv, [...schemas, ...states.map(stateKey)]);
  }
};
