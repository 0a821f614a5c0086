import { join } from 'node:path';

/** What is in a cache under a content address, as runs name it. All of it is the same on every machine. */

/**
 * Returns the path of a kernel of a build.
 * @param file vmlinux, which has the symbols, or what QEMU boots (kernelFile() of guest/machine.ts)
 */
export const kernelPath = (cache: string, key: string, file: string): string => join(cache, 'builds', key, file);

/** Returns the path of a guest image. */
export const imagePath = (cache: string, key: string): string => join(cache, 'images', key, 'initramfs.cpio');

/** Returns the path of QEMU's plugin. */
export const pluginPath = (cache: string, key: string): string => join(cache, 'plugins', key, 'settle.so');
