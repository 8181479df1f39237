import { readFile } from 'node:fs/promises';
import type { Document, Node } from 'yaml';
import { isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { Json, Place } from '../runner/types/values.ts';
import type { Remark } from './convert.ts';
import { convert } from './convert.ts';
import { placesOf } from './places.ts';
import type { Problem } from './problems.ts';
import { formatProblems } from './problems.ts';
import { syntaxProblems } from './syntax.ts';

/** A YAML file as a JSON value that knows where each part of it was written. */
export type YamlDocument = {
  /** The file as the user named it. */
  readonly file: string;
  readonly value: Json;
  /** Place of the value at a JSON Pointer, or of its nearest existing ancestor. */
  readonly placeOf: (pointer: string) => Place;
  /** Place of the key (or array item) that a JSON Pointer ends with, or of its nearest existing ancestor. */
  readonly keyPlaceOf: (pointer: string) => Place;
};

/** The document may be there although there are problems: it then serves to look for further ones. */
export type Reading = { readonly document?: YamlDocument; readonly problems: readonly Problem[] };

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

const fileProblem = (file: string, message: string, remedy: string): Problem => ({
  place: { file, line: 1, column: 1 },
  pointer: '',
  message,
  remedy,
});

const streamRemarks = (documents: readonly Document[]): readonly Remark[] => {
  const [first, second] = documents;
  const remarks: Remark[] = [];
  if (second !== undefined)
    remarks.push({
      offset: second.range?.[0] ?? 0,
      pointer: '',
      message: 'a second document begins here',
      remedy: 'Keep one document in a file: move this one to a file of its own.',
    });
  if (first?.directives?.yaml.explicit === true && first.directives.yaml.version !== '1.2')
    remarks.push({
      offset: 0,
      pointer: '',
      message: `the file asks for YAML ${first.directives.yaml.version}`,
      remedy: 'Remove the %YAML directive: files are read as YAML 1.2.',
    });
  return remarks;
};

const isNothing = (contents: Node | null): boolean =>
  contents === null || (isScalar(contents) && contents.value === null && contents.source === '');

const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [formatProblems([problem]), problem])).values(),
];

const parse = (text: string, file: string): Reading => {
  const lineCounter = new LineCounter();
  const documents = [...parseAllDocuments<Node>(text, { ...OPTIONS, lineCounter })];
  const first = documents[0];
  if (first === undefined || isNothing(first.contents))
    return { problems: [fileProblem(file, 'the file holds nothing', 'Write a document into it.')] };
  const place = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const faults = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  const syntax = distinct(syntaxProblems(text, faults, place));
  const { value, targets, remarks } = convert(first.contents);
  const others = [...streamRemarks(documents), ...(syntax.length > 0 ? [] : remarks)];
  const problems = [
    ...syntax,
    ...others.map(({ offset, pointer, message, remedy }) => ({ place: place(offset), pointer, message, remedy })),
  ];
  const readable = syntax.length === 0 && documents.length === 1;
  return readable
    ? { document: { file, value, ...placesOf(first.contents, targets, lineCounter, file) }, problems }
    : { problems };
};

/** Reads YAML 1.2 (core schema) of one document. Never throws: whatever is wrong is a problem with its place. */
export const parseYaml = (text: string, file: string): Reading => {
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const before = text.slice(0, nul).split('\n');
    const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return {
      problems: [
        { place, pointer: '', message: 'a NUL character stands here', remedy: 'Save the file as UTF-8 text.' },
      ],
    };
  }
  try {
    return parse(text.replace(/^\uFEFF/, ''), file);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problems: [fileProblem(file, 'values are nested too deeply', 'Flatten the document.')] };
  }
};

const REFUSALS: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  ENOENT: ['there is no such file', 'Check the path.'],
  EACCES: ['the file may not be read', 'Check its permissions.'],
  EPERM: ['the file may not be read', 'Check its permissions.'],
  EISDIR: ['this is a directory', 'Name a file.'],
  ENOTDIR: ['there is no such file', 'Check the path: a part of it is a file, not a directory.'],
};

const decode = (bytes: Uint8Array, file: string): Reading & { readonly text?: string } => {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), problems: [] };
  } catch {
    const before = (new TextDecoder('utf-8').decode(bytes).split('\uFFFD')[0] ?? '').split('\n');
    const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return { problems: [{ place, pointer: '', message: 'the file is not UTF-8', remedy: 'Save it as UTF-8.' }] };
  }
};

/**
 * Reads a YAML file; problems name it `shownAs`. A file that cannot be read is a problem too, never an exception; `lost` is what to do
 * about one that is not there.
 */
export const readYaml = async (path: string | URL, shownAs: string, lost?: string): Promise<Reading> => {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const [message, remedy] = REFUSALS[code] ?? [`the file cannot be read (${code})`, 'Check the path and the disk.'];
    return { problems: [fileProblem(shownAs, message, code === 'ENOENT' ? (lost ?? remedy) : remedy)] };
  }
  const { text, problems } = decode(bytes, shownAs);
  return text === undefined ? { problems } : parseYaml(text, shownAs);
};
