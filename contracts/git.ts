import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What is checked out: the commit, and the branch unless the head is detached. */
export type Head = { readonly commit?: string; readonly branch?: string };

const git = async (...args: readonly string[]): Promise<string | undefined> => {
  try {
    const { stdout } = await promisify(execFile)('git', args, { encoding: 'utf8' });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
};

/** What git says of the working directory; nothing if it is no work tree or there is no git. */
export const readHead = async (): Promise<Head> => {
  const [commit, branch] = await Promise.all([git('rev-parse', '--verify', 'HEAD'), git('branch', '--show-current')]);
  return { ...(commit === undefined ? {} : { commit }), ...(branch === undefined ? {} : { branch }) };
};
