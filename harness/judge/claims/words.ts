import type { CellClaim, Claim } from '../../records/inputs/candidate.ts';

/** A claim in words: `ibv_reg_mr fails with EFAULT`, `late-write passes (by rdma, on xfs)`. */
export function describeClaim(claim: Claim): string {
  if ('refuses' in claim) return `${claim.refuses} fails with ${claim.errno} in ${claim.workloads.join(', ')}`;
  if ('costs' in claim) return `${claim.costs} costs at most ${claim['at-most']} % more instructions`;
  return `${'passes' in claim ? `${claim.passes} passes` : `${claim.fails} fails`}${describeScope(claim)}`;
}

function describeScope({ parameters = {}, filesystems, devices }: CellClaim): string {
  const parts = [
    ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`),
    ...(filesystems === undefined ? [] : [`on ${filesystems.join(', ')}`]),
    ...(devices === undefined ? [] : [`with ${devices.join(', ')}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
