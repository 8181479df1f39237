import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../../runner/types/scenario.ts';
import type { Spec } from '../../runner/types/spec.ts';
import { loadSuites } from '../../suites/load.ts';

/** A suite that has everything but scenarios; what follows it is indented by two blanks. */
export const head = `suite: own
title: A suite of somebody's own.
requirements: [SUCC-1]
level: allocating
request:
  operation: createIpAddress
  body:
    organization: { id: '\${organization.main.id}' }
    network: { id: '\${network.main.id}' }
    version: ipv4
observe:
  operation: listIpAddresses
  query: { 'organization[id]': '\${organization.main.id}' }
scenarios:
`;

/** One scenario under `head`: its first step begins on line 18. */
export const withSteps = (steps: string): string => `${head}  - id: one
    title: A sentence.
    steps:
${steps}`;

/** One scenario under `head`, from its third line, 17, on. */
export const scenario = (rest: string): string => `${head}  - id: one\n    title: A sentence.\n${rest}`;

/** Steps that do nothing wrong. */
export const SENT = '    steps: [{ request: {} }]\n';

/** Loads suites from real files called `0.yaml`, `1.yaml` ...; messages name them without their folder. */
export const loadTexts = async (spec: Spec, ...texts: readonly string[]): Promise<readonly Scenario[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'suites-'));
  try {
    const files = texts.map((_, index) => join(folder, `${index}.yaml`));
    await Promise.all(texts.map((text, index) => writeFile(join(folder, `${index}.yaml`), text)));
    return await loadSuites({ spec, files });
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(`${folder}/`, '');
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
};
