/** Lines that say a T10 protection tuple did not match, and who found it. The same mismatch is told by several. */

export type Tag = 'guard' | 'reference' | 'application';

export interface IntegrityFormat {
  by: string;
  tag: Tag;
  pattern: RegExp;
}

export const integrityFormats: readonly IntegrityFormat[] = [
  // drivers/scsi/scsi_debug.c dif_verify(); not rate-limited: 6.1 :3123, 6.12 :3806
  { by: 'scsi_debug', tag: 'guard', pattern: /^scsi_debug:\w+: GUARD check failed on sector \d+/ },
  { by: 'scsi_debug', tag: 'reference', pattern: /^scsi_debug:\w+: REF check failed on sector \d+/ },
  // block/t10-pi.c t10_pi_verify(): the host found it after the device let it pass; 6.1 :74,:89, 6.12 :80,:99
  { by: 'block layer', tag: 'guard', pattern: /^\S+: guard tag error at sector \d+ \(rcvd / },
  { by: 'block layer', tag: 'reference', pattern: /^\S+: ref tag error at (?:location|sector) \d+ \(rcvd / },
  // drivers/scsi/sense_codes.h by scsi_logging.c; by number without CONFIG_SCSI_CONSTANTS
  { by: 'sense data', tag: 'guard', pattern: /Add\. Sense: Logical block guard check failed|ASC=0x10 ASCQ=0x1\b/ },
  {
    by: 'sense data',
    tag: 'application',
    pattern: /Add\. Sense: Logical block application tag check failed|ASC=0x10 ASCQ=0x2\b/,
  },
  {
    by: 'sense data',
    tag: 'reference',
    pattern: /Add\. Sense: Logical block reference tag check failed|ASC=0x10 ASCQ=0x3\b/,
  },
];
