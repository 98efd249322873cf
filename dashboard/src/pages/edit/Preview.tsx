import { get } from '../../api/client';
import { useDebounced } from '../../app/debounced';
import { useResource } from '../../app/resource';
import { fullText, instantText, myZone, relativeText, zoneOf } from '../../time/instant';
import { now } from '../../time/now';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { specOf, type Draft } from './draft';

/** What the spec means, as it is typed: the same code that fires it says so. */
export function Preview({ draft }: { draft: Draft }) {
  const asked = useDebounced(JSON.stringify({ ...specOf(draft), misfire: draft.misfire, overlap: draft.overlap }), 200);
  const read = useResource(asked, signal => get('/cron/preview', { query: { ...(JSON.parse(asked) as object), count: 5 }, signal }), () => false);
  const zone = zoneOf(draft.kind === 'every' && !draft.calendar && draft.unit !== 'MO' ? myZone : draft.zone);
  const meaning = read.data.value;
  const problem = read.problem.value;
  return (
    <Panel title="Next runs">
      <div class="stack-s" aria-live="polite">
        {!meaning && !problem && <Skeleton lines={4} />}
        {problem && <p class="error tone-bad">{Object.entries(problem.errors).map(([field, errors]) => `${field}: ${errors.join('; ')}`).join('; ') || problem.message}</p>}
        {meaning && !meaning.valid && <ul class="stack-s">{Object.entries(meaning.errors).map(([field, errors]) => <li key={field} class="tone-bad"><code>{field}</code>: {errors.join('; ')}</li>)}</ul>}
        {meaning?.valid && (
          <>
            <p><strong>{meaning.human}</strong></p>
            <ol class="stack-s">
              {meaning.next.map(instant => {
                const at = new Date(instant);
                return (
                  <li key={instant} class="row" title={fullText(at, zone)}>
                    <span class="grow">{instantText(at, zone, now.value)} {zone}{zone === myZone ? '' : <span class="under">{instantText(at, myZone, now.value)} {myZone}</span>}</span>
                    <span class="soft">{relativeText(at, now.value)}</span>
                  </li>
                );
              })}
            </ol>
            {meaning.next.length === 0 && <p class="soft">It has no occurrence from now on.</p>}
            {meaning.warnings.map(warning => <p key={warning} class="note warn">{warning}</p>)}
          </>
        )}
      </div>
    </Panel>
  );
}
