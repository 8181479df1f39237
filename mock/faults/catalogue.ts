import type { Fault } from '../types.ts';
import { ARGUMENTS } from './arguments.ts';
import { AUTHENTICATION } from './authentication.ts';
import { BODIES } from './bodies.ts';
import { BURNT } from './burnt.ts';
import { CHANCE } from './chance.ts';
import { DUPLICATES } from './duplicates.ts';
import { EFFECTS } from './effects.ts';
import { ERROR_CONTENT } from './error-content.ts';
import { ERRORS } from './errors.ts';
import { EXCEPTIONS } from './exceptions.ts';
import { EXCLUSIVITY } from './exclusivity.ts';
import { FORGOTTEN } from './forgotten.ts';
import { FOUND } from './found.ts';
import { FRAMEWORK_ERRORS } from './framework-errors.ts';
import { EXCLUSIVITY_GAPS } from './gaps.ts';
import { HANDED_ON } from './handed-on.ts';
import { LABELS } from './labels.ts';
import { LIMIT } from './limit.ts';
import { LIMIT_GAPS } from './limit-gaps.ts';
import { LISTED } from './listed.ts';
import { LISTED_IN_PART } from './listed-in-part.ts';
import { LOOKUPS } from './lookups.ts';
import { MEMORY } from './memory.ts';
import { MIXUPS } from './mixups.ts';
import { MIXUPS_OF_OTHERS } from './mixups-of-others.ts';
import { NAMES, VALUES } from './names.ts';
import { ODD_LOOKUPS } from './odd-lookups.ts';
import { OPTIONS } from './options.ts';
import { PAIRS } from './pairs.ts';
import { POOL } from './pool.ts';
import { POOL_GAPS } from './pool-gaps.ts';
import { PRECEDENCE } from './precedence.ts';
import { PROTOCOL } from './protocol.ts';
import { RATE_HEADERS } from './rate-headers.ts';
import { REFILL } from './refill.ts';
import { RELATIONS } from './relations.ts';
import { RELEASE } from './release.ts';
import { RELEASE_OTHERS } from './release-others.ts';
import { RELEASE_RACES } from './release-races.ts';
import { RIGHTS } from './rights.ts';
import { SHAPE } from './shape.ts';
import { STORED } from './stored.ts';
import { STRANGERS } from './strangers.ts';
import { TRANSPORT } from './transport.ts';

/**
 * Servers that break the contract in one way each. Classes and many of the faults come from published lists: the
 * fault categories of Web Fuzzing Commons (a status 500, an answer that breaks its schema, success on wrong input,
 * a resource that outlives its release, traces of a refused creation, existence that leaks, checks of rights that
 * are missing, mass assignment, operations open to anybody) and reports of address allocators that handed out one
 * address twice when requests came at once (netbox 2519, nautobot 8297, cloudstack 7907).
 */
export const FAULTS: readonly Fault[] = [
  ...AUTHENTICATION,
  ...RIGHTS,
  ...EXCEPTIONS,
  ...EXCLUSIVITY,
  ...EXCLUSIVITY_GAPS,
  ...ARGUMENTS,
  ...BODIES,
  ...OPTIONS,
  ...NAMES,
  ...VALUES,
  ...SHAPE,
  ...RELATIONS,
  ...PAIRS,
  ...LABELS,
  ...ERRORS,
  ...ERROR_CONTENT,
  ...FRAMEWORK_ERRORS,
  ...POOL,
  ...REFILL,
  ...POOL_GAPS,
  ...BURNT,
  ...DUPLICATES,
  ...RELEASE_RACES,
  ...LIMIT,
  ...LIMIT_GAPS,
  ...RATE_HEADERS,
  ...EFFECTS,
  ...PRECEDENCE,
  ...STRANGERS,
  ...LOOKUPS,
  ...ODD_LOOKUPS,
  ...FORGOTTEN,
  ...MEMORY,
  ...MIXUPS,
  ...MIXUPS_OF_OTHERS,
  ...HANDED_ON,
  ...STORED,
  ...LISTED,
  ...LISTED_IN_PART,
  ...FOUND,
  ...RELEASE,
  ...RELEASE_OTHERS,
  ...PROTOCOL,
  ...TRANSPORT,
  ...CHANCE,
];
