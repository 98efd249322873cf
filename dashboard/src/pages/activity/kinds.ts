import type { ActivityType } from '../../api/types';
import type { IconName } from '../../ui/Icon';
import type { Tone } from '../../ui/status';

/** What entries can be filtered by. */
export const groups = {
  failures: { word: 'failures', types: ['runFailed', 'runMissed', 'runRejected'] },
  runs: { word: 'runs', types: ['runStarted', 'runWaiting', 'runCompleted', 'runFailed', 'runCancelled', 'runMissed', 'runSkipped', 'runRejected'] },
  schedules: { word: 'changes of schedules', types: ['scheduleCreated', 'scheduleChanged', 'schedulePaused', 'scheduleEnabled', 'scheduleDeleted', 'scheduleRestored'] },
  agents: { word: 'changes of agents', types: ['agentRegistered', 'agentChanged', 'agentDeleted'] },
  keys: { word: 'keys', types: ['keyIssued', 'keyRevoked'] },
} as const satisfies Record<string, { word: string; types: readonly ActivityType[] }>;

export type Group = keyof typeof groups;

const looks: Partial<Record<ActivityType, [IconName, Tone]>> = {
  runStarted: ['spin', 'busy'], runWaiting: ['pause', 'warn'], runCompleted: ['check', 'good'], runFailed: ['cross', 'bad'], runCancelled: ['stop', 'off'], runMissed: ['ghost', 'warn'],
  runSkipped: ['dash', 'off'], runRejected: ['slash', 'bad'], schedulePaused: ['pause', 'off'], scheduleEnabled: ['play', 'off'], keyIssued: ['link', 'off'], keyRevoked: ['slash', 'off'],
};

/** Shape and colour of an entry. A start is no status of now, so it does not turn. */
export function lookOf(type: ActivityType): [IconName, Tone] {
  if (type === 'runStarted') return ['ring', 'busy'];
  return looks[type] ?? (type.startsWith('agent') ? ['agent', 'off'] : ['clock', 'off']);
}
