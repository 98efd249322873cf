import { signal } from '@preact/signals';
import { request } from '../api/client';
import { EventStream, type StreamEvent, type StreamState } from './stream';

/** What an event is about. Null: everything may have changed. */
export interface Change {
  agent: string | null;
  schedule: string | null;
  run: string | null;
  type: string;
}

export const liveState = signal<StreamState>('connecting');

const listeners = new Set<(change: Change | null) => void>();
let stream: EventStream | null = null;

/** Calls a function for each change, and with null if changes may have been missed. Returns how to stop. */
export function onChange(listener: (change: Change | null) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says that something was changed by this page, without waiting for the stream. */
export function tell(change: Change | null): void {
  for (const listener of [...listeners]) listener(change);
}

/** The change that an event tells of. */
export function changeOf({ type, data }: StreamEvent): Change {
  const text = (name: string): string | null => (typeof data[name] === 'string' ? (data[name] as string) : null);
  return {
    agent: text('agent') ?? text('agent_name'),
    schedule: text('schedule_id'),
    run: text('execution_id') ?? text('related_run_id'),
    type: text('activity_type') ?? type,
  };
}

/** Starts the one stream of this tab. */
export function startLive(): void {
  stopLive();
  stream = new EventStream({
    open: (headers, signal) => request('/api/events', { headers, signal }),
    onEvent: event => tell(changeOf(event)),
    onState: state => (liveState.value = state),
    onGap: () => tell(null),
  });
  stream.start();
}

export function stopLive(): void {
  stream?.close();
  stream = null;
}

addEventListener('online', () => stream?.wake());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) stream?.wake();
});
