import type { RunEntry } from '../../api/types';

/** Whether a run waits until somebody approves it. */
export function awaitsApproval(run: RunEntry): boolean {
  return run.status === 'waiting' && run.reason === 'budgetSpent';
}
