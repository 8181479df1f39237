import type { Variation } from './types.ts';
import { ADDRESSES } from './variations/addresses.ts';
import { BODIES } from './variations/bodies.ts';
import { CHOICES } from './variations/choices.ts';
import { HTTP } from './variations/http.ts';
import { LEEWAY } from './variations/leeway.ts';
import { REQUESTS } from './variations/requests.ts';

/** Variations by what they concern: those of different kinds seldom get in each other's way. */
export const KINDS: readonly (readonly Variation[])[] = [BODIES, HTTP, ADDRESSES, CHOICES, LEEWAY, REQUESTS];

/** Servers that differ from the reference in one way each, and keep the contract. */
export const VARIATIONS: readonly Variation[] = KINDS.flat();
