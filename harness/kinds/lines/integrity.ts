import type { FailureKind } from '../failureKind.ts';
import type { LineFormat } from './format.ts';

const integrity = (words: string): FailureKind => ({ detector: 'integrity', gravity: 'integrity', real: true, words });

/** What tags that do not match mean. `guard-tag` and its like are raised by the tag of a format below. */
export const integrityKinds = {
  'guard-tag': integrity('guard tag error{s}'),
  'reference-tag': integrity('reference tag error{s}'),
  'application-tag': integrity('application tag error{s}'),
  'dif-errors': integrity('integrity error{s} counted by the device'),
} satisfies Record<string, FailureKind>;

type TagOf<Kind> = Kind extends `${infer Name}-tag` ? Name : never;

/** A line that says that a T10 protection tuple did not match, and who found it. Several may tell of one mismatch. */
export interface IntegrityFormat extends LineFormat {
  by: string;
  tag: TagOf<keyof typeof integrityKinds>;
}

const senseCues = ['Add. Sense: ', 'ASC=0x10 '];

export const integrityFormats: readonly IntegrityFormat[] = [
  // drivers/scsi/scsi_debug.c dif_verify(); not rate-limited: 6.1 :3123, 6.12 :3806
  {
    by: 'scsi_debug',
    tag: 'guard',
    cues: [' check failed on sector '],
    pattern: /^scsi_debug:\w+: GUARD check failed on sector \d+/,
  },
  {
    by: 'scsi_debug',
    tag: 'reference',
    cues: [' check failed on sector '],
    pattern: /^scsi_debug:\w+: REF check failed on sector \d+/,
  },
  // block/t10-pi.c t10_pi_verify(): the host found it after the device let it pass; 6.1 :74,:89, 6.12 :80,:99
  {
    by: 'block layer',
    tag: 'guard',
    cues: [' tag error at '],
    pattern: /^\S+: guard tag error at sector \d+ \(rcvd /,
  },
  {
    by: 'block layer',
    tag: 'reference',
    cues: [' tag error at '],
    pattern: /^\S+: ref tag error at (?:location|sector) \d+ \(rcvd /,
  },
  // drivers/scsi/sense_codes.h by scsi_logging.c; by number without CONFIG_SCSI_CONSTANTS
  {
    by: 'sense data',
    tag: 'guard',
    cues: senseCues,
    pattern: /Add\. Sense: Logical block guard check failed|ASC=0x10 ASCQ=0x1\b/,
  },
  {
    by: 'sense data',
    tag: 'application',
    cues: senseCues,
    pattern: /Add\. Sense: Logical block application tag check failed|ASC=0x10 ASCQ=0x2\b/,
  },
  {
    by: 'sense data',
    tag: 'reference',
    cues: senseCues,
    pattern: /Add\. Sense: Logical block reference tag check failed|ASC=0x10 ASCQ=0x3\b/,
  },
];
