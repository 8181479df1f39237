import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Problem } from '../documents/problems.ts';
import { optionProblem } from './exit.ts';

/** A path, and the option or argument that names it. */
export type Named = { readonly by: string; readonly path: string };

/** The paths that an option names, if it was given. */
export const named = (by: string, paths: string | readonly string[] | undefined): readonly Named[] =>
  [paths ?? []].flat().map((path) => ({ by, path }));

/** Where a path leads to, links followed, as far as it is there. */
export const realPlace = (path: string): string => {
  const whole = resolve(path);
  try {
    return realpathSync.native(whole);
  } catch {
    return dirname(whole) === whole ? whole : join(realPlace(dirname(whole)), basename(whole));
  }
};

/** What is read where an input names a path: a folder stands for the pacts in it; a device or a URL is no file. */
const filesAt = (path: string): readonly string[] => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return found?.isFile() === true ? [path] : [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(path, name));
};

const attempted = (path: string): readonly string[] => {
  try {
    return filesAt(path).map(realPlace);
  } catch {
    return [];
  }
};

const replacing = ({ by, path }: Named, other: string): Problem =>
  optionProblem(by, `\`${path}\` is the file that ${other} names, and would be replaced`, 'Name another file.');

/** Outputs that would replace a file which is read. */
export const overwritten = (outputs: readonly Named[], inputs: readonly Named[]): readonly Problem[] => {
  const read = inputs.flatMap(({ by, path }) => attempted(path).map((place) => ({ by, place })));
  return outputs.flatMap(({ by, path }) => {
    const input = read.find(({ place }) => place === realPlace(path));
    return input === undefined ? [] : [replacing({ by, path }, input.by)];
  });
};

/** Outputs that would replace an earlier one. */
export const repeated = (outputs: readonly Named[]): readonly Problem[] =>
  outputs.flatMap((output, index) => {
    const earlier = outputs.slice(0, index).find(({ path }) => realPlace(path) === realPlace(output.path));
    return earlier === undefined ? [] : [replacing(output, earlier.by)];
  });
