import type { Schedule } from '../../api/types';
import { draftOf, type Draft } from './draft';

/** Somebody else changed the schedule meanwhile: says what differs, and lets one choose. Nothing that was typed is lost. */
export function ChangedNote({ mine, theirs, onTheirs, onMine }: { mine: Draft; theirs: Schedule; onTheirs: () => void; onMine: () => void }) {
  const other = draftOf(theirs, mine.zone);
  const fields = (Object.keys(mine) as (keyof Draft)[]).filter(field => JSON.stringify(mine[field]) !== JSON.stringify(other[field]));
  return (
    <div class="note warn" role="alert">
      <strong>Somebody changed this schedule after you opened it (version {theirs.version}).</strong>
      <p>Nothing was saved, and what you typed is still here. {fields.length === 0 ? 'Your input is the same as the current version.' : 'These differ:'}</p>
      <ul>{fields.map(field => <li key={field}><code>{field}</code>: yours {short(mine[field])}, theirs {short(other[field])}</li>)}</ul>
      <div class="row">
        <button type="button" onClick={onMine}>Keep mine; save replaces theirs</button>
        <button type="button" onClick={onTheirs}>Take theirs</button>
      </div>
    </div>
  );
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '' ? '(empty)' : `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
}
