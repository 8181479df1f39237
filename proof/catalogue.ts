import { createRequire } from 'node:module';
import { suggest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { readYaml } from '../documents/read.ts';
import { validate } from '../documents/validate.ts';
import type { Spec } from '../runner/types/spec.ts';
import type { JsonObject } from '../runner/types/values.ts';
import type { Catalogue } from './types.ts';

/** A user's own faulty servers: the command that starts them, and what they can be told to do wrong. */
export type OwnCatalogue = Catalogue & { readonly command: string };

type Entry = { readonly id: string; readonly text: string; readonly profiles?: readonly string[] };
type FaultYaml = Entry & {
  readonly class?: string;
  readonly requirement: string;
  readonly luck?: boolean;
  readonly unanswered?: boolean;
};
type CatalogueYaml = {
  readonly command: string;
  readonly faults: readonly FaultYaml[];
  readonly variations?: readonly Entry[];
};

const schema: JsonObject = createRequire(import.meta.url)('./catalogue.schema.json');

/** What to do about an id that is none of those known. */
type RemedyOf = (id: string, known: readonly string[]) => string | Promise<string>;

const unknownRequirements = async (
  written: CatalogueYaml,
  document: YamlDocument,
  spec: Spec,
  remedyOf: RemedyOf,
): Promise<readonly Problem[]> => {
  const known = spec.requirements.map(({ id }) => id);
  const problems: Problem[] = [];
  for (const [index, { requirement }] of written.faults.entries()) {
    if (known.includes(requirement)) continue;
    const pointer = `/faults/${index}/requirement`;
    const message = `the spec has no requirement \`${requirement}\` in profile ${spec.profile}`;
    const remedy = await remedyOf(requirement, known);
    problems.push({ place: document.placeOf(pointer), pointer, message, remedy });
  }
  return problems;
};

const repeatedIds = (written: CatalogueYaml, document: YamlDocument): readonly Problem[] => {
  const seen = new Set<string>();
  const entries = [
    ...written.faults.map(({ id }, index) => ({ id, pointer: `/faults/${index}/id` })),
    ...(written.variations ?? []).map(({ id }, index) => ({ id, pointer: `/variations/${index}/id` })),
  ];
  return entries.flatMap(({ id, pointer }) => {
    const message = `a second entry \`${id}\``;
    if (seen.has(id)) return [{ place: document.placeOf(pointer), pointer, message, remedy: 'Give each its own id.' }];
    seen.add(id);
    return [];
  });
};

/** Reads a catalogue of faults. Throws InputError with every problem of the file. */
export const loadCatalogue = async (file: string, spec: Spec, remedyOf: RemedyOf = suggest): Promise<OwnCatalogue> => {
  const { document, problems } = await readYaml(file, file);
  const misplaced = document === undefined ? [] : validate(schema, document);
  if (document === undefined || problems.length + misplaced.length > 0)
    throw new InputError([...problems, ...misplaced]);
  const written = document.value as unknown as CatalogueYaml;
  const found = [...(await unknownRequirements(written, document, spec, remedyOf)), ...repeatedIds(written, document)];
  if (found.length > 0) throw new InputError(found);
  const profiles = [spec.profile];
  return {
    command: written.command,
    faults: written.faults.map(({ luck = false, unanswered = false, ...fault }) => ({
      class: 'own',
      profiles,
      ...fault,
      deterministic: !luck,
      verdict: unanswered ? 'errored' : 'failed',
    })),
    variations: (written.variations ?? []).map((variation) => ({ profiles, ...variation })),
  };
};
