using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSched.Api.Access;
using AgentSched.Api.Http;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Model.Due;
using AgentSched.Model.Schedules;
using AgentSched.Time.English;
using AgentSched.Time.Specs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AgentSched.Api.PlainEnglish;

/// <summary>Previews a spec before it is saved, with the same engine that fires it.</summary>
public sealed class CronEndpoints(IOptions<ScheduleOptions> options, TimeProvider clock)
{
    private const int DefaultCount = 5;
    private const int MaxCount = 100;

    private static readonly string[] Numbers = ["maxRuns"];

    /// <summary>
    /// <c>GET /api/cron/preview?cron=…&amp;zone=…</c> (or <c>every</c>, <c>at</c>, and the other spec fields): whether the spec is valid, or its
    /// errors by field; the spec in plain English; the next occurrences (<c>count</c>, 1–100, default 5); warnings, also about <c>misfire</c>
    /// and <c>overlap</c>.
    /// </summary>
    [Function(nameof(PreviewSpec))]
    public IResult PreviewSpec([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "cron/preview")] HttpRequest request)
    {
        var (count, problem) = ReadCount(request);
        if (problem is not null)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        using var fields = FromQuery(request);
        fields.Ignore("count");
        var spec = SpecJson.Parse(fields, options.Value, now);
        var (misfire, overlap) = (fields.Word<MisfirePolicy>("misfire") ?? default, fields.Word<OverlapPolicy>("overlap") ?? default);
        return fields.Finish() is null ? Results.Json(Preview(spec!, count, now, PolicyWarnings.Of(misfire, overlap, spec!.Text)), Json.Options)
            : Results.Json(new { valid = false, errors = fields.Errors.ByField }, Json.Options);
    }

    /// <summary><c>POST /api/cron/parse {text, zone?}</c>: converts plain English to a spec; the error says what was not understood.</summary>
    [Function(nameof(ParseEnglish))]
    public async Task<IResult> ParseEnglish(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "cron/parse")] HttpRequest request, CancellationToken cancel)
    {
        var (fields, problem) = await JsonBody.ReadAsync(request, cancel);
        if (fields is null)
        {
            return problem!;
        }

        using var _ = fields;
        var text = fields.Text("text", required: true, max: 500);
        var zone = ZoneField.Read(fields);
        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        var now = clock.GetUtcNow();
        if (!EnglishReader.TryParse(text!, zone, now, out var read, out var notUnderstood))
        {
            return Problem.Invalid("text", notUnderstood);
        }

        return SpecJson.Check(read, options.Value, now, out var errors) is { } spec
            ? Results.Json(Preview(spec, DefaultCount, now, []), Json.Options)
            : Problem.Invalid(errors.Under("text"));
    }

    /// <summary><c>GET /api/agents/{agent}/schedules/{id}/preview?count=</c>: the next due times of a stored schedule, including jitter, pauses and limits; warnings.</summary>
    [Function(nameof(PreviewSchedule))]
    public IResult PreviewSchedule(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ScheduleEndpoints.One + "/preview")] HttpRequest request)
    {
        var (count, problem) = ReadCount(request);
        if (problem is not null)
        {
            return problem;
        }

        var (schedule, mark) = (request.FoundSchedule().Schedule, request.FoundSchedule().Mark);
        var warnings = schedule.Problem is null
            ? SpecWarnings.Of(schedule.Spec, clock.GetUtcNow()).Concat(PolicyWarnings.Of(schedule.Policies.Misfire, schedule.Policies.Overlap, schedule.Spec.Text))
            : [];
        return Results.Json(new { items = schedule.Upcoming(mark, clock.GetUtcNow()).Take(count), warnings }, Json.Options);
    }

    private static object Preview(ScheduleSpec spec, int count, DateTimeOffset now, IEnumerable<string> policyWarnings)
    {
        var next = spec.Following(now, Math.Min(count, spec.Text.MaxRuns ?? count)).ToList();
        return new
        {
            valid = true,
            human = SpecWords.Describe(spec.Text),
            spec = SpecJson.Fields(spec.Text),
            next,
            nextLocal = next.Select(n => TimeZoneInfo.ConvertTime(n, spec.Zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)),
            warnings = SpecWarnings.Of(spec, now).Concat(policyWarnings),
        };
    }

    private static (int Count, IResult? Problem) ReadCount(HttpRequest request) =>
        request.Query["count"] is not [{ Length: > 0 } text] ? (DefaultCount, null)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MaxCount ? (count, null)
        : (0, Problem.Invalid("count", $"must be a whole number, 1–{MaxCount}"));

    /// <summary>Converts a query to a JSON body, so that both are read by the same reader.</summary>
    private static JsonFields FromQuery(HttpRequest request)
    {
        var body = new JsonObject();
        foreach (var (name, values) in request.Query)
        {
            body[name] = name == "exclude" ? new JsonArray([.. values.Select(v => (JsonNode?)JsonValue.Create(v))])
                : Numbers.Contains(name, StringComparer.Ordinal) && int.TryParse(values, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : values.ToString();
        }

        return JsonBody.Fields(JsonSerializer.SerializeToUtf8Bytes(body));
    }
}
