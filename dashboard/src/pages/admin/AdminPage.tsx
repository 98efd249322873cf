import { session } from '../../api/session';
import { place, setQuery } from '../../app/router';
import { Empty } from '../../ui/Empty';
import { Skeleton } from '../../ui/Skeleton';
import { Title } from '../../ui/Title';
import { KeysPanel } from './KeysPanel';
import { OwnerLimitsPanel } from './OwnerLimitsPanel';
import { StatusPanel } from './StatusPanel';

const words = { status: 'Status', keys: 'Keys', limits: "Owners' limits" } as const;

type Part = keyof typeof words;

/** For admins: the scheduler's state, keys, limits of owners. */
export function AdminPage() {
  const parts: Part[] = session.isOperator ? ['status', 'keys', 'limits'] : ['keys', 'limits'];
  const part = parts.find(one => one === place.value.query.get('part')) ?? parts[0]!;
  if (!session.me.value) return <><Title text="Administration" /><div class="panel"><Skeleton lines={12} /></div></>; // not known yet
  if (!session.isAdmin) return <><Title text="Administration" /><div class="panel"><Empty title="For admins only"><p>You are signed in as a user. An admin's key shows keys, limits of owners and the scheduler's state.</p></Empty></div></>;
  return (
    <>
      <Title text="Administration">
        <div class="segments" role="group" aria-label="Part">
          {parts.map(one => <button key={one} type="button" aria-pressed={part === one} onClick={() => setQuery({ part: one === parts[0] ? null : one })}>{words[one]}</button>)}
        </div>
      </Title>
      {part === 'status' && <StatusPanel />}
      {part === 'keys' && <KeysPanel />}
      {part === 'limits' && <OwnerLimitsPanel />}
    </>
  );
}
