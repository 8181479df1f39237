import { childOf } from '../documents/pointer.ts';
import type { RequestYaml, Scope } from './format.ts';

/** Headers that undici refuses, or takes only if they say what it would write itself. */
const MANAGED = ['content-length', 'transfer-encoding', 'keep-alive', 'upgrade', 'expect'];
/** What undici understands of the Connection header; anything else it leaves out. */
const CONNECTION = /^(?:close|keep-alive)$/i;

/** Reports headers that are not for a suite to write. */
export const checkManaged = ({ headers = {} }: RequestYaml, scope: Scope): void => {
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    const isOption = lower === 'connection';
    if (value === null || (isOption ? CONNECTION.test(value) : !MANAGED.includes(lower))) continue;
    scope.report(
      childOf(scope.pointer, 'headers', name),
      `the HTTP client writes the header \`${name}\` itself`,
      isOption ? 'Write `close` or `keep-alive`, or remove it.' : 'Remove it.',
    );
  }
};
