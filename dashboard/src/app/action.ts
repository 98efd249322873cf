import { useSignal, type Signal } from '@preact/signals';
import { Problem, adviceOf } from '../api/problem';
import { toast } from './toast';

export interface Action {
  /** Runs it unless it is running. Its problem becomes a message. Returns whether it succeeded. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  busy: Signal<boolean>;
  problem: Signal<Problem | null>;
}

/** Something that a button does: once at a time, with its problem kept. */
export function useAction(how: { quiet?: boolean } = {}): Action {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  return {
    busy,
    problem,
    run: async work => {
      if (busy.peek()) return false;
      busy.value = true;
      try {
        await work();
        problem.value = null;
        return true;
      } catch (error) {
        const found = error instanceof Problem ? error : new Problem(-1, 'page', 'The page failed', String(error));
        problem.value = found;
        if (!how.quiet) toast([found.message, adviceOf(found)].filter(Boolean).join(' '), { bad: true });
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}
