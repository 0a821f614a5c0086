import t from 'tap';
import {
  frameOf,
  instructionPointerOf,
  isTraceLine,
  isTraceTitle,
  symbolIn,
} from '../../../../harness/console/trace/frame.ts';

/** A line of a backtrace, and the function it names; `? ` before it where the line is a guess. */
const frames: Record<string, readonly (readonly [line: string, name: string])[]> = {
  'x86, arch/x86/kernel/dumpstack.c printk_stack_address()': [
    [' folio_mark_dirty+0x2d/0x50', 'folio_mark_dirty'],
    [' ? ext4_map_blocks+0x1a/0x5d0', '? ext4_map_blocks'],
    [' xfs_ilock+0xe2/0x1b0 [xfs]', 'xfs_ilock'],
    [' xfs_ilock+0xe2/0x1b0 [xfs 0123456789abcdef]', 'xfs_ilock'],
    [' <IRQ> dump_stack+0x4e/0x82', 'dump_stack'],
    ['        lock_acquire+0x14f/0x370', 'lock_acquire'],
  ],
  'x86 up to 4.9': [
    [' [<ffffffff811a2b3c>] set_page_dirty_lock+0x1c/0x50', 'set_page_dirty_lock'],
    [' [<ffffffffa01c8bf2>] ? __ib_umem_release+0x62/0xb0 [ib_core]', '? __ib_umem_release'],
  ],
  'compiler suffixes': [
    [' mpage_prepare_extent_to_map.isra.0+0x4b1/0x4c0', 'mpage_prepare_extent_to_map'],
    [' do_mprotect_pkey.constprop.0+0x2ce/0x4d0', 'do_mprotect_pkey'],
    [' bad_page.cold+0x63/0x8f', 'bad_page'],
    [' kmem_cache_free_bulk.part.0+0x3bd/0x420', 'kmem_cache_free_bulk'],
    [' rxe_do_task.llvm.1234567+0x3bd/0x420', 'rxe_do_task'],
  ],
  'arm, arch/arm/kernel/traps.c dump_backtrace_entry(): the caller': [
    [' folio_mark_dirty from set_page_dirty_lock+0x3a/0x60', 'set_page_dirty_lock'],
    ['[<c02b2b3c>] (set_page_dirty_lock) from [<c07c8bf2>] (__ib_umem_release+0x64/0x1c0)', '__ib_umem_release'],
    ['[<c02b2b3c>] (set_page_dirty_lock) from [<c07c8bf2>] (xfs_ilock+0x64/0x1c0 [xfs])', 'xfs_ilock'],
    [' 0xc0de0000 from folio_mark_dirty+0x58/0xd0', 'folio_mark_dirty'],
  ],
  'riscv, arm64 up to 4.8, mips': [['[<ffffffff8027c2a0>] iomap_finish_ioend+0x5c/0x1d0', 'iomap_finish_ioend']],
  'powerpc, arch/powerpc/kernel/process.c show_stack()': [
    ['[c00000000a1b2ed0] [c000000000602a1c] ext4_writepages+0x3c/0x1460 (unreliable)', 'ext4_writepages'],
    ['[c00000000a1b3010] [c0000000003b2c30] do_writepages+0xc0/0x2a0', 'do_writepages'],
    ['[c00000000a1b3010] [d000000003b2c30a] xfs_ilock+0xc0/0x2a0 [xfs]', 'xfs_ilock'],
  ],
  's390, arch/s390/kernel/dumpstack.c show_stack()': [
    [' [<00000000c0ffee00>] folio_mark_dirty+0x2c/0x70 ', 'folio_mark_dirty'],
    ['([<00000000c0ffee10>] folio_mark_dirty+0x1c/0x70)', 'folio_mark_dirty'],
  ],
  'scripts/decode_stacktrace.sh, addr2line -i, symbolisers that keep the offset': [
    [' bio_dirty_fn (block/bio.c:1450 (discriminator 3))', 'bio_dirty_fn'],
    [' ? kthread_exit (kernel/kthread.c:330)', '? kthread_exit'],
    [' xfs_ilock (fs/xfs/xfs_inode.c:200) xfs', 'xfs_ilock'],
    [' (inlined by) kvmalloc_array (include/linux/slab.h:1000)', 'kvmalloc_array'],
    [' folio_ref_count include/linux/page_ref.h:87 [inline]', 'folio_ref_count'],
    [' try_grab_folio+0x5c/0x1d0 mm/gup.c:139', 'try_grab_folio'],
  ],
  Rust: [
    [' core::panicking::panic_fmt+0x2f/0x40', 'core::panicking::panic_fmt'],
    [
      ' <rust_minimal::RustMinimal as kernel::Module>::init+0x1b0/0x1e0',
      '<rust_minimal::RustMinimal as kernel::Module>::init',
    ],
    [' _RNvXCsi_7mylib+0x1b0/0x1e0', '_RNvXCsi_7mylib'],
  ],
};

for (const [where, lines] of Object.entries(frames)) {
  t.test(where, async (t) => {
    for (const [line, expected] of lines) {
      const frame = frameOf(line);
      t.equal(frame && `${frame.certain ? '' : '? '}${frame.name}`, expected, line);
      t.ok(isTraceLine(line), line);
    }
  });
}

