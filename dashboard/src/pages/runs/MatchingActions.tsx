import { useSignal } from '@preact/signals';
import { RunBulkDialog, type RunBulkAction, type RunTarget } from './RunBulkDialog';

/** What can be done with all runs that match the filters. */
export function MatchingActions({ target }: { target: RunTarget }) {
  const asked = useSignal<RunBulkAction | null>(null);
  const close = (): void => { asked.value = null; };
  return (
    <>
      <button type="button" onClick={() => (asked.value = 'replay')}>Replay all matching …</button>
      <button type="button" class="danger" onClick={() => (asked.value = 'cancel')}>Cancel all matching …</button>
      {asked.value && <RunBulkDialog action={asked.value} target={target} onClose={close} onDone={close} />}
    </>
  );
}
