import type { RunStatus } from '../api/types';
import type { IconName } from './Icon';

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'off';

interface Look {
  word: string;
  tone: Tone;
  icon: IconName;
  /** What it means, for titles. */
  meaning: string;
}

/** How each status looks: by colour and by shape. */
export const looks: Readonly<Record<RunStatus, Look>> = {
  queued: { word: 'queued', tone: 'off', icon: 'ring', meaning: 'claimed; it starts at its due time' },
  waiting: { word: 'waiting', tone: 'warn', icon: 'pause', meaning: 'waits for a slot, for its schedule or for a budget' },
  running: { word: 'running', tone: 'busy', icon: 'spin', meaning: 'has a slot of its agent' },
  succeeded: { word: 'succeeded', tone: 'good', icon: 'check', meaning: 'the agent did it' },
  failed: { word: 'failed', tone: 'bad', icon: 'cross', meaning: 'the agent failed or could not be called' },
  timedOut: { word: 'timed out', tone: 'bad', icon: 'clock', meaning: 'the agent took longer than allowed' },
  cancelled: { word: 'cancelled', tone: 'off', icon: 'stop', meaning: 'somebody cancelled it' },
  missed: { word: 'missed', tone: 'warn', icon: 'ghost', meaning: 'it was too late to start' },
  skipped: { word: 'skipped', tone: 'off', icon: 'dash', meaning: 'another run of its schedule was active' },
  rejected: { word: 'rejected', tone: 'bad', icon: 'slash', meaning: 'a budget was spent, or its owner lost access' },
};

export const statuses = Object.keys(looks) as RunStatus[];

/** Statuses of runs that have not ended. */
export function isOpen(status: RunStatus): boolean {
  return status === 'queued' || status === 'waiting' || status === 'running';
}
