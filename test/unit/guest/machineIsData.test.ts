import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../../harness/host/paths.ts';

/** Words that are one machine's: architectures, their QEMUs and registers, a board's serial ports, x86's makefiles. */
const words = [
  'x86',
  'i386',
  'amd64',
  'arm64',
  'aarch64',
  'qemu-system-\\w',
  'tty(?:S|AMA)\\d',
  'KASAN_SANITIZE',
  'tsc=',
];
const registers = ['(?<![A-Z_])(?:R(?:IP|SI|DI|AX)|HLT)(?![A-Z_])', '\\br(?:ip|si|di|ax)\\b'];
const particular = new RegExp([...words, ...registers].join('|'));

/** They read what kernels of all architectures say, and the fixtures of the console show that they do. */
const readers = ['console', 'symbols'];

/** Code that is one machine's has its architecture in its name: checkpoint_x86_64.c does. */
const isNamedFor = (path: string): boolean => /x86|arm64|aarch64/.test(path);

/** A source without its comments, which may cite the kernel's files. */
const codeOf = (source: string): string =>
  source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '').replaceAll(/ \/\/ .*$/gm, '');

t.test('no code outside files that are named for it knows an architecture', async (t) => {
  const root = join(packageRoot, 'harness');
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  t.ok(paths.length > 300);
  const found = paths
    .filter((path) => !readers.includes(path.split('/')[0] ?? '') && !isNamedFor(path))
    .flatMap((path) => {
      const lines = codeOf(readFileSync(join(root, path), 'utf8')).split('\n');
      return lines.filter((line) => particular.test(line)).map((line) => `${path}: ${line.trim()}`);
    });
  t.same(found, []);
});

t.test('what is looked for is found', async (t) => {
  for (const line of [
    "'qemu-system-x86_64'",
    "'console=ttyS0'",
    '/\\bRSI=/',
    "'arch/x86/configs/tiny.config'",
    "'$rdi'",
  ])
    t.match(line, particular);
  t.equal(codeOf('a; // of arch/x86\n/** RSI */\n * RSI\n  // RSI\n').trim(), 'a;');
});
