import { useSignal } from '@preact/signals';
import type { Entry } from './log';
import { Icon } from '../../ui/Icon';

/** The most of an entry that is drawn; the file has all of it. */
const Most = 20_000;

export function LogEntry({ entry, find }: { entry: Entry; find: string }) {
  const open = useSignal(false);
  return (
    <details class="log-line" onToggle={event => (open.value = event.currentTarget.open)}>
      <summary>
        <span class="tag">{entry.kind}</span>
        {entry.ok !== null && <span class={entry.ok ? 'tone-good' : 'tone-bad'}><Icon name={entry.ok ? 'check' : 'cross'} /><span class="visually-hidden">{entry.ok ? 'succeeded' : 'failed'}</span></span>}
        <span class="cut grow mono"><Marked text={entry.title} find={find} /></span>
        <span class="soft nowrap">{entry.took}</span>
      </summary>
      {open.value && <pre tabIndex={0}><Marked text={entry.text.slice(0, Most)} find={find} />{entry.text.length > Most ? '\n… download the log for the rest' : ''}</pre>}
    </details>
  );
}

/** A text with what was searched for marked. */
function Marked({ text, find }: { text: string; find: string }) {
  if (find === '') return <>{text}</>;
  const parts: (string | preact.JSX.Element)[] = [];
  const [lower, wanted] = [text.toLowerCase(), find.toLowerCase()];
  let at = 0;
  for (let hit = lower.indexOf(wanted); hit >= 0; hit = lower.indexOf(wanted, at)) {
    parts.push(text.slice(at, hit), <mark>{text.slice(hit, hit + find.length)}</mark>);
    at = hit + find.length;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
