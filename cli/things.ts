import { isSlip } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import { own } from '../runner/json.ts';
import type { Spec } from '../runner/types/spec.ts';
import type { Target } from '../runner/types/target.ts';
import { optionProblem } from './exit.ts';

type Named = { readonly at: string; readonly name: string; readonly known: readonly string[] };

/** What has a place of its own in `target.yaml` is not under `things`, and its schema knows its names. */
const namesIn = ({ roles, rolesAt = {} }: Target, things: Spec['things']): readonly Named[] =>
  Object.entries(roles).flatMap(([kind, known]) => {
    const isPlaced = Object.keys(rolesAt).some((key) => key.startsWith(`${kind}.`));
    const attributes = Object.entries(known).flatMap(([role, named]) =>
      Object.keys(named).map((name) => ({
        name,
        at: `things.${kind}.${role}.${name}`,
        known: own(things, kind) ?? [],
      })),
    );
    return [
      ...(isPlaced ? [] : [{ at: `things.${kind}`, name: kind, known: Object.keys(things) }]),
      ...attributes.filter(({ name }) => own(rolesAt, `${kind}.${name}`) === undefined),
    ];
  });

/**
 * Names under `things` of a target that one slip of the hand makes of those that the description knows: scenarios would only be
 * skipped. Any other may be for another description.
 */
export const mistypedThings = (target: Target, { things }: Spec): readonly Problem[] =>
  namesIn(target, things).flatMap(({ at, name, known }) => {
    const meant = known.includes(name) ? undefined : known.find((one) => isSlip(name, one));
    const fact = `\`${at}\` is nothing that the description knows`;
    return meant === undefined ? [] : [optionProblem('--target', fact, `Did you mean \`${meant}\`?`)];
  });
