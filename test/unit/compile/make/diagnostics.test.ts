import t from 'tap';
import {
  addedWarnings,
  firstErrorOf,
  inheritedWarnings,
  warningsOf,
} from '../../../../harness/compile/make/diagnostics.ts';

const log = `# make O=build
  CC      mm/gup.o
../mm/gup.c: In function 'check_vma_flags':
../mm/gup.c:1063:13: warning: unused variable 'spare' [-Wunused-variable]
 1063 |         int spare;
      |             ^~~~~
../mm/gup.c:1063:13: warning: unused variable 'spare' [-Wunused-variable]
  CC      mm/rmap.o
../mm/rmap.c:12:9: error: 'nothing' undeclared (first use in this function)
   12 |         nothing = 1;
      |         ^~~~~~~
make[3]: *** [../scripts/Makefile.build:250: mm/rmap.o] Error 1
`;

t.test('warnings: each once, with the tree as the root of their paths', async (t) => {
  t.same(warningsOf(log), [{ file: 'mm/gup.c', line: 1063, text: "unused variable 'spare' [-Wunused-variable]" }]);
});

t.test('the first error is the compiler’s, with its source line, not the one that make adds', async (t) => {
  const error = firstErrorOf(log);
  t.match(error, { file: 'mm/rmap.c', line: 12 });
  t.equal(
    error?.text,
    "mm/rmap.c:12:9: error: 'nothing' undeclared (first use in this function)\n   12 |         nothing = 1;\n      |         ^~~~~~~",
  );
});

t.test('where the compiler is content, the linker or make is quoted', async (t) => {
  const link =
    "ld: mm/gup.o: in function `f':\ngup.c:(.text+0x5): undefined reference to `g'\nmake[1]: *** [vmlinux] Error 1\n";
  t.match(firstErrorOf(link)?.text, /undefined reference to `g'/);
  t.match(
    firstErrorOf("make: *** No rule to make target 'x', needed by 'y'.  Stop.\n")?.text,
    /No rule to make target 'x'/,
  );
  t.equal(firstErrorOf('  CC      mm/gup.o\n'), undefined);
});

t.test('a warning is added if the base has none of that text in that file, wherever it stands', async (t) => {
  const base = [{ file: 'mm/gup.c', line: 10, text: 'old' }];
  const tree = [
    { file: 'mm/gup.c', line: 99, text: 'old' },
    { file: 'mm/gup.c', line: 5, text: 'new' },
    { file: 'mm/rmap.c', line: 10, text: 'old' },
  ];
  t.same(
    addedWarnings(base, tree).map(({ file, text }) => `${file} ${text}`),
    ['mm/gup.c new', 'mm/rmap.c old'],
  );
});

t.test('files that were not compiled again keep the warnings of the seed', async (t) => {
  const seed = [
    { file: 'a.c', line: 1, text: 'kept' },
    { file: 'b.c', line: 1, text: 'gone' },
  ];
  t.same(
    inheritedWarnings(seed, [{ file: 'b.c', line: 2, text: 'own' }], new Set(['b.c'])).map(({ text }) => text),
    ['kept', 'own'],
  );
});
