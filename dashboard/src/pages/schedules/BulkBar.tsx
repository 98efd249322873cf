import { useSignal, type Signal } from '@preact/signals';
import type { Schedule } from '../../api/types';
import { plural } from '../../ui/number';
import { BulkDialog, type BulkAction } from './BulkDialog';

/** What can be done with the schedules that are selected. */
export function BulkBar({ selected }: { selected: Signal<ReadonlyMap<string, Schedule>> }) {
  const asked = useSignal<BulkAction | null>(null);
  const chosen = [...selected.value.values()];
  if (chosen.length === 0) return null;
  return (
    <div class="bulk" role="region" aria-label="Selected schedules">
      <strong class="grow">{plural(chosen.length, 'schedule')} selected</strong>
      <button type="button" onClick={() => (asked.value = 'enable')}>Enable …</button>
      <button type="button" onClick={() => (asked.value = 'disable')}>Disable …</button>
      <button type="button" class="danger" onClick={() => (asked.value = 'delete')}>Delete …</button>
      <button type="button" class="plain" onClick={() => (selected.value = new Map())}>Clear</button>
      {asked.value && <BulkDialog action={asked.value} chosen={chosen} onClose={() => (asked.value = null)} onDone={() => { asked.value = null; selected.value = new Map(); }} />}
    </div>
  );
}
