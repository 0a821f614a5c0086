import t from 'tap';
import { optionsOff } from '../../../harness/compile/optionsOff.ts';
import { parseDiff } from '../../../harness/series/diff/diff.ts';

const patch = (name: string, ...lines: string[]) => ({
  parsed: parseDiff([`--- a/${name}`, `+++ b/${name}`, ...lines, ''].join('\n')),
});
const added = patch(
  'mm/Kconfig',
  '@@ -7,3 +9,6 @@ config SWAP',
  ' kept',
  '-config GONE',
  '+config PIN_LEASE',
  '+	bool "Leases"',
  '+',
  '+menuconfig PIN_MENU',
  ' config NEIGHBOUR',
);

t.test('an option that a series adds and nothing sets is named, with its place', async (t) => {
  t.strictSame(optionsOff([added], 'CONFIG_PIN_MENU=y\n# CONFIG_PIN_LEASE is not set\n'), [
    {
      file: 'mm/Kconfig',
      line: 10,
      text: 'CONFIG_PIN_LEASE is new and off, and so is what depends on it: to judge that, set it in a fragment of the suite',
    },
  ]);
});

t.test(
  'nothing is said of options that are on, as module or number too, nor of those that were there before',
  async (t) => {
    t.strictSame(optionsOff([added], 'CONFIG_PIN_LEASE=m\nCONFIG_PIN_MENU=5\n'), []);
  },
);

t.test('only Kconfig files define options', async (t) => {
  t.strictSame(optionsOff([patch('Documentation/x.rst', '@@ -1 +1,2 @@', ' x', '+config FOO')], ''), []);
});

t.test('an option with two definitions is named once', async (t) => {
  t.equal(optionsOff([added, added], '').length, 2);
});
