using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Schedules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.Schedules;

/// <summary>Previews a change of a schedule.</summary>
public sealed class DiffEndpoints(IOptions<ScheduleOptions> options, TimeProvider clock)
{
    /// <summary>
    /// <c>POST /api/agents/{agent}/schedules/{id}/diff {…}</c>: the due times of the next 30 days that a PATCH with the same body would add and
    /// remove, at most 1,000 of each. Changes nothing; every caller who may see the schedule may ask.
    /// </summary>
    [Function(nameof(DiffSchedule))]
    public async Task<IResult> DiffSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = ScheduleEndpoints.One + "/diff")] HttpRequest request, CancellationToken cancel)
    {
        var found = request.FoundSchedule();
        var (fields, problem) = await JsonBody.ReadPatchAsync(request, ScheduleFields.Of(found.Schedule), ScheduleAnswer.Of(found.Schedule, found.Mark, clock.GetUtcNow()), cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var now = clock.GetUtcNow();
        var changed = ScheduleJson.Parse(fields, found.Schedule, found.Schedule.Id, Caller.Of(request), found.Agent, options.Value, now);
        return fields.Finish() ?? Results.Json(ScheduleDiff.Of(found, changed!, now), Json.Options);
    }
}
