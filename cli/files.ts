import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A file that is being written. None of its functions throws: `failure` tells the first thing that went wrong. */
export type OutputFile = {
  /** Code of the first error, such as `EACCES` or `ENOSPC`. */
  readonly failure: () => string | undefined;
  readonly write: (text: string) => void;
  /** Puts the file in its place, over an old one; what is written later is seen there at once. */
  readonly publish: () => void;
  readonly close: () => void;
  /** Closes the file; if it was not published it is gone, and an old one is as it was. */
  readonly discard: () => void;
};

type Opened = { readonly descriptor: number; readonly place: string; readonly draft?: string };

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

const realPathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  }
};

/** Makes a directory, unless it is there. */
const makeOne = (path: string): void => {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
};

/** Makes a directory and those above it; Node's own way never ends where the kernel makes none, as in /proc. */
export const makeDirectory = (path: string): void => {
  try {
    makeOne(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeDirectory(dirname(path));
    makeOne(path);
  }
};

/** A device or a pipe is written to as it is; a file gets a draft beside it first. */
const open = (path: string): Opened => {
  const old = statSync(path, { throwIfNoEntry: false });
  if (old?.isDirectory() === true) throw Object.assign(new Error('a directory'), { code: 'EISDIR' });
  if (old !== undefined && !old.isFile()) return { descriptor: openSync(path, 'w'), place: path };
  const place = realPathOf(path);
  makeDirectory(dirname(place));
  const draft = join(dirname(place), `.${basename(place)}.${randomBytes(6).toString('hex')}`);
  return { descriptor: openSync(draft, 'wx'), place, draft };
};

/** Opens a file for writing, and makes its directory. Until it is published, its text stands in a draft beside its place. */
export const openOutput = (path: string): OutputFile => {
  let failure: string | undefined;
  let opened: Opened | undefined;
  let draft: string | undefined;
  const trying = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      failure ??= codeOf(error);
    }
  };
  const attempt = (work: () => void): void => {
    if (failure === undefined) trying(work);
  };
  const close = (): void => {
    if (opened !== undefined) closeSync(opened.descriptor);
    opened = undefined;
  };
  attempt(() => {
    opened = open(path);
    draft = opened.draft;
  });
  return {
    failure: () => failure,
    write: (text) => attempt(() => opened !== undefined && writeFileSync(opened.descriptor, text)),
    publish: () =>
      attempt(() => {
        if (opened !== undefined && draft !== undefined) renameSync(draft, opened.place);
        draft = undefined;
      }),
    close: () => attempt(close),
    discard: () => {
      trying(close);
      trying(() => draft !== undefined && rmSync(draft, { force: true }));
      draft = undefined;
    },
  };
};

/** Tries whether files can be put into a folder. Returns the code of the error, if any. */
export const tryFolder = (path: string): string | undefined => {
  try {
    rmdirSync(mkdtempSync(join(path, '.try-')));
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
};

/** The same for a folder that is made unless it is there. */
export const openFolder = (path: string): string | undefined => {
  try {
    makeDirectory(path);
  } catch (error) {
    return codeOf(error);
  }
  return tryFolder(path);
};

/** The text of a file, or the code of the error, such as `ENOENT`. */
export const readText = (path: string): { readonly text?: string; readonly failure?: string } => {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { failure: codeOf(error) };
  }
};
