import type { ComparisonId } from '../kinds/guest/comparisons.ts';
import type { CounterId } from '../kinds/guest/counters.ts';
import type { EnvironmentName } from '../kinds/guest/stages.ts';
import type { Observation } from '../records/run/observation.ts';
import type { PlanCell } from '../records/run/plan.ts';
import { risesOf } from './counters.ts';

type Need = PlanCell['needs'][number];

interface Environment {
  value(name: EnvironmentName): string | undefined;
  rise(name: CounterId<'device'>): number | undefined;
  /** Whether content was compared there. */
  compared(where: ComparisonId): boolean;
}

/** What a need asks of the guest. Each returns why it is not met. */
interface NeedRule {
  /** Of the machine as it was set up: asked of every cell. */
  machine(environment: Environment): string[];
  /** Of what the workload did with it: not asked of a cell whose call was refused. */
  use(environment: Environment): string[];
}

const needRules: Readonly<Record<Need, NeedRule>> = {
  // Without both, scsi_debug verifies nothing and every kernel looks clean: where blk_get_integrity() returns NULL, DIX is
  // off without a message.
  integrity: {
    machine: ({ value }) => {
      const format = value('integrity_format');
      return format?.startsWith('T10-DIF-') ? [] : [`the disk has no T10 integrity (format ${format ?? 'unknown'})`];
    },
    use: ({ rise, compared }) => {
      const writes = rise('dix_writes');
      if (writes === undefined) return ['the disk did not report its dix_writes counter'];
      return [
        ...(writes > 0 ? [] : ['no write carried integrity data (dix_writes did not rise)']),
        ...(compared('rescan') ? [] : ['the disk was not read again at the end']),
      ];
    },
  },
  rdma: {
    machine: ({ value }) => {
      const link = value('rdma_link');
      return link?.includes('ACTIVE') ? [] : [`the RDMA link is not active (${link ?? 'unknown'})`];
    },
    use: () => [],
  },
  'slow-source': {
    machine: ({ value }) => (value('slow_source') ? [] : ['the slow source device is not there']),
    use: () => [],
  },
};

/** Why a cell's needs were not met, as sentences; empty where they were. */
export function unmetNeeds(needs: readonly Need[], observations: readonly Observation[], refused: boolean): string[] {
  const values = new Map(
    observations.flatMap((each) => (each.type === 'environment' ? [[each.name, each.value]] : [])),
  );
  const rises = risesOf(observations, 'device');
  const places = new Set(observations.flatMap((each) => (each.type === 'comparison' ? [each.where] : [])));
  const environment: Environment = {
    value: (name) => values.get(name),
    rise: (name) => rises.get(name),
    compared: (where) => places.has(where),
  };
  return needs.flatMap((need) => [
    ...needRules[need].machine(environment),
    ...(refused ? [] : needRules[need].use(environment)),
  ]);
}
