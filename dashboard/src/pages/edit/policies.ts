/** What each choice of a policy means, in a sentence. */
export const policies = {
  misfire: {
    fireLatest: 'of several late occurrences only the latest starts',
    fireAll: 'every late occurrence starts, one after the other (at most 100)',
    skip: 'an occurrence that is more than a minute late is recorded as missed',
  },
  overlap: {
    skip: 'a due occurrence is skipped while a run of this schedule is active',
    bufferOne: 'one occurrence waits for the active run, further ones are skipped',
    bufferAll: 'occurrences wait for the active run (at most 100)',
    cancelOther: 'the active run is cancelled, then the new one starts',
    allowAll: 'runs may be active at the same time',
  },
  onFull: {
    wait: 'the run waits within its catch-up window, then it is missed',
    fail: 'the run is recorded as failed at once',
  },
  dstGap: {
    shift: 'a time that clocks skip moves to the end of the gap',
    skip: 'a time that clocks skip does not occur',
  },
  dstOverlap: {
    first: 'a time that clocks repeat runs the first time',
    last: 'a time that clocks repeat runs the last time',
    both: 'a time that clocks repeat runs twice',
  },
  dayMatch: {
    and: 'day of month and day of week must both match',
    or: 'day of month or day of week must match',
  },
} as const;

export type Policy = keyof typeof policies;

/** The sentence of a choice, with its word. */
export function meaningOf(policy: Policy, choice: string | null | undefined): string {
  const meaning = choice ? (policies[policy] as Record<string, string>)[choice] : undefined;
  return meaning ? `${choice}: ${meaning}` : (choice ?? '');
}
