import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { matcherFile } from '../../../harness/host/paths.ts';
import type { BuildRecord } from '../../../harness/records/run/build.ts';
import type { VerdictRecord } from '../../../harness/records/run/verdict.ts';
import { renderAnnotations, renderFailedTrees } from '../../../harness/report/github/annotations.ts';
import { annotationCommand, withoutCommands } from '../../../harness/report/github/commands.ts';
import { renderDiagnostics } from '../../../harness/report/github/diagnostics.ts';
import { verdicts } from '../../fixtures/verdicts.ts';
import { matchesGolden } from '../../golden.ts';

function named(name: string): VerdictRecord {
  const verdict = verdicts[name];
  if (verdict === undefined) throw new Error(`there is no verdict ${name}`);
  return verdict;
}

/** Reads a command as the runner does (actions/runner, ActionCommand.TryParseV2). */
function parse(line: string): { command: string; properties: Record<string, string>; message: string } {
  const [, command = '', , words = '', message = ''] = /^::([^ :]+)( ((?:(?!::).)*))?::(.*)$/s.exec(line) ?? [];
  const plain = (text: string): string => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  const all = words.split(',').map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
  const value = (text: string): string =>
    plain(text.replaceAll('%3A', ':').replaceAll('%2C', ',')).replaceAll('%25', '%');
  return {
    command,
    properties: Object.fromEntries(all.map(([name = '', text = '']) => [name, value(text)])),
    message: plain(message).replaceAll('%25', '%'),
  };
}

t.test('what is special to the runner is escaped, and comes back', async (t) => {
  const line = annotationCommand({
    level: 'error',
    file: 'mm/a,b:c.c',
    line: 12,
    title: '100 %, a:b::c,d=e',
    message: 'one: 5 %\ntwo, %0A ::set-output::x',
  });
  t.equal(
    line,
    '::error file=mm/a%2Cb%3Ac.c,line=12,title=100 %25%2C a%3Ab%3A%3Ac%2Cd=e::one: 5 %25%0Atwo, %250A : :set-output::x',
  );
  t.same(parse(line), {
    command: 'error',
    properties: { file: 'mm/a,b:c.c', line: '12', title: '100 %, a:b::c,d=e' },
    message: 'one: 5 %\ntwo, %0A : :set-output::x',
  });
});

t.test('a regression is an error, what is not known a warning, a red base nothing', async (t) => {
  const read = (name: string) => renderAnnotations(named(name)).trimEnd().split('\n').map(parse);
  t.same(read('regressed'), [
    {
      command: 'error',
      properties: { title: 'pinproof: mine: rdma-write-writeback: regressed' },
      message: [
        'dif1-dix1/ext4, dif1-dix1/xfs: 1,204 guard tag errors',
        'base: pass',
        'mine: fail: 1,204 guard tag errors',
        'repeat: pinproof replay runs/1/mine/dif1-dix1/ext4/rdma-write-writeback/1',
        'artefacts: cells/mine/dif1-dix1/ext4/rdma-write-writeback/1',
      ].join('\n'),
    },
  ]);
  for (const name of ['clean', 'fixed', 'red base', 'claimed', 'base alone'])
    t.equal(renderAnnotations(named(name)), '', name);
  t.ok(read('invalid').every(({ command }) => command === 'warning'));
  t.match(read('does not repeat').at(-1), { command: 'warning', message: /1 of 2 cells did not repeat/ });
});

t.test('a regression with a splat points at the guilty function', async (t) => {
  const [command, ...more] = renderAnnotations(named('regressed with a splat')).trimEnd().split('\n').map(parse);
  t.same(more, []);
  t.match(command?.properties, {
    title: 'pinproof: mine: rdma-write-writeback: regressed',
    file: 'mm/gup.c',
    line: '123',
  });
});

t.test('what the compiler says has its file and line, once', async (t) => {
  const [error, warning, ...more] = renderAnnotations(named('not built')).trimEnd().split('\n').map(parse);
  t.match(error, {
    command: 'error',
    properties: { file: 'mm/gup.c', line: '12', title: 'pinproof: mine does not build' },
  });
  t.match(warning, {
    command: 'warning',
    properties: { file: 'mm/gup.c', line: '7', title: 'pinproof: other adds a build warning' },
  });
  t.same(more, []);
  t.equal(renderAnnotations(named('not built'), { matched: true }), '', 'a problem matcher has shown them');
  const failure = { outcome: 'failed', stage: 'apply', message: 'mm/gup.c, hunk 1 of 2: does not apply' } as const;
  t.match(
    renderFailedTrees({ mine: failure }, { matched: true }),
    /^::error title=pinproof%3A mine does not apply::mm/,
  );
});

t.test('ten of a level, and the last says how many more', async (t) => {
  const verdict = named('not built');
  const addedWarnings = Array.from({ length: 25 }, (_, line) => ({ file: 'mm/a.c', line, text: `w${line}` }));
  const trees = { ...verdict.trees, other: { title: '', addedWarnings } };
  const read = renderAnnotations({ ...verdict, trees })
    .trimEnd()
    .split('\n')
    .map(parse);
  t.same(
    read.map(({ command }) => command),
    ['error', ...Array.from({ length: 10 }, () => 'warning')],
  );
  t.match(read.at(-1), { properties: { title: 'pinproof: 16 more findings' } });
});

