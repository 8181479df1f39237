import { isSlip } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isObject, valueAt } from '../runner/json.ts';
import type { JsonObject } from '../runner/types/values.ts';
import { propertiesOf } from './defaults.ts';

const KINDS = { tokens: 'a token', organizations: 'an organization', networks: 'a network' } as const;

/**
 * Roles that one slip of the hand makes of those that the schema names, which are all that scenarios know: with them scenarios
 * would only be skipped. Any other role may be that of a suite of one's own.
 */
export const mistypedRoles = (schema: JsonObject, { value, keyPlaceOf }: YamlDocument): readonly Problem[] =>
  Object.entries(KINDS).flatMap(([member, kind]) => {
    const known = propertiesOf(valueAt(schema, `/properties/${member}`)).map(([role]) => role);
    const roles = valueAt(value, `/${member}`);
    return Object.keys(isObject(roles) ? roles : {}).flatMap((role) => {
      const meant = known.includes(role) ? undefined : known.find((one) => isSlip(role, one));
      const pointer = childOf('', member, role);
      const message = `\`${role}\` is no known role of ${kind}`;
      const remedy = `Did you mean \`${meant}\`? Call a role of your own by a name less like it.`;
      return meant === undefined ? [] : [{ place: keyPlaceOf(pointer), pointer, message, remedy }];
    });
  });
