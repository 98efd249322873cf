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
public sealed class CronEndpoints(IOptions<ScheduleOptions> options, ZoneData zones, TimeProvider clock)
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

        // Unknown parameters are part of the answer, like all that is wrong with a spec. A body is no part of a spec.
        if (FieldErrors.Of(request) is { Any: true } unread && !JsonBody.IsAbsent(request))
        {
            return Problem.Invalid(unread);
        }

        var now = clock.GetUtcNow();
        using var fields = FromQuery(request);
        fields.ReadOnly("count");
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
        var zone = ZoneField.Read(fields, out var isGiven);
        if (fields.Finish() is { } wrong)
        {
            return wrong;
        }

        var now = clock.GetUtcNow();
        var reading = EnglishReader.Read(text!, zone, now);
        if (reading.Spec is not { } read)
        {
            return Problem.Invalid("text", EnglishReader.Offering(reading, text!, zone, now)!);
        }

        if (SpecJson.Check(read, options.Value, now, out var errors) is not { } spec)
        {
            return Problem.Invalid(errors.Under("text"));
        }

        var answer = JsonSerializer.SerializeToNode(Preview(spec, DefaultCount, now, []), Json.Options)!.AsObject();
        answer["zoneReason"] = ZoneField.Reason(read.Zone, reading.NamesZone, isGiven);
        if (reading.Missing != Missing.None)
        {
            answer["warnings"]!.AsArray().Add(MissingParts.Warning(text!.Trim(), reading.Missing));
        }

        if (reading.IsBareTime)
        {
            answer["warnings"]!.AsArray().Add($"\"{text!.Trim()}\" names no day and is read as every day; name the day for a single time");
        }

        if (reading.MayBeOnce)
        {
            answer["warnings"]!.AsArray().Add($"\"{text!.Trim()}\" may also mean one time only and is read as a recurring one; name the date for a single time");
        }

        return Results.Json(answer, Json.Options);
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

        if (FieldErrors.Of(request) is { Any: true } unread)
        {
            return Problem.Invalid(unread);
        }

        var (schedule, mark) = (request.FoundSchedule().Schedule, request.FoundSchedule().Mark);
        var warnings = schedule.Problem is null
            ? PolicyWarnings.WithSpec(schedule, clock.GetUtcNow()).Concat(Age(schedule.Spec, clock.GetUtcNow()))
            : [];
        return Results.Json(new { items = schedule.Upcoming(mark, clock.GetUtcNow()).Take(count), warnings }, Json.Options);
    }

    private object Preview(ScheduleSpec spec, int count, DateTimeOffset now, IEnumerable<string> policyWarnings)
    {
        var next = spec.Following(now, Math.Min(count, spec.Text.MaxRuns ?? count)).ToList();
        return new
        {
            valid = true,
            human = SpecWords.Describe(spec.Resolved),
            spec = SpecJson.Fields(spec.Text),
            next,
            nextLocal = SpecJson.Local(next, spec),
            warnings = SpecWarnings.Of(spec, now).Concat(policyWarnings).Concat(Age(spec, now)),
        };
    }

    /// <summary>The warning about old time zone data, for a spec that depends on it.</summary>
    private IEnumerable<string> Age(ScheduleSpec spec, DateTimeOffset now) => spec.Text.Zone is null or "UTC" || zones.WarningAt(now) is not { } old ? [] : [old];

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
