/** What the errors of writing mean, by their code. */
const REFUSALS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'its directory cannot be made',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a part of the path is a file',
  ENOSPC: 'no space is left',
};

/** Says of a place that it cannot be written, and why. */
export const unwritable = (place: string, code: string): string =>
  `${place} cannot be written: ${REFUSALS[code] ?? code}`;

/** Said where a report that was written already names the exit code 0. */
export const NOT_GREEN = 'So the exit code is 2.';

/** What the errors of reading mean, by their code. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

/** Says why something cannot be read. */
export const unreadable = (code: string): string => `cannot be read: ${UNREADABLE[code] ?? code}`;
