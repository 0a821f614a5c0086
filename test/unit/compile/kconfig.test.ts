import t from 'tap';
import { mergeFragments, parseConfig, parseFragment } from '../../../harness/compile/configure.ts';
import { readEntries } from '../../../harness/compile/kconfig/entries.ts';
import { explainLoss } from '../../../harness/compile/kconfig/explain.ts';
import {
  describeExpression,
  evaluate,
  falseParts,
  parseExpression,
} from '../../../harness/compile/kconfig/expression.ts';

const values = (text: string): Map<string, string> =>
  parseConfig(
    text
      .split(' ')
      .map((word) => `CONFIG_${word}`)
      .join('\n'),
  );

t.test('dependencies are reckoned as Kconfig does', (t) => {
  const world = values('A=y B=m NR=8 NAME="x"');
  const cases: Record<string, number> = {
    A: 2,
    B: 1,
    NOT_SET: 0,
    'A && B': 1,
    'A || NOT_SET': 2,
    '!A': 0,
    '!NOT_SET && A': 2,
    '(NOT_SET || B) && A': 1,
    'NOT_SET || A && B': 1,
    'A = y': 2,
    'B!=y': 2,
    'NR > 4': 2,
    'NR <= 4': 0,
    'NAME = "x"': 2,
    'NAME != ""': 2,
    y: 2,
    n: 0,
  };
  for (const [text, value] of Object.entries(cases)) {
    const expression = parseExpression(text);
    t.equal(expression && evaluate(expression, world), value, text);
  }
  t.equal(parseExpression('A &&'), undefined);
  t.equal(parseExpression('(A'), undefined);
  t.equal(parseExpression('$(cc-option,-fx) && A'), undefined, 'macros are the kernel’s business');
  t.end();
});

t.test('the false parts of a dependency', (t) => {
  const world = values('A=y');
  const parts = (text: string): string[] => {
    const expression = parseExpression(text);
    return expression === undefined ? [] : falseParts(expression, world).map((part) => describeExpression(part, world));
  };
  t.same(parts('A && B && (C || D)'), ['B (n)', '(C (n) || D (n))']);
  t.same(parts('A && !A'), ['!A (y)']);
  t.same(parts('A'), []);
  t.end();
});

const kconfig = {
  Kconfig: `mainmenu "x"
source "drivers/Kconfig"
source "arch/$(SRCARCH)/Kconfig"
source "not/there/Kconfig"
`,
  arch: { x86: { Kconfig: 'config X86\n\tdef_bool y\n\tselect FORCED if NET\n' } },
  drivers: {
    Kconfig: `# a comment
menu "Drivers"
	depends on NET

if SCSI # the whole lot

config SCSI_DEBUG
	tristate "debugging host and device simulator"
	depends on PCI && \\
		!BROKEN
	help
	  config FAKE
	  depends on NOTHING

	    more
config HIDDEN
	tristate

endif

choice
	prompt "one of"
config ONE
	bool "one"
config TWO
	bool "two"
endchoice
endmenu

config NET
	bool "Networking"

config FORCED
	bool "forced"
`,
  },
};

t.test('entries with their places, conditions and choices', async (t) => {
  const entries = await readEntries(t.testdir(kconfig), 'x86');
  const names = entries.map(({ name }) => name);
  t.same(names, ['SCSI_DEBUG', 'HIDDEN', 'ONE', 'TWO', 'NET', 'FORCED', 'X86'], 'help texts are not read');
  const [debug, hidden, one] = entries;
  t.match(debug, { where: 'drivers/Kconfig:7', dependsOn: ['NET', 'SCSI', 'PCI &&  !BROKEN'], prompt: true });
  t.match(hidden, { prompt: false });
  t.match(one, { inChoice: true, dependsOn: ['NET'] });
});

t.test('why an option was lost', async (t) => {
  const entries = await readEntries(t.testdir(kconfig), 'x86');
  const explain = (option: string, value: string, config: string): string[] =>
    explainLoss({ option, value, where: 'f.config:1' }, entries, values(config));
  t.same(explain('SCSI_DEBUG', 'y', 'NET=y PCI=y'), ['drivers/Kconfig:7: depends on SCSI (n)']);
  t.same(explain('SCSI_DEBUG', 'y', 'SCSI=y BROKEN=y'), [
    'drivers/Kconfig:7: depends on NET (n) && PCI (n) && !BROKEN (y)',
  ]);
  t.same(explain('SCSI_DEBG', 'y', ''), ['this tree has no option SCSI_DEBG; the nearest is SCSI_DEBUG']);
  t.match(explain('HIDDEN', 'y', 'NET=y SCSI=y')[0], /no prompt/);
  t.match(explain('TWO', 'y', 'NET=y ONE=y')[0], /one of a choice/);
  t.same(explain('FORCED', 'n', 'X86=y NET=y FORCED=y'), ['arch/x86/Kconfig:1: X86 selects it']);
});

t.test('fragments: the last word counts, and what is no option is an error with its line', (t) => {
  const first = parseFragment(
    '# why\nCONFIG_A=y\n\n# CONFIG_B is not set\nCONFIG_C=n\nCONFIG_S="a b"\n',
    'first.config',
  );
  t.same(first, [
    { option: 'A', value: 'y', where: 'first.config:2' },
    { option: 'B', value: 'n', where: 'first.config:4' },
    { option: 'C', value: 'n', where: 'first.config:5' },
    { option: 'S', value: '"a b"', where: 'first.config:6' },
  ]);
  const merged = mergeFragments([first, parseFragment('CONFIG_A=m\n', 'second.config')]);
  t.same(
    merged.find(({ option }) => option === 'A'),
    { option: 'A', value: 'm', where: 'second.config:1' },
  );
  t.same(
    parseFragment('# CONFIG_B is not set\r\n  # why\r\nCONFIG_A=y\r\n', 'dos.config').map(({ value }) => value),
    ['n', 'y'],
    'carriage returns change nothing',
  );
  t.throws(() => parseFragment('CONFIG_A=y\nA=y\n', 'bad.config'), {
    blame: 'input',
    message: /bad\.config:2: this is no option: A=y/,
  });
  t.end();
});

t.test('Kconfig as it was before 4.18 is read too', async (t) => {
  const entries = await readEntries(
    t.testdir({
      Kconfig: 'source "arch/$SRCARCH/Kconfig"\n',
      arch: {
        x86: { Kconfig: 'config A\n\tbool "a"\n\t---help---\n\t  if you\n\t  config NONE\n\nconfig B\n\tbool "b"\n' },
      },
    }),
    'x86',
  );
  t.match(entries, [
    { name: 'A', dependsOn: [] },
    { name: 'B', dependsOn: [], where: 'arch/x86/Kconfig:7' },
  ]);
  t.equal(entries.length, 2);
});
