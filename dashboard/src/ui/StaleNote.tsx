import type { Signal } from '@preact/signals';

/** Says that a long list has changed, and reads it again when asked. */
export function StaleNote({ list }: { list: { stale: Signal<boolean>; reload: () => void } }) {
  if (!list.stale.value) return null;
  return <p class="note row" role="status"><span class="grow">There are changes that this long list does not show yet.</span><button type="button" onClick={() => { scrollTo(0, 0); list.reload(); }}>Show them</button></p>;
}
