import { post } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useDebounced } from '../../app/debounced';
import { useResource } from '../../app/resource';
import { instantText, zoneOf } from '../../time/instant';
import { now } from '../../time/now';
import { countText } from '../../ui/number';
import { Panel } from '../../ui/Panel';
import { specOf, type Draft } from './draft';

const Shown = 6;

/** What would fire differently in the next 30 days, before it is saved. */
export function DiffPanel({ schedule, draft, isDirty }: { schedule: Schedule; draft: Draft; isDirty: boolean }) {
  const asked = useDebounced(JSON.stringify(specOf(draft)), 400);
  const read = useResource(asked, signal => post('/agents/{agent}/schedules/{id}/diff', { path: { agent: schedule.agent, id: schedule.id }, body: JSON.parse(asked) as never, signal }), () => false);
  const diff = read.data.value;
  const zone = zoneOf(draft.zone);
  if (!isDirty) return null;
  return (
    <Panel title="Difference, next 30 days">
      <div class="stack-s" aria-live="polite">
        {!diff && <p class="soft">{read.problem.value ? 'Shown when the fields are valid.' : '…'}</p>}
        {diff && diff.addedCount + diff.removedCount === 0 && <p>It fires at the same times as before ({countText(diff.kept)}).</p>}
        {diff && diff.addedCount + diff.removedCount > 0 && <p>{countText(diff.addedCount)} added, {countText(diff.removedCount)} removed, {countText(diff.kept)} kept. Times in {zone}.</p>}
        {diff && (
          <ul class="stack-s">
            {diff.removed.slice(0, Shown).map(at => <li key={`-${at}`} class="tone-bad">− <del>{instantText(new Date(at), zone, now.value)}</del></li>)}
            {diff.added.slice(0, Shown).map(at => <li key={`+${at}`} class="tone-good">+ <ins>{instantText(new Date(at), zone, now.value)}</ins></li>)}
          </ul>
        )}
        {diff && Math.max(diff.addedCount, diff.removedCount) > Shown && <p class="soft">The first {Shown} of each are shown.</p>}
      </div>
    </Panel>
  );
}
