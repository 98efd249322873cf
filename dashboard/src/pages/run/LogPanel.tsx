import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { addressOf, request } from '../../api/client';
import { download } from '../../app/download';
import { useResource } from '../../app/resource';
import { Failure } from '../../ui/Failure';
import { countText, plural } from '../../ui/number';
import { Panel } from '../../ui/Panel';
import { SearchBox } from '../../ui/SearchBox';
import { Skeleton } from '../../ui/Skeleton';
import { entriesOf, found } from './log';
import { LogEntry } from './LogEntry';

/** Entries that are drawn at once; more are a click away, so that 16 MiB do not stop the page. */
const Step = 300;

/** The agent's log: folded, searchable, as a file. */
export function LogPanel({ agent, runId, truncated }: { agent: string; runId: string; truncated: boolean }) {
  const text = useSignal('');
  const shown = useSignal(Step);
  const read = useResource(`log of ${runId}`, async signal => (await request(addressOf('/agents/{agent}/runs/{runId}/log', { agent, runId }), { signal })).text(), change => change.run === runId);
  const raw = read.data.value;
  const entries = useMemo(() => (raw === null ? [] : entriesOf(raw)), [raw]);
  const hits = useMemo(() => found(entries, text.value), [entries, text.value]);
  return (
    <Panel title="Log" pad={false} actions={raw !== null && (
      <>
        <SearchBox label="Search the log" value="" onSearch={value => { text.value = value; shown.value = Step; }} />
        <span class="soft nowrap" role="status">{text.value ? `${countText(hits.length)} of ${plural(entries.length, 'entry').replace('entrys', 'entries')}` : plural(entries.length, 'entry').replace('entrys', 'entries')}</span>
        <button type="button" onClick={() => download(new Blob([raw], { type: 'application/json' }), `${runId}.log.json`)}>Download</button>
      </>
    )}>
      {raw === null && !read.problem.value && <Skeleton lines={4} />}
      <Failure problem={read.problem.value} retry={read.reload} />
      {truncated && <p class="body soft">The agent sent more than is kept; the end is missing.</p>}
      <div class="log" tabIndex={0} role="group" aria-label="Entries of the log">
        {hits.slice(0, shown.value).map(one => <LogEntry key={one.index} entry={one} find={text.value} />)}
      </div>
      {hits.length > shown.value && <div class="more"><button type="button" onClick={() => (shown.value += Step)}>Show {countText(Math.min(Step, hits.length - shown.value))} more of {countText(hits.length - shown.value)}</button></div>}
    </Panel>
  );
}