t.test('no text of a guest is a command, or a second line', async (t) => {
  for (const text of [renderAnnotations(named('hostile')), renderAnnotations(named('not built'))]) {
    const lines = text.trimEnd().split('\n');
    for (const line of lines) t.match(line, /^::(?:error|warning) (?:file=|title=)/);
    t.notMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
  }
  const wild = { level: 'error', file: 'a\u001b[1m\nb', title: 'c\u202ed\re', message: 'f\u0007g\n\u2066h' } as const;
  t.equal(annotationCommand(wild), '::error file=a b,title=cde::fg%0Ah');
  t.equal(withoutCommands('::error::x\n', 'secret'), '::stop-commands::secret\n::error::x\n::secret::\n');
  t.equal(withoutCommands('no newline', 'secret'), '::stop-commands::secret\nno newline\n::secret::\n');
});

interface Matcher {
  owner: string;
  severity?: string;
  pattern: { regexp: string; file?: number; line?: number; column?: number; severity?: number; message: number }[];
}
const matchers: Matcher[] = JSON.parse(readFileSync(matcherFile, 'utf8')).problemMatcher;

/** As the runner does: the first matcher that knows a line takes it. */
function matches(log: string): (string | undefined)[][] {
  return log.split('\n').flatMap((text) => {
    for (const { owner, severity, pattern } of matchers) {
      const [one] = pattern;
      const found = one && new RegExp(one.regexp).exec(text);
      if (!one || !found) continue;
      const group = (at: number | undefined): string | undefined => (at === undefined ? undefined : found[at]);
      return [
        [
          owner.replace('pinproof-', ''),
          severity ?? group(one.severity),
          group(one.file),
          group(one.line),
          group(one.message),
        ],
      ];
    }
    return [];
  });
}

t.test('the problem matcher reads what gcc, ld and make say here', async (t) => {
  const folder = t.testdir({
    mm: {
      'a.c': '#include "../nothere.h"\n',
      'b.c': 'int g(void);\nint f(void) { int unused; return g() }\n',
      'c.c': 'int g(void);\nint f(void) { return g(); }\n',
      'd.c': 'int f(void) { return 0; }\n',
    },
    build: { Makefile: 'all: x.o\nx.o: y.c\n' },
  });
  const say = (...command: string[]): string => {
    const [program = '', ...args] = command;
    const { stdout, stderr } = spawnSync(program, args, {
      cwd: join(folder, 'build'),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    return stdout + stderr;
  };
  t.same(matches(say('gcc', '-c', '../mm/a.c')), [
    ['gcc', 'error', 'mm/a.c', '1', '../nothere.h: No such file or directory'],
  ]);
  t.same(
    matches(say('gcc', '-Wall', '-c', '../mm/b.c')).map((each) => each.slice(0, 4)),
    [
      ['gcc', 'error', 'mm/b.c', '2'],
      ['gcc', 'warning', 'mm/b.c', '2'],
    ],
  );
  say('gcc', '-g', '-c', '../mm/c.c', '../mm/d.c');
  t.match(matches(say('ld', '-o', 'x', 'c.o')), [['ld', 'error', /mm\/c\.c$/, '2', /^undefined reference to .g'$/]]);
  t.match(matches(say('ld', '-o', 'x', 'c.o', 'd.o'))[0], [
    'ld',
    'error',
    /mm\/d\.c$/,
    '1',
    /^multiple definition of .f'/,
  ]);
  t.same(matches(say('make')), [
    ['make', 'error', undefined, undefined, "No rule to make target 'y.c', needed by 'x.o'.  Stop."],
  ]);
  t.same(
    matches('vmlinux.o: warning: objtool: f+0x1: unreachable instruction\nERROR: modpost: "g" [x.ko] undefined!\n'),
    [
      ['objtool', 'warning', undefined, undefined, 'objtool: f+0x1: unreachable instruction'],
      ['modpost', 'error', undefined, undefined, 'modpost: "g" [x.ko] undefined!'],
    ],
  );
  t.same(
    matches('  CC      mm/gup.o\nmake[1]: *** [Makefile:2: all] Error 1\n[   12.3] EXT4-fs warning (device sda)'),
    [],
  );
});

t.test('the log of a build is read with the matcher on, and no command of it obeyed', async (t) => {
  const verdict = named('not built');
  const mine = verdict.trees['mine']?.failure;
  const built = { outcome: 'built', addedWarnings: [{ file: 'mm/gup.c', line: 7, text: '::error::owned' }] } as const;
  const build = {
    trees: { base: { outcome: 'built', addedWarnings: [] }, mine, other: built },
  } as unknown as BuildRecord;
  const text = renderDiagnostics(build, '/m.json', 'secret');
  matchesGolden(t, 'report/diagnostics.txt', text);
  t.same(matches(text), [
    ['gcc', 'error', 'mm/gup.c', '12', 'x'],
    ['gcc', 'warning', 'mm/gup.c', '7', ': :error::owned'],
  ]);
  const unapplied = { outcome: 'failed', stage: 'apply', message: 'x.c:1: error: not the compiler' };
  t.equal(renderDiagnostics({ trees: { unapplied } } as unknown as BuildRecord, '/m.json', 'secret'), '');
  t.equal(renderDiagnostics({ trees: {} } as unknown as BuildRecord, '/m.json', 'secret'), '');
});
