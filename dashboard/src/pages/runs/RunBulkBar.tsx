import { useSignal, type Signal } from '@preact/signals';
import type { RunEntry } from '../../api/types';
import { plural } from '../../ui/number';
import { isOpen } from '../../ui/status';
import { RunBulkDialog, type RunBulkAction } from './RunBulkDialog';

/** What can be done with the runs that are selected. */
export function RunBulkBar({ selected }: { selected: Signal<ReadonlyMap<string, RunEntry>> }) {
  const asked = useSignal<RunBulkAction | null>(null);
  const chosen = [...selected.value.values()];
  if (chosen.length === 0) return null;
  const open = chosen.filter(run => isOpen(run.status));
  const ended = chosen.filter(run => !isOpen(run.status));
  const ids = (asked.value === 'cancel' ? open : ended).map(({ agent, runId }) => ({ agent, runId }));
  return (
    <div class="bulk" role="region" aria-label="Selected runs">
      <strong class="grow">{plural(chosen.length, 'run')} selected{chosen.length > MostAtOnce && `; at most ${MostAtOnce} at a time`}</strong>
      <button type="button" disabled={open.length === 0 || open.length > MostAtOnce} onClick={() => (asked.value = 'cancel')}>Cancel {open.length} …</button>
      <button type="button" disabled={ended.length === 0 || ended.length > MostAtOnce} onClick={() => (asked.value = 'replay')}>Replay {ended.length} …</button>
      <button type="button" class="plain" onClick={() => (selected.value = new Map())}>Clear</button>
      {asked.value && <RunBulkDialog action={asked.value} target={{ ids }} onClose={() => (asked.value = null)} onDone={() => { asked.value = null; selected.value = new Map(); }} />}
    </div>
  );
}

const MostAtOnce = 200;
