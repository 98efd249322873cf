using System.Globalization;
using System.Text.Json;
using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Usage;
using AgentSched.Storage.Agents;
using AgentSched.Storage.Rows;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Api.Usage;

/// <summary>Reports usage of runs by day, agent, schedule or owner.</summary>
public sealed class UsageEndpoints(AgentTable agents, UsageReport report, TimeProvider clock)
{
    private const int DefaultDays = 30;
    private const int MaxDays = 366;

    /// <summary>
    /// <c>GET /api/usage?from=2026-01-01&amp;to=2026-01-31&amp;by=day|agent|schedule|owner&amp;agent=</c>: usage that the caller may see; days are
    /// UTC, both included.
    /// </summary>
    [Function(nameof(GetUsage))]
    public async Task<IResult> GetUsage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "usage")] HttpRequest request, CancellationToken cancel)
    {
        var errors = FieldErrors.Of(request);
        var by = By(request, errors);
        var to = Day(request, "to", errors) ?? DayUsage.DayOf(clock.GetUtcNow());
        var from = Day(request, "from", errors) ?? to.AddDays(1 - DefaultDays);
        if (from > to || from.AddDays(MaxDays) <= to)
        {
            errors.Add("from", $"must be at most {MaxDays - 1} days before to, and not after it");
        }

        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var caller = Caller.Of(request);
        IReadOnlyList<StoredAgent> among;
        if (request.One("agent") is { } name)
        {
            if (await agents.FindVisibleAsync(caller, name, cancel) is not { } one)
            {
                return Problem.NotFound($"agent \"{name}\"");
            }

            among = [one];
        }
        else
        {
            among = await agents.AllVisibleStoredAsync(caller, cancel);
        }

        var lines = await report.ReadAsync(caller, among, by, from, to, cancel);
        return Results.Json(
            new
            {
                from,
                to,
                by,
                items = lines.Select(line => Line(by, line)),
                total = Sums(lines.Aggregate(Tally.None, (sum, line) => sum.Plus(line.Tally))),
            },
            Json.Options);
    }

    private static Dictionary<string, object?> Line(UsageBy by, UsageLine line)
    {
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal);
        switch (by)
        {
            case UsageBy.Day:
                answer["day"] = line.Day;
                break;
            case UsageBy.Agent:
                answer["agent"] = line.Agent;
                break;
            case UsageBy.Owner:
                answer["owner"] = line.Owner;
                break;
            default:
                (answer["agent"], answer["scheduleId"], answer["scheduleName"]) = (line.Agent, line.ScheduleId, line.ScheduleName);
                break;
        }

        foreach (var (name, value) in Sums(line.Tally))
        {
            answer[name] = value;
        }

        return answer;
    }

    /// <summary>Totals of runs that started and ended, for answers; <c>failed</c> includes those that timed out.</summary>
    internal static Dictionary<string, object?> Sums(Tally tally) => new(StringComparer.Ordinal)
    {
        ["runs"] = tally.Runs,
        ["succeeded"] = tally.Succeeded,
        ["failed"] = tally.Failed,
        ["timedOut"] = tally.TimedOut,
        ["cancelled"] = tally.Cancelled,
        ["costUsd"] = tally.CostUsd,
        ["tokensIn"] = tally.TokensIn,
        ["tokensOut"] = tally.TokensOut,
    };

    private static UsageBy By(HttpRequest request, FieldErrors errors)
    {
        if (request.One("by") is not { } text)
        {
            return UsageBy.Day;
        }

        foreach (var word in Enum.GetValues<UsageBy>())
        {
            if (text == JsonNamingPolicy.CamelCase.ConvertName(word.ToString()))
            {
                return word;
            }
        }

        errors.Add("by", $"\"{text}\" is not one of day, agent, schedule, owner");
        return UsageBy.Day;
    }

    private static DateOnly? Day(HttpRequest request, string name, FieldErrors errors)
    {
        if (request.Query[name] is not [{ Length: > 0 } text])
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 5000)
        {
            return day;
        }

        errors.Add(name, $"\"{text}\" is not a day such as 2026-03-29");
        return null;
    }
}
