import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a user gets who installs the package, but for what is built. */
const packed = (): readonly string[] => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [archive] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })) as readonly {
    readonly files: readonly { readonly path: string }[];
  }[];
  return (archive?.files ?? []).map(({ path }) => path);
};

const shipped = packed();
const pages = shipped.filter((path) => path.endsWith('.md') && !path.startsWith('dist/'));
const read = (path: string): string => readFileSync(posix.join(root, path), 'utf8');

type Link = { readonly page: string; readonly link: string; readonly path: string; readonly anchor: string };

const linksOf = (page: string): readonly Link[] =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [target = '', anchor = ''] = link.split('#');
      return { page, link, path: target === '' ? page : posix.join(posix.dirname(page), target), anchor };
    });

/** Anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

it('the package has its pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/using.md']));
});

it.each(pages.flatMap(linksOf))('$page: $link is in the repository and in the package', ({ path, anchor }) => {
  expect(existsSync(posix.join(root, path))).toBe(true);
  expect(shipped).toContain(path);
  if (anchor !== '') expect(anchorsOf(path)).toContain(anchor);
});
