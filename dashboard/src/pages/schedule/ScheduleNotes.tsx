import type { Schedule } from '../../api/types';
import { When } from '../../ui/When';

const ends = { once: 'its time has passed', endsAt: 'its end has come', maxRuns: 'it has run as often as it may', noOccurrence: 'its spec has no further occurrence' } as const;

/** What somebody must know before anything else. */
export function ScheduleNotes({ schedule }: { schedule: Schedule }) {
  return (
    <>
      {schedule.deletedAt && <p class="note bad">It was deleted <When at={schedule.deletedAt} />. It can be restored for 30 days.</p>}
      {schedule.problem && <p class="note bad"><strong>It does not fire:</strong> {schedule.problem}</p>}
      {schedule.chainProblem && <p class="note bad"><strong>Its chain broke:</strong> {schedule.chainProblem}</p>}
      {!schedule.enabled && <p class="note warn"><strong>Disabled.</strong> {schedule.note ?? 'No reason was given.'}</p>}
      {schedule.enabled && schedule.pausedUntil && Date.parse(schedule.pausedUntil) > Date.now() && <p class="note warn"><strong>Paused</strong> until <When at={schedule.pausedUntil} />. {schedule.note}</p>}
      {schedule.endedAt && <p class="note">It has ended: {schedule.endReason ? ends[schedule.endReason] : 'no occurrence is left'}. Change when it runs to start it again.</p>}
    </>
  );
}
