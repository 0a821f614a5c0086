import t from 'tap';
import { SymbolTable } from '../../../harness/symbols/symbolTable.ts';
import { listing } from './listing.ts';

const linked = new SymbolTable(
  listing('EXEC (Executable file)', [
    '0000000000000000     0 FILE    LOCAL  DEFAULT  ABS head_64.o',
    'ffffffff81000000    98 FUNC    GLOBAL DEFAULT    1 folio_mark_dirty',
    'ffffffff81000068     0 NOTYPE  LOCAL  DEFAULT    1 .Llabel',
    'ffffffff81000070    40 FUNC    LOCAL  DEFAULT    1 show',
    'ffffffff810000a0    90 FUNC    LOCAL  DEFAULT    1 show',
    'ffffffff81000100     0 NOTYPE  GLOBAL DEFAULT [VARIANT_PCS]     1 entry',
    'ffffffff81000130    16 FUNC    LOCAL  DEFAULT    1 twin',
    'ffffffff81000140    16 FUNC    LOCAL  DEFAULT    1 twin',
    'ffffffff81000150    16 FUNC    GLOBAL DEFAULT    1 last',
    'ffffffff83000000     8 OBJECT  GLOBAL DEFAULT    3 data',
    '0000000000000000     0 NOTYPE  GLOBAL DEFAULT  UND elsewhere',
  ]),
);

t.test('a function is found by its name and by its size up to the next symbol', async (t) => {
  t.same(linked.find('folio_mark_dirty', 0x70), { address: 0xffffffff81000000n, length: 98 });
  t.same(linked.find('entry', 0x30), { address: 0xffffffff81000100n, length: 0 });
  t.equal(linked.find('folio_mark_dirty', 0x68), undefined, 'local labels are in no table of the kernel');
  t.equal(linked.find('no_such', 0x70), undefined);
  t.equal(linked.find('data', 8), undefined, 'data is no function');
  t.ok(linked.hasLines);
  t.ok(linked.has('last'));
  t.notOk(linked.has('elsewhere'));
});

t.test('static functions that share a name are told apart by their size', async (t) => {
  t.equal(linked.find('show', 0x30)?.address, 0xffffffff81000070n);
  t.equal(linked.find('show', 0x60)?.address, 0xffffffff810000a0n);
  t.equal(linked.find('show', 0x50), undefined, 'neither');
  t.equal(linked.find('twin', 0x10), undefined, 'either');
  t.same([linked.findOnly('twin'), linked.findOnly('last')?.length], [undefined, 16]);
});

t.test('another size means another build; a name that is not there means nothing', async (t) => {
  t.ok(linked.contradicts('folio_mark_dirty', 0x80));
  t.notOk(linked.contradicts('folio_mark_dirty', 0x70));
  t.notOk(linked.contradicts('twin', 0x10), 'ambiguous');
  t.notOk(linked.contradicts('bpf_prog_1', 0x10));
});

t.test('in a file that is not linked, addresses count in their section', async (t) => {
  const module = new SymbolTable(
    listing('REL (Relocatable file)', [
      '0000000000000000    16 FUNC    LOCAL  DEFAULT    1 run',
      '0000000000000010    16 FUNC    LOCAL  DEFAULT    1 end',
      '0000000000000004    16 FUNC    LOCAL  DEFAULT    2 init_module',
    ]),
  );
  t.same(module.find('run', 0x10), { address: 0n, length: 16, section: '.text' });
  t.same(module.find('end', 0x40), { address: 16n, length: 16, section: '.text' }, 'another section follows, anywhere');
  t.same(module.find('init_module', 0x10), { address: 4n, length: 16, section: '.init.text' });
  t.equal(module.find('end', 0x8), undefined, 'no loader makes it smaller');
});
