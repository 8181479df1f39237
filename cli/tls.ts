import type { Target } from '../runner/types/target.ts';
import type { Named } from './overwritten.ts';
import { named } from './overwritten.ts';

const expanded = (path: string): string => path.replace(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? '');

/** The PEM files that a target names, which `where` describes. */
export const tlsFilesOf = (target: Target | undefined, where: string | undefined): readonly Named[] =>
  Object.entries(target?.tlsFiles ?? {}).flatMap(([member, path]) =>
    named(`tls.${member} of ${where}`, expanded(path)),
  );
