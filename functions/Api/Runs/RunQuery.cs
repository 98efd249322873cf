using AgentSched.Api.Http;
using AgentSched.Model.Runs;
using AgentSched.Model.Schedules;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Runs;

/// <summary>Reads the run filter of a request.</summary>
internal static class RunQuery
{
    extension(RunSearch)
    {
        /// <summary>Reads <c>?status=failed,timedOut&amp;trigger=api,manual&amp;from=&amp;to=&amp;schedule=&amp;text=</c>.</summary>
        public static RunSearch Read(HttpRequest request, FieldErrors errors)
        {
            var (from, to) = request.Range(errors);
            var schedule = request.One("schedule");
            if (schedule is not null && !ScheduleId.Shape().IsMatch(schedule))
            {
                errors.Add("schedule", $"\"{schedule}\" is not a schedule's id: 16 characters of a–z and 0–9");
            }

            return new RunSearch(request.Words<RunStatus>("status", errors), request.Words<RunTrigger>("trigger", errors), InSeconds(from), InSeconds(to), schedule, request.One("text"));
        }
    }

    /// <summary>Nominal times are whole seconds.</summary>
    private static DateTimeOffset? InSeconds(DateTimeOffset? instant) => instant is { } one ? DateTimeOffset.FromUnixTimeSeconds(one.ToUnixTimeSeconds()) : null;
}