t.test('lines that name no function', async (t) => {
  for (const line of [
    'RSP: 0018:ffffc9000038fd28 EFLAGS: 00010246',
    'Code: 00 00 0f 1f 44 00 00 48 8b 47 08',
    ' #0: ffff88801e5af2b0 (&journal->j_barrier){+.+.}-{3:3}, at: ext4_ioctl+0x1a/0x5d0',
    'hardirqs last  enabled at (1208): [<ffffffff81c2b2fe>] _raw_spin_unlock+0x27/0x40',
    'CPU: 0 PID: 139 Comm: a+0x1/0x2 Not tainted 6.1.192 #1',
    'lr : copy_data+0xc7/0x240',
    'EXT4-fs (sda): mounted filesystem with ordered data mode. Quota mode: none.',
    'a.c:12: a program wrote func+0x1/0x2 and more',
    '',
  ]) {
    t.equal(frameOf(line), undefined, line);
  }
});

t.test('where a stack begins and ends, and frames without a symbol, stand in a backtrace', async (t) => {
  for (const line of [
    ' <TASK>',
    ' </IRQ>',
    ' <NMI>',
    ' <#DF>',
    ' 0xffff000012345678',
    ' ? 0xffffffffc0000000',
    '[<c0300070>] (ret_fast_syscall) from [<b6f1e4a0>] (0xb6f1e4a0)',
    ' folio_mark_dirty from 0xb6f1e4a0',
    '[c00000000a1b2ed0] [c00000000a1b2f30] 0xc00000000a1b2f30 (unreliable)',
  ]) {
    t.ok(isTraceLine(line), line);
    t.equal(frameOf(line), undefined, line);
  }
  for (const line of ['RIP: 0033:0x7f26e2a76d6b', 'Modules linked in:', '', '<TASK> begins'])
    t.notOk(isTraceLine(line), line);
});

t.test('titles of backtraces', async (t) => {
  for (const line of [
    'Call Trace:',
    'Call trace: ',
    'stack backtrace:',
    'Backtrace:',
    '  backtrace:',
    '  backtrace (crc bcf2a1d0):',
    ' ffff88006c4b8848 ffffffff81c2b2fe Call Trace:',
  ]) {
    t.ok(isTraceTitle(line), line);
  }
  for (const line of [
    'Call Trace',
    'NMI backtrace for cpu 0',
    'sysrq: Show backtrace of all active CPUs',
    'recall Trace: 1',
  ])
    t.notOk(isTraceTitle(line), line);
});

t.test('the instruction pointer, if it stood in the kernel', async (t) => {
  for (const [line, expected] of [
    ['RIP: 0010:folio_mark_dirty+0x12/0x70', 'folio_mark_dirty'],
    ['RIP: 0010:[<ffffffff811a2b3c>]  [<ffffffff811a2b3c>] set_page_dirty_lock+0x1c/0x50', 'set_page_dirty_lock'],
    ['IP: [<ffffffff811a2b3c>] set_page_dirty_lock+0x1c/0x50', 'set_page_dirty_lock'],
    ['IP: set_page_dirty_lock+0x1c/0x50', 'set_page_dirty_lock'],
    ['EIP: drop_buffers+0x2a/0xf0', 'drop_buffers'],
    ['EIP is at drop_buffers+0x2a/0xf0', 'drop_buffers'],
    ['PC is at pl011_read+0x18/0x30', 'pl011_read'],
    ['pc : memcpy+0x34/0x230', 'memcpy'],
    ['epc : iomap_finish_ioend+0x5c/0x1d0', 'iomap_finish_ioend'],
    ['epc   : 802c8bf2 rxe_mr_copy+0xe3/0x1d0', 'rxe_mr_copy'],
    ['NIP [c000000000602b3c] ext4_writepages+0x5c/0x1460', 'ext4_writepages'],
    ['Krnl PSW : 0704e00180000000 00000000c0ffee00 (folio_mark_dirty+0x2c/0x70)', 'folio_mark_dirty'],
    ['RIP: 0010:umount_check.cold+0x3c/0x4a', 'umount_check'],
    ['RIP: 0033:0x7f26e2a76d6b', undefined],
    ['RIP: 0033:main+0x12/0x70', undefined],
    ['RIP: 0010:0x0', undefined],
    ['LR is at pl011_probe+0x64/0x1c0', undefined],
    ['lr : rxe_mr_copy+0xe3/0x1d0', undefined],
    [' ra : iomap_finish_ioends+0x40/0x9c', undefined],
  ] as const) {
    t.equal(instructionPointerOf(line), expected, line);
  }
});

t.test('the first symbol in running text', async (t) => {
  t.equal(symbolIn('BUG: KASAN: slab-out-of-bounds in rxe_mr_copy.cold+0x1/0x2 after b+0x1/0x2'), 'rxe_mr_copy');
  t.equal(symbolIn('BUG: KCSAN: data-race in ext4_dirty_folio / folio_mark_dirty'), undefined);
});
