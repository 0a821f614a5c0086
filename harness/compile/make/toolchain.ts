import { outputOf } from '../../host/exec.ts';

/** Compiler, assembler and linker by their own words: they decide the bytes of a build as the sources do. */
export async function toolchainOf(): Promise<string> {
  const tools = ['gcc', 'as', 'ld'];
  const versions = await Promise.all(tools.map((tool) => outputOf(tool, ['--version'])));
  return versions.map((text) => text.split('\n')[0]).join('; ');
}
