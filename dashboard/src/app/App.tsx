import { useEffect } from 'preact/hooks';
import { get } from '../api/client';
import { session } from '../api/session';
import { startLive } from '../live/live';
import { Failure } from '../ui/Failure';
import { Layout } from '../ui/Layout';
import { useResource } from './resource';
import { place } from './router';
import { viewAt } from './routes';
import { SignIn } from './SignIn';

/** Signed in or not. */
export function App() {
  const key = session.key.value;
  if (session.refusal.value) return <SignIn />;
  return <Signed key={key ?? ''} who={key ?? ''} />;
}

function Signed({ who }: { who: string }) {
  const me = useResource(who, signal => get('/me', { signal }), () => false);
  useEffect(() => {
    if (!me.data.value) return;
    session.me.value = me.data.value;
    startLive();
  }, [me.data.value]);
  if (me.problem.value && !me.data.value) return <main class="signin"><Failure problem={me.problem.value} retry={me.reload} /></main>;
  if (!me.data.value && !who) return null; // without a key, nobody may be signed in
  const [View, values] = viewAt(place.value.path);
  return <Layout><View key={place.value.path} {...values} /></Layout>;
}
