import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { dotted } from '../documents/pointer.ts';
import { valueAt } from '../runner/json.ts';
import type { Target } from '../runner/types/target.ts';
import type { Json } from '../runner/types/values.ts';
import type { Fault } from './check.ts';

type Tls = Omit<Target['tls'], 'insecure'>;
type Member = keyof Tls;

const MEMBERS: readonly Member[] = ['ca', 'cert', 'key'];

/** What a file of each member holds, and how PEM (RFC 7468) announces it. */
const CERTIFICATE = ['certificate', /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/] as const;
const CONTENTS: Readonly<Record<Member, readonly [what: string, announced: RegExp]>> = {
  ca: CERTIFICATE,
  cert: CERTIFICATE,
  key: ['private key', /-----BEGIN (\w+ )?PRIVATE KEY-----/],
};

const contentFault = (member: Member, pointer: string, text: string): Fault | undefined => {
  const [what, announced] = CONTENTS[member];
  const fault = (fact: string, remedy: string): Fault => ({
    pointer,
    message: `\`${dotted(pointer)}\` names a file that ${fact}`,
    remedy,
  });
  if (!text.includes('-----BEGIN ')) return fault('is no PEM', 'Convert it to PEM.');
  return announced.test(text) ? undefined : fault(`holds no ${what}`, `Name the PEM file of the ${what}.`);
};

const readMember = async (
  member: Member,
  path: string,
): Promise<{ readonly text?: string; readonly fault?: Fault }> => {
  const pointer = `/tls/${member}`;
  try {
    const text = await readFile(path, 'utf8');
    const fault = contentFault(member, pointer, text);
    return fault === undefined ? { text } : { fault };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const message = `\`${dotted(pointer)}\` names a file that cannot be read (${code})`;
    return { fault: { pointer, message, remedy: 'Paths are relative to the file that names them.' } };
  }
};

const unusable = (tls: Tls): readonly Fault[] => {
  const inPairs = (tls.cert === undefined) === (tls.key === undefined);
  if (!inPairs || Object.keys(tls).length === 0) return [];
  try {
    createSecureContext(tls);
    return [];
  } catch {
    const message = '`tls` holds certificates that cannot be used';
    return [
      { pointer: '/tls', message, remedy: 'Check that key and certificate belong together, and need no pass phrase.' },
    ];
  }
};

/** A path as it holds from the working directory, with the variables that were `written` in it. */
const placeFor = (path: string, written: Json | undefined, file: string): string => {
  const shown = typeof written === 'string' ? written : path;
  return isAbsolute(path) || dirname(file) === '.' ? shown : `${dirname(file)}/${shown}`;
};

/**
 * The PEM texts that `tls` names, paths relative to the directory of `file`; and the files as seen from the working directory, in which
 * what came from the environment is still its variable, as `written`.
 */
export const readTls = async (
  value: Json,
  written: Json,
  file: string,
): Promise<{ readonly tls: Tls; readonly files: Tls; readonly faults: readonly Fault[] }> => {
  const tls: { [member in Member]?: string } = {};
  const files: { [member in Member]?: string } = {};
  const faults: Fault[] = [];
  for (const member of MEMBERS) {
    const path = valueAt(value, `/tls/${member}`);
    if (typeof path !== 'string') continue;
    const { text, fault } = await readMember(member, resolve(dirname(file), path));
    if (text !== undefined) tls[member] = text;
    files[member] = placeFor(path, valueAt(written, `/tls/${member}`), file);
    if (fault !== undefined) faults.push(fault);
  }
  return { tls, files, faults: faults.length > 0 ? faults : unusable(tls) };
};
