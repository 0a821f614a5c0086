import { subscribe } from 'node:diagnostics_channel';

const started: { spawnfile: string }[] = [];
subscribe('child_process', (message) => {
  started.push((message as { process: { spawnfile: string } }).process);
});

/** Returns the programs that this process started since the last call, as they were called. */
export const programsStarted = (): string[] => started.splice(0).map(({ spawnfile }) => spawnfile);
