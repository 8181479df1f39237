import { isSlip } from '../documents/nearest.ts';
import { readSchema } from '../documents/schema.ts';
import { isObject, valueAt } from '../runner/json.ts';
import { NOBODY } from '../runner/types/target.ts';
import type { Roles, Scope } from './format.ts';

const KINDS = { token: 'a token', organization: 'an organization', network: 'a network' } as const;

/** The roles that the template of `target.yaml` names. */
export const readRoles = async (): Promise<Roles> => {
  const schema = await readSchema(new URL('../target/target.schema.json', import.meta.url));
  return Object.fromEntries(
    Object.keys(KINDS).map((kind) => {
      const roles = valueAt(schema, `/properties/${kind}s/properties`);
      const known = isObject(roles) ? Object.keys(roles) : [];
      return [kind, kind === 'token' ? [NOBODY, ...known] : known];
    }),
  );
};

/**
 * Reports a role that one slip of the hand makes of a known one: a scenario with it would only be skipped. Any other role may be
 * one of the target's own.
 */
export const checkRole = (kind: keyof typeof KINDS, role: string, scope: Scope, reference?: string): void => {
  const known = scope.roles[kind] ?? [];
  const meant = known.includes(role) ? undefined : known.find((one) => isSlip(role, one));
  if (meant === undefined) return;
  const asking = reference === undefined ? '' : `, which \${${reference}} asks for,`;
  scope.report(
    scope.pointer,
    `\`${role}\`${asking} is no known role of ${KINDS[kind]}`,
    `Did you mean \`${meant}\`? Call a role of your own by a name less like it.`,
  );
};
