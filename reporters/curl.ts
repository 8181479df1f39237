import type { SentRequest } from '../runner/types/exchange.ts';
import type { TlsUse } from '../runner/types/target.ts';
import { visibleLine } from './visible.ts';

/** Longest argument that every system accepts is 128 KiB (Linux); a longer body goes through a pipe. */
const LONGEST_ARGUMENT = 100_000;

/** How a secret stands in a captured header: `$VARIABLE` or `${VARIABLE}`, in capitals except where nothing else is to be expected. */
const VARIABLE = /\$(\{[A-Z][A-Z0-9_]*\}|[A-Z][A-Z0-9_]*)/;
const VARIABLE_IN_AUTHORIZATION = /\$(\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)/;
/** How one stands in a path of `target.yaml`. */
const VARIABLE_IN_PATH = /\$(\{[A-Za-z_]\w*\})/;

const singleQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`;

/** A `printf` command that writes exactly these bytes; all but harmless ASCII is octal, as POSIX `printf` reads it. */
const printfOf = (bytes: Uint8Array): string => {
  const format = Array.from(bytes, (byte, index) => {
    const character = String.fromCharCode(byte);
    if (character === '\n') return '\\n';
    if (character === '%') return '%%';
    const plain = /[ -~]/.test(character) && !/['\\#[]/.test(character) && !(index === 0 && character === '-');
    return plain ? character : octal(byte);
  });
  return `printf '${format.join('')}'`;
};

/** Printable ASCII that nobody obeys. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text) && visibleLine(text) === text;

/** A word of the shell; bytes that are not printable ASCII come from `printf`. */
const literal = (text: string, encoding: 'utf8' | 'latin1'): string =>
  isPlain(text) ? singleQuoted(text) : `"$(${printfOf(Buffer.from(text, encoding))})"`;

const reference = (name: string, next: string): string => (/^\w/.test(next) ? `\${${name}}` : `$${name}`);

/** Text in which the shell expands the variables and nothing else. */
const expanding = (text: string, variable: RegExp, encoding: 'utf8' | 'latin1'): string => {
  const isName = (index: number): boolean => index % 2 === 1;
  const parts = text.split(variable).map((part, index) => (isName(index) ? part.replace(/[{}]/g, '') : part));
  if (parts.every((part, index) => isName(index) || (isPlain(part) && /^[^"\\`$!]*$/.test(part)))) {
    return `"${parts.map((part, index) => (isName(index) ? reference(part, parts[index + 1] ?? '') : part)).join('')}"`;
  }
  return parts.map((part, index) => (isName(index) ? `"$${part}"` : part && literal(part, encoding))).join('');
};

const headerOf = ([name, value]: readonly [string, string]): string => {
  const text = value === '' ? `${name};` : `${name}: ${value}`;
  const variable = name.toLowerCase() === 'authorization' ? VARIABLE_IN_AUTHORIZATION : VARIABLE;
  // Beyond ASCII it travels as ISO 8859-1 (RFC 9110, section 5.5).
  return `-H ${variable.test(value) ? expanding(text, variable, 'latin1') : literal(text, 'latin1')}`;
};

const hasHeader = (request: SentRequest, name: string): boolean =>
  request.headers.some(([header]) => header.toLowerCase() === name);

/** Headers that curl writes by itself, with the same value. */
const implied = (request: SentRequest, [name, value]: readonly [string, string]): boolean => {
  if (name.toLowerCase() === 'host') return URL.canParse(request.url) && value === new URL(request.url).host;
  return name.toLowerCase() === 'content-length' && value === String(Buffer.byteLength(request.body ?? ''));
};

const pathOf = (path: string): string =>
  VARIABLE_IN_PATH.test(path) ? expanding(path, VARIABLE_IN_PATH, 'utf8') : literal(path, 'utf8');

const tlsFlags = ({ insecure, ca, cert, key }: TlsUse): readonly string[] => [
  ...(insecure === true ? ['--insecure'] : []),
  ...(ca === undefined ? [] : [`--cacert ${pathOf(ca)}`]),
  // A colon would begin a pass phrase.
  ...(cert === undefined ? [] : [`--cert ${pathOf(cert.replace(/[\\:]/g, '\\$&'))}`]),
  ...(key === undefined ? [] : [`--key ${pathOf(key)}`]),
];

const flagsOf = (request: SentRequest, tls: TlsUse): readonly string[] => {
  const bodiless = request.body === undefined;
  const method =
    bodiless && request.method === 'HEAD'
      ? '--head'
      : `-X ${/^[A-Za-z]+$/.test(request.method) ? request.method : literal(request.method, 'utf8')}`;
  return [
    '-i',
    ...(request.url.startsWith('https:') ? ['--http1.1', ...tlsFlags(tls)] : []),
    ...(/\/(?:\.|%2e){1,2}(?:[/?#]|$)/i.test(request.url) ? ['--path-as-is'] : []),
    ...(/[[\]{}]/.test(request.url) ? ['--globoff'] : []),
    ...(bodiless && request.method === 'GET' ? [] : [method]),
  ];
};

/**
 * A POSIX shell command that sends the same request with curl, over several lines. Secrets stay variables that the shell
 * expands; a body is sent byte for byte as UTF-8, through a pipe where no argument can carry it as it is. Where TLS is spoken, `tls`
 * says how.
 */
export const curlOf = (request: SentRequest, tls: TlsUse = {}): string => {
  const { body } = request;
  const piped =
    body !== undefined &&
    (body.startsWith('@') || Buffer.byteLength(body) > LONGEST_ARGUMENT || visibleLine(body) !== body);
  const parts = [
    `${['curl', ...flagsOf(request, tls)].join(' ')} ${literal(request.url, 'utf8')}`,
    ...request.headers.filter((header) => !implied(request, header)).map(headerOf),
    ...(body !== undefined && !hasHeader(request, 'content-type') ? ["-H 'Content-Type:'"] : []),
    ...(body === undefined ? [] : [`--data-binary ${piped ? '@-' : singleQuoted(body)}`]),
  ];
  const command = parts.join(' \\\n  ');
  return piped ? `${printfOf(Buffer.from(body))} |\n${command}` : command;
};
