import { createRequire } from 'node:module';

/**
 * Ids of the scenarios that together show every fault of the catalogue: the smallest set that `prove` found, kept in
 * `smoke.json`. `prove` fails if it no longer shows them all.
 */
export const smokeSet: readonly string[] = createRequire(import.meta.url)('./smoke.json');
