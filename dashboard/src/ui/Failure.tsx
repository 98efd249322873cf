import { adviceOf, type Problem } from '../api/problem';

/** A problem in full: what is wrong, which fields, what to do. */
export function Failure({ problem, retry }: { problem: Problem | null; retry?: () => void }) {
  if (!problem) return null;
  const fields = Object.entries(problem.errors);
  return (
    <div class="note bad" role="alert">
      <strong>{problem.title}</strong>
      {fields.length > 0
        ? <ul>{fields.map(([field, errors]) => <li key={field}><code>{field}</code>: {errors.join('; ')}</li>)}</ul>
        : <p>{problem.detail}</p>}
      {adviceOf(problem) && <p>{adviceOf(problem)}</p>}
      {retry && <p><button type="button" onClick={retry}>Try again</button></p>}
    </div>
  );
}
