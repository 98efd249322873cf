import { liveState } from '../live/live';

const words = {
  connecting: ['connecting', 'The live connection is being made.'],
  live: ['live', 'What is shown changes by itself.'],
  behind: ['catching up', 'The connection is back; what was missed is on its way.'],
  offline: ['offline', 'There is no connection. What is shown may be old; it is tried again by itself.'],
} as const;

/** Says whether what is shown is current. */
export function LiveMark() {
  const state = liveState.value;
  const [word, meaning] = words[state];
  return <span class="live" data-state={state} title={meaning} role="status"><span class="dot" />{word}</span>;
}
