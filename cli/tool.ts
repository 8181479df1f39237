import { readFileSync } from 'node:fs';

type Tool = { readonly name: string; readonly version: string };

const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Tool;

/** This program, as reports name it. */
export const tool: Tool = { name, version };
